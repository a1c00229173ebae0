"""A real sandbox on a temporary state directory, for one test class; both are gone afterwards."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

import botocore.session

PACKAGE = Path(__file__).resolve().parents[1]
ACCOUNT = "123456789012"
_SESSION = botocore.session.get_session()


class Sandbox:
    """Starts and ends `python -m daivi_sandbox serve`."""

    def __init__(self, state: str, **environment):
        self.state = Path(state)
        self.environment = {**os.environ, "PYTHONPATH": str(PACKAGE), **environment}
        self.process = None
        self.clients: dict = {}
        self.start()

    def command(self, *arguments) -> list:
        return [sys.executable, "-m", "daivi_sandbox", "serve", "--state", str(self.state), *arguments]

    def start(self) -> None:
        with open(self.state / "stderr.log", "ab") as errors:
            self.process = subprocess.Popen(
                self.command(), env=self.environment, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
            )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError((self.state / "stderr.log").read_text()[-3000:])
        self.description = json.loads(line)
        self.endpoint = self.description["endpoint"]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self._gone()

    def _gone(self) -> None:
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def client(self, service: str, region: str = "us-east-1"):
        key = (service, region)
        if key not in self.clients:
            self.clients[key] = _SESSION.create_client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
                aws_access_key_id=ACCOUNT,
                aws_secret_access_key="sandbox",
                config=botocore.config.Config(retries={"max_attempts": 0}),
            )
        return self.clients[key]

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.endpoint + path) as answer:
            return answer.read()

    def requests(self) -> list:
        return json.loads(self.get("/_daivi/requests?since=0"))["requests"]


class SandboxTest(unittest.TestCase):
    """One sandbox a class."""

    environment: dict = {}

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="daivi-sandbox-test-")
        cls.sandbox = Sandbox(cls.directory.name, **cls.environment)
        cls.client = cls.sandbox.client

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop()
        cls.directory.cleanup()

    def wait(self, ask, limit: float = 60):
        """Ask until the answer is true; the answer."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            answer = ask()
            if answer:
                return answer
            time.sleep(0.02)
        self.fail("it did not happen in time")

    # CloudFormation

    def change(
        self, name: str, template: dict, region: str = "us-east-1", mode: str | None = None, **parameters
    ) -> dict:
        """Make and execute a change set; the change set as described, with the stack that came of it as `Stack`."""
        cloudformation = self.client("cloudformation", region)
        try:
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            kind = "CREATE" if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE"
        except cloudformation.exceptions.ClientError:
            kind = "CREATE"
        made = cloudformation.create_change_set(
            StackName=name,
            ChangeSetName=f"change-{time.time_ns()}",
            ChangeSetType=kind,
            TemplateBody=json.dumps(template),
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            **({"DeploymentMode": mode} if mode else {}),
        )["Id"]
        described = cloudformation.describe_change_set(ChangeSetName=made)
        if described["Status"] == "FAILED":
            return described
        cloudformation.execute_change_set(ChangeSetName=made, ClientRequestToken="token-of-test")
        described["Stack"] = self.settled(name, region)
        return described

    def settled(self, name: str, region: str = "us-east-1") -> dict:
        """The stack once its operation is over."""
        cloudformation = self.client("cloudformation", region)

        def ask():
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            return None if stack["StackStatus"].endswith("IN_PROGRESS") else stack

        return self.wait(ask)

    def deploy(self, name: str, template: dict, region: str = "us-east-1", **parameters) -> dict:
        """Deploy and insist that it worked; the outputs."""
        stack = self.change(name, template, region, **parameters)["Stack"]
        if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            events = self.client("cloudformation", region).describe_stack_events(StackName=name)["StackEvents"]
            self.fail([event.get("ResourceStatusReason") for event in events if "FAILED" in event["ResourceStatus"]])
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def drift(self, name: str) -> dict:
        """Drift status by logical id, as (status, property paths)."""
        cloudformation = self.client("cloudformation")
        detection = cloudformation.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
        status = cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        self.assertEqual(status["DetectionStatus"], "DETECTION_COMPLETE")
        found = cloudformation.describe_stack_resource_drifts(StackName=name)["StackResourceDrifts"]
        return {
            drift["LogicalResourceId"]: (
                drift["StackResourceDriftStatus"],
                [difference["PropertyPath"] for difference in drift.get("PropertyDifferences", [])],
            )
            for drift in found
        }

"""Job runs of EMR Serverless that really run: the script unchanged, PySpark over Spark Connect on Sail."""

import copy
import re
import shlex
import time

from ..errors import AwsError
from ..glue import logs
from ..glue.spark_conf import sail_catalogs
from ..spark.script_process import Script, ScriptProcess
from . import emr_serverless as emr

TOKENS: dict = {}  # (account, region, application, client token) -> id of the run


class EmrRuns:
    """Starts, watches and cancels runs."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.processes: dict = {}
        self.HANDLERS = {
            "StartJobRun": self.start,
            "GetJobRun": self.get,
            "ListJobRuns": self.list,
            "CancelJobRun": self.cancel,
        }

    def start(self, call):
        """StartJobRun: the same token again is the same run; with other parameters it is refused."""
        given = copy.deepcopy(call.parameters)
        application = emr.find(call, given["applicationId"])
        place = (call.account, call.region, given["applicationId"])
        token = (*place, given.pop("clientToken"))
        if token in TOKENS:
            run = emr.RUNS[(*place, TOKENS[token])]
            if run["asked"] != given:
                raise AwsError("ConflictException", "the client token was used with other parameters", 409)
            return _started(run)
        if "sparkSubmit" not in given.get("jobDriver", {}):
            raise AwsError("ValidationException", "the sandbox runs Spark jobs only: jobDriver.sparkSubmit is missing")
        self._check_role(given["executionRoleArn"])
        if application["state"] not in ("STARTED", "CREATED", "STOPPED") or (
            application["state"] != "STARTED" and not application["autoStartConfiguration"]["enabled"]
        ):
            raise AwsError("ConflictException", f"Application {given['applicationId']} is {application['state']}", 409)
        if application["state"] != "STARTED":
            emr.move(application, "STARTED")
        run = self._record(call, application, given)
        emr.RUNS[(*place, run["jobRunId"])] = run
        TOKENS[token] = run["jobRunId"]
        self.processes[run["jobRunId"]] = EmrProcess(self, application, run, call.account, call.region)
        return _started(run)

    def _check_role(self, arn: str) -> None:
        """The role must exist and let EMR Serverless assume it."""
        from ministack.services import iam

        from ..cloudformation.live_common import document

        role = iam._roles.get(arn.rsplit("/", 1)[-1])
        trusted = document(role.get("AssumeRolePolicyDocument")) if role else {}
        if "emr-serverless.amazonaws.com" not in str(trusted):
            raise AwsError("ValidationException", f"The execution role {arn} does not exist or cannot be assumed")

    def _record(self, call, application: dict, given: dict) -> dict:
        identifier, now = emr.new_id(), time.time()
        return {
            "applicationId": given["applicationId"],
            "jobRunId": identifier,
            "id": identifier,
            "name": given.get("name"),
            "arn": f"{application['arn']}/jobruns/{identifier}",
            "createdBy": f"arn:aws:iam::{call.account}:root",
            "createdAt": now,
            "updatedAt": now,
            "executionRole": given["executionRoleArn"],
            "state": "SUBMITTED",
            "stateDetails": "-",
            "releaseLabel": application["releaseLabel"],
            "configurationOverrides": given.get("configurationOverrides"),
            "jobDriver": given["jobDriver"],
            "tags": given.get("tags") or {},
            "executionTimeoutMinutes": given.get("executionTimeoutMinutes") or 720,
            "mode": given.get("mode") or "BATCH",
            "type": "Spark",
            "attempt": 1,
            "asked": given,
        }

    def get(self, call):
        return {"jobRun": self._run(call)}

    def _run(self, call) -> dict:
        given = call.parameters
        emr.find(call, given["applicationId"])
        run = emr.RUNS.get((call.account, call.region, given["applicationId"], given["jobRunId"]))
        if run is None:
            raise AwsError("ResourceNotFoundException", f"JobRun {given['jobRunId']} does not exist", 404)
        return run

    def list(self, call):
        """ListJobRuns: newest first, in pages."""
        given = call.parameters
        emr.find(call, given["applicationId"])
        states = given.get("states")
        runs = [
            run
            for run in emr.runs_of(call.account, call.region, given["applicationId"])
            if not states or run["state"] in states
        ]
        first, size = int(given.get("nextToken") or 0), given.get("maxResults") or 50
        page = {"jobRuns": runs[first : first + size]}
        return {**page, "nextToken": str(first + size)} if first + size < len(runs) else page

    def cancel(self, call):
        """CancelJobRun: the run's processes die; it is CANCELLING until they have."""
        run = self._run(call)
        process = self.processes.get(run["jobRunId"])
        if process is None:
            raise AwsError("ValidationException", f"JobRun {run['jobRunId']} is {run['state']} and cannot be cancelled")
        process.stop()
        return {"applicationId": run["applicationId"], "jobRunId": run["jobRunId"]}

    def ended(self, run: dict) -> None:
        """A run is over."""
        self.processes.pop(run["jobRunId"], None)

    def recover(self) -> None:
        """Runs that were under way when the sandbox was killed did not survive it."""
        for run in emr.RUNS.values():
            if run["state"] in emr.BUSY:
                run.update(state="FAILED", stateDetails="the sandbox was stopped", updatedAt=time.time())

    def close(self) -> None:
        """End every run; each has failed."""
        for process in list(self.processes.values()):
            process.abandon()


def _started(run: dict) -> dict:
    return {name: run[name] for name in ("applicationId", "jobRunId", "arn")}


class EmrProcess(ScriptProcess):
    """One run; its record and its log streams are kept as EMR keeps them."""

    service = "emr-serverless"

    def __init__(self, runs: EmrRuns, application: dict, run: dict, account: str, region: str):
        self.runs, self.run = runs, run
        monitoring = (run.get("configurationOverrides") or {}).get("monitoringConfiguration") or {}
        watched = monitoring or application.get("monitoringConfiguration") or {}
        self.logging = watched.get("cloudWatchLoggingConfiguration") or {}
        super().__init__(runs.gateway, run["jobRunId"], account, region)

    def script(self) -> Script:
        spark = self.run["jobDriver"]["sparkSubmit"]
        options = submit_options(spark.get("sparkSubmitParameters") or "")
        settings = options.get("--conf", [])
        uses_catalog = any("AWSGlueDataCatalogHiveClientFactory" in setting for setting in settings)
        return Script(
            location=spark["entryPoint"],
            argv=list(spark.get("entryPointArguments") or []),
            sail=sail_catalogs({"--conf": " --conf ".join(settings)}, self.settings.endpoint, self.region),
            minutes=self.run["executionTimeoutMinutes"],
            libraries=[place for value in options.get("--py-files", []) for place in value.split(",")],
            libraries_option="--py-files",
            glue_library=False,
            owner_of_default=self.run["executionRole"] if uses_catalog else None,
        )

    def begins(self) -> None:
        now = time.time()
        self.run.update(state="RUNNING", updatedAt=now, startedAt=now)

    def stops(self) -> None:
        self.run.update(state="CANCELLING", updatedAt=time.time())

    def ends(self, outcome: str, message: str | None, seconds: float) -> None:
        state = {self.SUCCEEDED: "SUCCESS", self.STOPPED: "CANCELLED"}.get(outcome, "FAILED")
        now = time.time()
        details = re.sub(r"\s+", " ", message or "").strip()[:256]
        self.run.update(
            state=state,
            stateDetails=details or "-",
            updatedAt=now,
            endedAt=now,
            totalExecutionDurationSeconds=int(seconds),
        )

    def ended(self) -> None:
        self.runs.ended(self.run)

    def log(self, kind: str, text: str) -> None:
        if not self.logging.get("enabled"):
            return
        name = {"output": "stdout", "error": "stderr"}[kind]
        place = f"applications/{self.run['applicationId']}/jobs/{self.run['jobRunId']}/SPARK_DRIVER/{name}"
        prefix = self.logging.get("logStreamNamePrefix")
        group = self.logging.get("logGroupName") or "/aws/emr-serverless"
        logs.write(group, f"{prefix}/{place}" if prefix else f"/{place}", text)


def submit_options(text: str) -> dict:
    """The options of spark-submit, each with its values in order."""
    options: dict = {}
    words = shlex.split(text)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("--"):
            continue
        if not equals or name == "--conf":
            name, value = word, words.pop(0) if words else ""
        options.setdefault(name, []).append(value)
    return options

"""Starting, stopping, being killed: what a sandbox keeps and whom it refuses."""

import json
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from botocore.exceptions import ClientError
from tests.sandbox import ACCOUNT, Sandbox, SandboxTest


class KeepsItsWord(SandboxTest):
    def test_what_was_acknowledged_survives_sigkill(self):
        s3, glue, ssm = self.client("s3"), self.client("glue"), self.client("ssm")
        lakes, tables = self.client("lakeformation"), self.client("s3tables")
        s3.create_bucket(Bucket="kept")
        s3.put_object(Bucket="kept", Key="a/b", Body=b"text")
        glue.create_database(DatabaseInput={"Name": "kept"})
        ssm.put_parameter(Name="/kept", Value="v", Type="SecureString")
        lakes.put_data_lake_settings(DataLakeSettings={"Parameters": {"CROSS_ACCOUNT_VERSION": "3"}})
        bucket = tables.create_table_bucket(name="kept-tables")["arn"]
        tables.create_namespace(tableBucketARN=bucket, namespace=["ns"])
        tables.create_table(
            tableBucketARN=bucket,
            namespace="ns",
            name="t",
            format="ICEBERG",
            metadata={"iceberg": {"schema": {"fields": [{"name": "a", "type": "string"}]}}},
        )
        self.deploy(
            "kept",
            {
                "Resources": {
                    "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/p", "Type": "String", "Value": "1"}}
                }
            },
        )
        before = self.sandbox.description
        self.sandbox.kill()
        self.sandbox.start()
        self.assertEqual(before["id"], self.sandbox.description["id"])
        self.assertEqual(before["endpoint"], self.sandbox.description["endpoint"])
        self.assertEqual(s3.get_object(Bucket="kept", Key="a/b")["Body"].read(), b"text")
        self.assertEqual(glue.get_database(Name="kept")["Database"]["Name"], "kept")
        self.assertEqual(ssm.get_parameter(Name="/kept", WithDecryption=True)["Parameter"]["Value"], "v")
        self.assertEqual(
            lakes.get_data_lake_settings()["DataLakeSettings"]["Parameters"], {"CROSS_ACCOUNT_VERSION": "3"}
        )
        self.assertEqual(tables.get_table(tableBucketARN=bucket, namespace="ns", name="t")["format"], "ICEBERG")
        self.assertEqual(self.drift("kept"), {"P": ("IN_SYNC", [])})
        ssm.delete_parameter(Name="/p")
        self.assertEqual(self.drift("kept"), {"P": ("DELETED", [])})

    def parameter(self, name: str, value: str = "1") -> dict:
        properties = {"Name": name, "Type": "String", "Value": value}
        resource = {"Type": "AWS::SSM::Parameter", "DeletionPolicy": "Retain", "Properties": properties}
        return {"Resources": {"P": resource}}

    def stack_file(self, name: str) -> Path:
        return self.sandbox.state / "services" / f"stack.{ACCOUNT}.us-east-1.{name}.json"

    def test_an_operation_writes_its_own_stack_and_what_an_older_sandbox_kept_is_read(self):
        for name in ("first", "second"):
            self.deploy(name, self.parameter(f"/{name}"))
        before = self.stack_file("first").stat().st_mtime_ns
        self.deploy("second", self.parameter("/second", "2"))
        self.assertEqual(before, self.stack_file("first").stat().st_mtime_ns)
        self.sandbox.kill()
        one = self.sandbox.state / "services" / "cloudformation.json"
        records = json.loads(one.read_text())
        for path in one.parent.glob("stack.*.json"):
            for kind, found in json.loads(path.read_text())["payload"].items():
                records["payload"].setdefault(kind, {**found, "data": {}})["data"].update(found["data"])
            path.unlink()
        one.write_text(json.dumps(records))
        self.sandbox.start()
        self.assertEqual(self.drift("first"), {"P": ("IN_SYNC", [])})
        self.assertTrue(self.stack_file("second").exists())
        self.assertNotIn("stacks", json.loads(one.read_text())["payload"])
        self.sandbox.kill()
        self.sandbox.start()
        stack = self.client("cloudformation").describe_stacks(StackName="second")["Stacks"][0]
        self.assertEqual(stack["StackStatus"], "UPDATE_COMPLETE")

    def test_the_end_of_an_import_is_kept(self):
        cloudformation = self.client("cloudformation")
        self.client("ssm").put_parameter(Name="/imported", Value="1", Type="String")
        imported = {
            "ResourceType": "AWS::SSM::Parameter",
            "LogicalResourceId": "P",
            "ResourceIdentifier": {"Name": "/imported"},
        }
        made = cloudformation.create_change_set(
            StackName="importing",
            ChangeSetName="import",
            ChangeSetType="IMPORT",
            TemplateBody=json.dumps(self.parameter("/imported")),
            ResourcesToImport=[imported],
        )["Id"]
        cloudformation.execute_change_set(ChangeSetName=made)
        self.settled("importing")
        self.sandbox.kill()
        self.sandbox.start()
        stack = cloudformation.describe_stacks(StackName="importing")["Stacks"][0]
        self.assertEqual(stack["StackStatus"], "IMPORT_COMPLETE")
        self.assertEqual(cloudformation.describe_change_set(ChangeSetName=made)["ExecutionStatus"], "EXECUTE_COMPLETE")

    def test_the_end_of_a_rollback_that_was_asked_for_is_kept(self):
        cloudformation = self.client("cloudformation")
        self.client("ssm").put_parameter(Name="/taken", Value="1", Type="String")
        cloudformation.create_stack(
            StackName="taken", TemplateBody=json.dumps(self.parameter("/taken")), DisableRollback=True
        )
        self.assertEqual(self.settled("taken")["StackStatus"], "CREATE_FAILED")
        cloudformation.rollback_stack(StackName="taken")
        self.assertEqual(self.settled("taken")["StackStatus"], "ROLLBACK_COMPLETE")
        self.sandbox.kill()
        self.sandbox.start()
        self.assertEqual(self.settled("taken")["StackStatus"], "ROLLBACK_COMPLETE")

    def test_an_object_that_cannot_be_written_is_not_acknowledged(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="unwritable")
        place = self.sandbox.state / "s3" / ACCOUNT / "unwritable"
        place.rmdir()
        place.touch()
        with self.assertRaises(ClientError) as refusal:
            s3.put_object(Bucket="unwritable", Key="a", Body=b"text")
        self.assertEqual(refusal.exception.response["Error"]["Code"], "InternalError")
        self.assertIn("Failed to persist S3 object unwritable/a", str(refusal.exception))

    def test_a_second_sandbox_on_the_same_directory_is_refused(self):
        second = subprocess.run(
            self.sandbox.command(), env=self.sandbox.environment, capture_output=True, text=True, timeout=20
        )
        self.assertEqual(second.returncode, 5)
        self.assertEqual(len(second.stderr.strip().splitlines()), 1)

    def test_a_port_in_use_is_said_at_once(self):
        with tempfile.TemporaryDirectory() as state, socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            command = [
                part if part != str(self.sandbox.state) else state for part in self.sandbox.command("--port", str(port))
            ]
            found = subprocess.run(command, env=self.sandbox.environment, capture_output=True, text=True, timeout=20)
        self.assertEqual(found.returncode, 2)
        self.assertIn(str(port), found.stderr)
        self.assertEqual(len(found.stderr.strip().splitlines()), 1)

    def test_a_first_start_that_was_cut_short_is_made_up_for(self):
        with tempfile.TemporaryDirectory() as state:
            sandbox = Sandbox(state)
            (sandbox.state / "sandbox.json").unlink()  # the last thing that a first start writes
            sandbox.kill()
            sandbox.start()
            try:
                roles = sandbox.client("iam").list_roles()["Roles"]
                self.assertEqual([role["RoleName"] for role in roles], ["Admin"])
            finally:
                sandbox.stop()

    def test_a_sandbox_that_cannot_be_made_ready_ends_and_says_why(self):
        with tempfile.TemporaryDirectory() as state:
            (Path(state) / "sandbox.partial").mkdir()
            command = [part if part != str(self.sandbox.state) else state for part in self.sandbox.command()]
            found = subprocess.run(command, env=self.sandbox.environment, capture_output=True, text=True, timeout=20)
        self.assertEqual(found.returncode, 1)
        self.assertIn("sandbox.partial", found.stderr)
        self.assertEqual(len(found.stderr.strip().splitlines()), 1)

    def test_it_is_ready_soon_and_answers_on_the_loopback_only(self):
        with tempfile.TemporaryDirectory() as state:
            begun = time.monotonic()
            sandbox = Sandbox(state)
            spent = time.monotonic() - begun
            try:
                self.assertTrue(sandbox.endpoint.startswith("http://127.0.0.1:"))
                self.assertLess(spent, 10)  # 1 s on an idle machine
            finally:
                sandbox.stop()

    def test_a_connection_that_its_client_closed_is_closed(self):
        host, port = self.sandbox.endpoint.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as client:
            client.sendall(b"GET /_daivi/requests?since=0 HTTP/1.1\r\nHost: sandbox\r\n\r\n")
            self.assertTrue(client.recv(1 << 16).startswith(b"HTTP/1.1 200"))
            client.shutdown(socket.SHUT_WR)
            # Whoever does not close would keep us waiting for what it has to say.
            while client.recv(1 << 16):
                pass

    def test_the_maven_stand_in_is_a_jar_that_says_so(self):
        import hashlib
        import io
        import zipfile

        path = (
            "/_daivi/maven2/software/amazon/s3tables/s3-tables-catalog-for-iceberg-runtime/0.1.8/"
            "s3-tables-catalog-for-iceberg-runtime-0.1.8.jar"
        )
        jar = self.sandbox.get(path)
        self.assertEqual(hashlib.sha256(jar).hexdigest(), self.sandbox.get(path + ".sha256").decode())
        self.assertIn(b"stand-in", zipfile.ZipFile(io.BytesIO(jar)).read("META-INF/MANIFEST.MF"))


class KilledInTheMiddle(SandboxTest):
    environment = {"DAIVI_SANDBOX_STACK_DELAY_MS": "300"}

    def test_a_stack_operation_that_a_kill_cut_short_has_failed(self):
        template = {
            "Resources": {
                f"P{number}": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}
                for number in range(20)
            }
        }
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName="cut", TemplateBody=json.dumps(template), ClientRequestToken="daivi-cut"
        )
        self.assertEqual(
            cloudformation.describe_stacks(StackName="cut")["Stacks"][0]["StackStatus"], "CREATE_IN_PROGRESS"
        )
        self.sandbox.kill()
        self.sandbox.start()
        stack = cloudformation.describe_stacks(StackName="cut")["Stacks"][0]
        self.assertEqual(stack["StackStatus"], "CREATE_FAILED")
        self.assertEqual(stack["StackStatusReason"], "the sandbox was stopped")
        end = cloudformation.describe_stack_events(StackName="cut")["StackEvents"][0]
        self.assertEqual(end["PhysicalResourceId"], stack["StackId"])
        self.assertEqual(end["ResourceStatus"], "CREATE_FAILED")
        self.assertEqual(end["ClientRequestToken"], "daivi-cut")


if __name__ == "__main__":
    unittest.main()

"""Lambda functions run, and nothing the sandbox started outlives it."""

import io
import json
import unittest
import zipfile

from tests.sandbox import ACCOUNT, SandboxTest
from tests.test_jobs import alive, parent, processes


class NothingIsLeftBehind(SandboxTest):
    def test_a_function_runs_and_dies_with_a_killed_sandbox(self):
        functions, iam = self.client("lambda"), self.client("iam")
        iam.create_role(RoleName="function", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(
                "main.py",
                "import os\ndef handler(event, context):\n    return {'twice': event['n'] * 2, 'pid': os.getpid()}\n",
            )
        functions.create_function(
            FunctionName="double",
            Runtime="python3.11",
            Handler="main.handler",
            Role=f"arn:aws:iam::{ACCOUNT}:role/function",
            Code={"ZipFile": archive.getvalue()},
        )
        answer = json.loads(functions.invoke(FunctionName="double", Payload=b'{"n": 21}')["Payload"].read())
        self.assertEqual(answer["twice"], 42)
        temporary = self.sandbox.state / "tmp"
        self.assertEqual(1, len(list(temporary.glob("ministack-lambda-*"))))
        sandbox = self.sandbox.process.pid
        children = [process for process, _ in processes() if parent(process) == sandbox]
        self.sandbox.kill()
        self.wait(lambda: not any(alive(process) for process in [*children, answer["pid"]]))
        self.sandbox.start()
        answer = json.loads(functions.invoke(FunctionName="double", Payload=b'{"n": 4}')["Payload"].read())
        self.assertEqual(answer["twice"], 8)
        self.assertEqual(1, len(list(temporary.glob("ministack-lambda-*"))))
        self.sandbox.stop()
        self.assertFalse(temporary.exists())
        self.assertFalse(alive(answer["pid"]), "a function outlived its sandbox")
        self.sandbox.start()

    def test_the_buckets_behind_s3_tables_are_nobodys(self):
        tables = self.client("s3tables")
        bucket = tables.create_table_bucket(name="behind")["arn"]
        tables.create_namespace(tableBucketARN=bucket, namespace=["ns"])
        tables.create_table(tableBucketARN=bucket, namespace="ns", name="t", format="ICEBERG")
        self.assertEqual([found["Name"] for found in self.client("s3").list_buckets()["Buckets"]], [])


if __name__ == "__main__":
    unittest.main()

"""Job runs of EMR Serverless really run, once a token, and an application is stopped before it is taken away."""

import json

from tests.sandbox import ACCOUNT, SandboxTest

SCRIPT = """
import argparse
from pyspark.sql import SparkSession
options = argparse.ArgumentParser()
options.add_argument("--RESULT")
given = options.parse_args()
spark = SparkSession.builder.appName("test").getOrCreate()
if given.RESULT == "bad":
    raise ValueError("no result wanted")
spark.sql("SELECT 1 AS one UNION ALL SELECT 2").coalesce(1).write.mode("overwrite").json(given.RESULT)
print("written")
"""
ROLE = f"arn:aws:iam::{ACCOUNT}:role/spark"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "emr-serverless.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


class EmrRuns(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s3, cls.emr = cls.client("s3"), cls.client("emr-serverless")
        s3.create_bucket(Bucket="scripts")
        s3.put_object(Bucket="scripts", Key="query.py", Body=SCRIPT.encode())
        cls.client("iam").create_role(RoleName="spark", AssumeRolePolicyDocument=json.dumps(TRUST))
        cls.application = cls.emr.create_application(
            name="spark",
            releaseLabel="emr-7.5.0",
            type="SPARK",
            monitoringConfiguration={"cloudWatchLoggingConfiguration": {"enabled": True, "logGroupName": "/emr"}},
        )["applicationId"]

    def run_script(self, token: str, result: str) -> dict:
        run = self.start(token, result)["jobRunId"]

        def ended():
            found = self.emr.get_job_run(applicationId=self.application, jobRunId=run)["jobRun"]
            return found if found["state"] in ("SUCCESS", "FAILED", "CANCELLED") else None

        return self.wait(ended)

    def start(self, token: str, result: str, role: str = ROLE) -> dict:
        return self.emr.start_job_run(
            applicationId=self.application,
            clientToken=token,
            executionRoleArn=role,
            jobDriver={
                "sparkSubmit": {
                    "entryPoint": "s3://scripts/query.py",
                    "entryPointArguments": ["--RESULT", result],
                    "sparkSubmitParameters": "--conf spark.driver.memory=2g --conf spark.executor.cores=2",
                }
            },
        )

    def test_a_run_writes_its_result_and_its_log(self):
        run = self.run_script("first", "s3://scripts/out")
        self.assertEqual("SUCCESS", run["state"], run)
        keys = [item["Key"] for item in self.client("s3").list_objects_v2(Bucket="scripts", Prefix="out/")["Contents"]]
        self.assertTrue(keys)
        lines = b"".join(
            self.client("s3").get_object(Bucket="scripts", Key=key)["Body"].read() for key in keys if key.endswith(".json")
        )
        # Neither a union nor a file of it has an order.
        self.assertEqual([1, 2], sorted(json.loads(line)["one"] for line in lines.splitlines()))
        streams = self.client("logs").describe_log_streams(logGroupName="/emr")["logStreams"]
        out = next(
            stream["logStreamName"]
            for stream in streams
            if stream["logStreamName"].endswith(f"/jobs/{run['jobRunId']}/SPARK_DRIVER/stdout")
        )
        events = self.client("logs").get_log_events(logGroupName="/emr", logStreamName=out)["events"]
        self.assertEqual(["written"], [event["message"] for event in events])

    def test_the_same_token_is_the_same_run_and_refused_with_other_parameters(self):
        first = self.start("again", "s3://scripts/again")
        self.assertEqual(first["jobRunId"], self.start("again", "s3://scripts/again")["jobRunId"])
        with self.assertRaises(self.emr.exceptions.ConflictException):
            self.start("again", "s3://scripts/other")
        self.run_script("again", "s3://scripts/again")

    def test_a_failed_run_says_why(self):
        run = self.run_script("bad", "bad")
        self.assertEqual("FAILED", run["state"])
        self.assertIn("no result wanted", run["stateDetails"])

    def test_a_role_that_emr_cannot_assume_is_refused(self):
        with self.assertRaises(self.emr.exceptions.ValidationException):
            self.start("role", "s3://scripts/x", role=f"arn:aws:iam::{ACCOUNT}:role/nobody")

    def test_a_started_application_is_stopped_before_it_is_deleted(self):
        other = self.emr.create_application(name="other", releaseLabel="emr-7.5.0", type="SPARK")["applicationId"]
        self.emr.start_application(applicationId=other)
        with self.assertRaises(self.emr.exceptions.ValidationException):
            self.emr.delete_application(applicationId=other)
        self.emr.stop_application(applicationId=other)
        self.emr.delete_application(applicationId=other)
        with self.assertRaises(self.emr.exceptions.ResourceNotFoundException):
            self.emr.get_application(applicationId=other)

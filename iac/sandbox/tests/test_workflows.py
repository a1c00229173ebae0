"""A workflow run starts the jobs of its on-demand trigger, tells how they did, and knows its properties."""

from tests.sandbox import ACCOUNT, SandboxTest

SCRIPT = """
import sys
import boto3
from awsglue.utils import getResolvedOptions
options = getResolvedOptions(sys.argv, ["WORKFLOW_NAME", "WORKFLOW_RUN_ID"])
properties = boto3.client("glue").get_workflow_run_properties(
    Name=options["WORKFLOW_NAME"], RunId=options["WORKFLOW_RUN_ID"])["RunProperties"]
if properties["s3_path"] == "bad":
    raise ValueError("the report is bad")
"""


class WorkflowsRun(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s3, glue = cls.client("s3"), cls.client("glue")
        s3.create_bucket(Bucket="scripts")
        s3.put_object(Bucket="scripts", Key="take.py", Body=SCRIPT.encode())
        glue.create_job(
            Name="take",
            Role=f"arn:aws:iam::{ACCOUNT}:role/any",
            Command={"Name": "pythonshell", "ScriptLocation": "s3://scripts/take.py", "PythonVersion": "3.9"},
        )
        glue.create_workflow(Name="flow", MaxConcurrentRuns=1)
        glue.create_trigger(Name="start", Type="ON_DEMAND", WorkflowName="flow", Actions=[{"JobName": "take"}])

    def run_flow(self, path: str) -> dict:
        glue = self.client("glue")
        run = glue.start_workflow_run(Name="flow", RunProperties={"s3_path": path})["RunId"]

        def ended():
            found = glue.get_workflow_run(Name="flow", RunId=run)["Run"]
            return found if found["Status"] != "RUNNING" else None

        return self.wait(ended)

    def test_a_run_starts_the_job_which_reads_the_properties_of_the_run(self):
        run = self.run_flow("s3://lake/report.csv.gz")
        self.assertEqual(("COMPLETED", 1, 1), (run["Status"], *self.actions(run, "TotalActions", "SucceededActions")))
        self.assertEqual({"s3_path": "s3://lake/report.csv.gz"}, run["WorkflowRunProperties"])
        newest = self.client("glue").get_workflow_runs(Name="flow")["Runs"][0]
        self.assertEqual(run["WorkflowRunId"], newest["WorkflowRunId"])

    def test_a_failed_job_is_a_failed_action(self):
        run = self.run_flow("bad")
        self.assertEqual((0, 1), self.actions(run, "SucceededActions", "FailedActions"))
        failed = self.client("glue").get_job_runs(JobName="take")["JobRuns"][0]
        self.assertIn("the report is bad", failed["ErrorMessage"])
        self.assertEqual(run["WorkflowRunId"], failed["Arguments"]["--WORKFLOW_RUN_ID"])

    def test_a_second_run_at_once_is_refused(self):
        glue = self.client("glue")
        first = glue.start_workflow_run(Name="flow", RunProperties={"s3_path": "one"})["RunId"]
        with self.assertRaises(glue.exceptions.ConcurrentRunsExceededException):
            glue.start_workflow_run(Name="flow", RunProperties={"s3_path": "two"})
        self.wait(lambda: glue.get_workflow_run(Name="flow", RunId=first)["Run"]["Status"] != "RUNNING")

    def actions(self, run: dict, *names: str) -> tuple:
        return tuple(run["Statistics"][name] for name in names)

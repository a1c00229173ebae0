"""Cost-allocation tags and report definitions."""

import json
import unittest

from botocore.exceptions import ClientError

from tests.sandbox import ACCOUNT, SandboxTest

BUCKET = {
    "Resources": {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": "bills", "Tags": [{"Key": "Application", "Value": "daivi"}]},
        }
    }
}
REPORT = {
    "ReportName": "report",
    "TimeUnit": "DAILY",
    "Format": "textORcsv",
    "Compression": "GZIP",
    "S3Bucket": "bills",
    "S3Prefix": "billing",
    "S3Region": "us-east-1",
    "RefreshClosedReports": True,
    "ReportVersioning": "OVERWRITE_REPORT",
}
TEMPLATE = {"Resources": {"Report": {"Type": "AWS::CUR::ReportDefinition", "Properties": REPORT}}}


class Costs(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deploy(cls(), "bucket", BUCKET)

    def allow(self):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "billingreports.amazonaws.com"},
            "Action": ["s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:PutObject"],
            "Resource": ["arn:aws:s3:::bills", "arn:aws:s3:::bills/*"],
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("s3").put_bucket_policy(Bucket="bills", Policy=policy)

    def test_a_key_that_nothing_carries_is_refused_by_itself(self):
        costs = self.client("ce")
        answer = costs.update_cost_allocation_tags_status(
            CostAllocationTagsStatus=[
                {"TagKey": "Application", "Status": "Active"},
                {"TagKey": "Nobody", "Status": "Active"},
            ]
        )
        self.assertEqual([(error["TagKey"], error["Code"]) for error in answer["Errors"]], [("Nobody", "TagKeysNotFound")])
        found = costs.list_cost_allocation_tags(TagKeys=["Application", "Nobody"])["CostAllocationTags"]
        self.assertEqual([(tag["TagKey"], tag["Status"]) for tag in found], [("Application", "Active")])
        self.assertEqual(
            costs.list_cost_allocation_tags(TagKeys=["Application"], Status="Inactive")["CostAllocationTags"], []
        )

    def test_a_report_needs_a_bucket_that_lets_the_service_in(self):
        reports = self.client("cur")
        with self.assertRaisesRegex(ClientError, f"bucket permission. accountId: {ACCOUNT}, bucket name: bills"):
            reports.put_report_definition(ReportDefinition={**REPORT, "AdditionalSchemaElements": []})
        self.assertEqual(self.change("refused", TEMPLATE)["Stack"]["StackStatus"], "ROLLBACK_COMPLETE")
        self.allow()
        self.deploy("report", TEMPLATE)
        self.assertEqual(reports.describe_report_definitions()["ReportDefinitions"][0]["S3Prefix"], "billing")
        self.assertEqual(self.drift("report"), {"Report": ("IN_SYNC", [])})
        changed = {**REPORT, "AdditionalSchemaElements": [], "S3Prefix": "elsewhere"}
        reports.modify_report_definition(ReportName="report", ReportDefinition=changed)
        self.assertEqual(self.drift("report"), {"Report": ("MODIFIED", ["/S3Prefix"])})
        self.assertEqual(self.change("report", TEMPLATE, mode="REVERT_DRIFT")["Stack"]["StackStatus"], "UPDATE_COMPLETE")
        self.assertEqual(reports.describe_report_definitions()["ReportDefinitions"][0]["S3Prefix"], "billing")
        reports.delete_report_definition(ReportName="report")
        self.assertEqual(self.drift("report"), {"Report": ("DELETED", [])})
        self.client("cloudformation").delete_stack(StackName="report")

    def test_reports_are_defined_in_one_region(self):
        self.allow()
        self.assertEqual(self.change("west", TEMPLATE, region="us-west-2")["Stack"]["StackStatus"], "ROLLBACK_COMPLETE")


if __name__ == "__main__":
    unittest.main()

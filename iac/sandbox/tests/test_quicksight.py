"""QuickSight's stand-in: one subscription an account, users in one region, records shared with CloudFormation."""

import json
import unittest

import botocore.exceptions

from tests.sandbox import ACCOUNT, SandboxTest

ACC = {"AwsAccountId": ACCOUNT}


class OneSubscription(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quick = cls.client("quicksight")
        cls.iam = cls.client("iam")
        for name, service in (("good", "quicksight"), ("bad", "ec2")):
            principal = {"Service": f"{service}.amazonaws.com"}
            trust = {"Principal": principal, "Effect": "Allow", "Action": "sts:AssumeRole"}
            cls.iam.create_role(
                RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            )
        cls.subscribe()

    def refused(self, code: str):
        return self.assertRaisesRegex(botocore.exceptions.ClientError, code)

    @classmethod
    def subscribe(cls):
        cls.quick.create_account_subscription(
            **ACC, Edition="ENTERPRISE", AuthenticationMethod="IAM_AND_QUICKSIGHT", AccountName="name",
            NotificationEmail="a@example.com"
        )

    def test_there_is_one_an_account(self):
        found = self.quick.describe_account_subscription(**ACC)["AccountInfo"]
        self.assertEqual(found["AccountSubscriptionStatus"], "ACCOUNT_CREATED")
        with self.refused("ResourceExistsException"):
            self.subscribe()
        with self.refused("PreconditionNotMetException"):
            self.quick.delete_account_subscription(**ACC)

    def test_users_live_in_the_identity_region(self):
        users = self.quick.list_users(**ACC, Namespace="default")["UserList"]
        self.assertEqual([user["Role"] for user in users], ["ADMIN"])
        with self.assertRaises(Exception) as raised:
            self.client("quicksight", "us-west-2").list_users(**ACC, Namespace="default")
        self.assertIn("identity region is us-east-1", str(raised.exception))

    def source(self, name, role) -> dict:
        athena = {"WorkGroup": "primary", "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{role}"}
        self.quick.create_data_source(
            **ACC, DataSourceId=name, Name=name, Type="ATHENA", DataSourceParameters={"AthenaParameters": athena}
        )
        return self.quick.describe_data_source(**ACC, DataSourceId=name)["DataSource"]

    def test_a_source_works_with_a_role_that_trusts_quicksight(self):
        self.assertEqual(self.source("works", "good")["Status"], "CREATION_SUCCESSFUL")
        for role in ("bad", "absent"):
            found = self.source(role, role)
            self.assertEqual((found["Status"], found["ErrorInfo"]["Type"]), ("CREATION_FAILED", "ACCESS_DENIED"))

    def test_a_dashboard_with_a_column_that_no_set_has_is_refused(self):
        column = {"DataSetIdentifier": "s", "ColumnName": "absent"}
        well = {"CategoricalDimensionField": {"FieldId": "f", "Column": column}}
        wells = {"TableAggregatedFieldWells": {"GroupBy": [well]}}
        visual = {"VisualId": "v", "ChartConfiguration": {"FieldWells": wells}}
        source = {"AthenaParameters": {"WorkGroup": "primary", "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/good"}}
        table = {"DataSourceArn": {"Fn::GetAtt": ["S", "Arn"]}, "Name": "t", "SqlQuery": "SELECT 1 AS one",
                 "Columns": [{"Name": "one", "Type": "INTEGER"}]}
        template = {"Resources": {
            "S": {"Type": "AWS::QuickSight::DataSource", "Properties": {
                **ACC, "DataSourceId": "s", "Name": "s", "Type": "ATHENA", "DataSourceParameters": source}},
            "D": {"Type": "AWS::QuickSight::DataSet", "Properties": {
                **ACC, "DataSetId": "d", "Name": "d", "ImportMode": "DIRECT_QUERY",
                "PhysicalTableMap": {"t": {"CustomSql": table}}}},
            "B": {"Type": "AWS::QuickSight::Dashboard", "Properties": {
                **ACC, "DashboardId": "b", "Name": "b", "Definition": {
                    "DataSetIdentifierDeclarations": [{"Identifier": "s", "DataSetArn": {"Fn::GetAtt": ["D", "Arn"]}}],
                    "Sheets": [{"SheetId": "x", "Visuals": [{"TableVisual": visual}]}]}}}}}
        stack = self.change("board", template)["Stack"]
        self.assertEqual(stack["StackStatus"], "ROLLBACK_COMPLETE")
        events = self.client("cloudformation").describe_stack_events(StackName="board")["StackEvents"]
        reasons = [event.get("ResourceStatusReason", "") for event in events]
        self.assertTrue(any("column absent is not in data set s" in reason for reason in reasons), reasons)
        with self.refused("ResourceNotFoundException"):
            self.quick.describe_data_set(**ACC, DataSetId="d")


if __name__ == "__main__":
    unittest.main()

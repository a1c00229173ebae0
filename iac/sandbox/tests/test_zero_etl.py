"""A DynamoDB table is imported from S3, and an integration copies its items into an Iceberg table that Athena reads."""

import gzip
import json

from tests.sandbox import ACCOUNT, SandboxTest

TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
DATABASE = f"arn:aws:glue:us-east-1:{ACCOUNT}:database/lake"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "glue.amazonaws.com"},
            "Action": ["dynamodb:ExportTableToPointInTime", "dynamodb:DescribeTable", "dynamodb:DescribeExport"],
            "Resource": "*",
        }
    ],
}
CATALOG_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "glue:CreateInboundIntegration",
            "Resource": DATABASE,
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": "glue.amazonaws.com"},
            "Action": "glue:AuthorizeInboundIntegration",
            "Resource": DATABASE,
        },
    ],
}
SOURCE = {
    "Resources": {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": "orders",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "order_id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "order_id", "KeyType": "HASH"}],
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "ImportSourceSpecification": {
                    "InputFormat": "CSV",
                    "InputCompressionType": "GZIP",
                    "S3BucketSource": {"S3Bucket": "files", "S3KeyPrefix": "good/"},
                },
            },
        }
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Table", "Arn"]}}},
}
INTEGRATION = {
    "Resources": {
        "Property": {
            "Type": "AWS::Glue::IntegrationResourceProperty",
            "Properties": {
                "ResourceArn": DATABASE,
                "TargetProcessingProperties": {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/target"},
            },
        },
        "Integration": {
            "Type": "AWS::Glue::Integration",
            "DependsOn": "Property",
            "Properties": {"IntegrationName": "copy", "SourceArn": TABLE, "TargetArn": DATABASE},
        },
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Integration", "IntegrationArn"]}}},
}


class ItemsBecomeRows(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s3 = cls.client("s3")
        s3.create_bucket(Bucket="files")
        s3.create_bucket(Bucket="lake")
        rows = ["order_id,symbol,price", "a,AAPL,1.50", "b,MSFT,", "c,AAPL,2.25"]
        s3.put_object(Bucket="files", Key="good/orders.csv.gz", Body=gzip.compress("\n".join(rows).encode()))
        s3.put_object(Bucket="files", Key="bad/orders.csv.gz", Body=gzip.compress(b"order_id,symbol\na,AAPL\nb\n"))
        cls.client("iam").create_role(RoleName="target", AssumeRolePolicyDocument=json.dumps(POLICY))
        cls.client("athena").create_work_group(
            Name="any", Configuration={"ResultConfiguration": {"OutputLocation": "s3://files/out/"}}
        )
        cls.client("glue").create_database(DatabaseInput={"Name": "lake", "LocationUri": "s3://lake/"})

    def imported(self, table: str) -> dict:
        dynamodb = self.client("dynamodb")
        arn = dynamodb.list_imports(TableArn=f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}")
        arn = arn["ImportSummaryList"][0]["ImportArn"]

        def ended():
            found = dynamodb.describe_import(ImportArn=arn)["ImportTableDescription"]
            return None if found["ImportStatus"] == "IN_PROGRESS" else found

        return self.wait(ended)

    def query(self, sql: str) -> list:
        athena = self.client("athena")
        run = athena.start_query_execution(QueryString=sql, WorkGroup="any")
        identifier = run["QueryExecutionId"]

        def ended():
            status = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]["Status"]
            return status if status["State"] in ("SUCCEEDED", "FAILED") else None

        status = self.wait(ended)
        self.assertEqual("SUCCEEDED", status["State"], status)
        rows = athena.get_query_results(QueryExecutionId=identifier)["ResultSet"]["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows[1:]]

    def status(self, arn: str) -> dict:
        def settled():
            found = self.client("glue").describe_integrations(IntegrationIdentifier=arn)["Integrations"][0]
            return None if found["Status"] == "CREATING" else found

        return self.wait(settled)

    def test_from_a_file_to_rows_and_back_to_nothing(self):
        glue, dynamodb = self.client("glue"), self.client("dynamodb")
        self.assertEqual({"Arn": TABLE}, self.deploy("source", SOURCE))
        done = self.imported("orders")
        self.assertEqual(("COMPLETED", 3, 0), (done["ImportStatus"], done["ImportedItemCount"], done["ErrorCount"]))

        # Each of AWS's prerequisites is asked for.
        refused = self.change("lost", INTEGRATION)["Stack"]
        self.assertIn("ROLLBACK", refused["StackStatus"])
        reasons = str(self.client("cloudformation").describe_stack_events(StackName="lost")["StackEvents"])
        self.assertIn("the policy of table orders does not let glue.amazonaws.com", reasons)
        self.assertIn("glue:AuthorizeInboundIntegration", reasons)
        dynamodb.put_resource_policy(ResourceArn=TABLE, Policy=json.dumps(POLICY))
        glue.put_resource_policy(PolicyInJson=json.dumps(CATALOG_POLICY))
        glue.create_integration_table_properties(
            ResourceArn=DATABASE,
            TableName="orders",
            TargetTableConfig={"TargetTableName": "equity_orders", "UnnestSpec": "FULL"},
        )
        arn = self.deploy("copy", INTEGRATION)["Arn"]
        self.assertEqual("ACTIVE", self.status(arn)["Status"])
        counted = self.query("SELECT symbol, count(*), sum(CAST(price AS double)) FROM lake.equity_orders GROUP BY 1")
        self.assertEqual([["AAPL", "2", "3.75"], ["MSFT", "1", None]], sorted(counted))
        self.assertIn("stand-in", glue.get_table(DatabaseName="lake", Name="equity_orders")["Table"]["Description"])

        # What it lost is told, and seen as drift.
        dynamodb.delete_resource_policy(ResourceArn=TABLE)
        self.assertEqual("NEEDS_ATTENTION", self.status(arn)["Status"])
        dynamodb.put_resource_policy(ResourceArn=TABLE, Policy=json.dumps(POLICY))
        dynamodb.update_continuous_backups(
            TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
        )
        found = self.drift("source")["Table"]
        self.assertEqual("MODIFIED", found[0])
        self.assertEqual(["/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"], found[1])
        self.change("source", SOURCE, mode="REVERT_DRIFT")
        self.assertEqual("ACTIVE", self.status(arn)["Status"])
        self.assertEqual("IN_SYNC", self.drift("copy")["Integration"][0])
        glue.delete_integration(IntegrationIdentifier=arn)
        self.assertEqual("DELETED", self.drift("copy")["Integration"][0])

        # What was told survives the sandbox's death.
        self.sandbox.kill()
        self.sandbox.start()
        type(self).sandbox.clients.clear()
        self.assertEqual(3, self.client("dynamodb").scan(TableName="orders", Select="COUNT")["Count"])
        again = self.change("copy", INTEGRATION, mode="REVERT_DRIFT")["Stack"]
        self.assertEqual("UPDATE_COMPLETE", again["StackStatus"])
        self.assertEqual([["3"]], self.query("SELECT count(*) FROM lake.equity_orders"))

    def test_rows_that_do_not_fit_fail_the_import_and_are_counted(self):
        self.client("dynamodb").import_table(
            S3BucketSource={"S3Bucket": "files", "S3KeyPrefix": "bad/"},
            InputFormat="CSV",
            InputCompressionType="GZIP",
            TableCreationParameters={
                "TableName": "damaged",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "order_id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "order_id", "KeyType": "HASH"}],
            },
        )
        done = self.imported("damaged")
        self.assertEqual(("FAILED", 1, 1), (done["ImportStatus"], done["ImportedItemCount"], done["ErrorCount"]))
        self.assertEqual("ItemValidationError", done["FailureCode"])

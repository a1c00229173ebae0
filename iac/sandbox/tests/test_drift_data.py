"""A repair keeps what is in tables, volumes and instances."""

import unittest

from tests.sandbox import SandboxTest

TAGS = [{"Key": "Usage", "Value": "test"}]
OTHER = [{"Key": "Usage", "Value": "other"}, {"Key": "By", "Value": "hand"}]


def resource(kind: str, **properties) -> dict:
    return {"Type": kind, "Properties": properties}


TEMPLATE = {
    "Resources": {
        "Items": resource(
            "AWS::DynamoDB::Table",
            TableName="drift-items",
            BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 2},
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": "id", "AttributeType": "S"},
                {"AttributeName": "at", "AttributeType": "S"},
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-time",
                    "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
                }
            ],
            DeletionProtectionEnabled=True,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            SSESpecification={"SSEEnabled": True, "SSEType": "KMS"},
            Tags=TAGS,
        ),
        "Volume": resource(
            "AWS::EC2::Volume", AvailabilityZone="us-east-1a", Size=20, VolumeType="gp3", Encrypted=True, Tags=TAGS
        ),
        "Instance": resource("AWS::EC2::Instance", ImageId="ami-0c2023a1b2c3d4e5f", InstanceType="t3.large", Tags=TAGS),
        "Attachment": resource(
            "AWS::EC2::VolumeAttachment",
            VolumeId={"Ref": "Volume"},
            InstanceId={"Ref": "Instance"},
            Device="/dev/sdf",
        ),
    },
    "Outputs": {"Volume": {"Value": {"Ref": "Volume"}}, "Instance": {"Value": {"Ref": "Instance"}}},
}


class RepairsKeepData(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls("repair").deploy("drift", TEMPLATE)

    def repair(self):
        """Needed to make an instance for setUpClass."""

    def check(self, logical_id: str, *paths: str) -> None:
        """The resource is modified, and after the repair nothing is, with the same resources."""
        found = self.drift("drift")
        self.assertEqual(found[logical_id][0], "MODIFIED")
        for path in paths:
            self.assertTrue(any(place.startswith(path) for place in found[logical_id][1]), found[logical_id])
        stack = self.change("drift", TEMPLATE, mode="REVERT_DRIFT")["Stack"]
        self.assertEqual(stack["StackStatus"], "UPDATE_COMPLETE")
        self.assertEqual({output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}, self.made)
        self.assertEqual({state for state, _ in self.drift("drift").values()}, {"IN_SYNC"})

    def test_a_table(self):
        dynamodb = self.client("dynamodb")
        dynamodb.put_item(TableName="drift-items", Item={"id": {"S": "1"}})
        before = dynamodb.describe_table(TableName="drift-items")["Table"]
        dynamodb.tag_resource(ResourceArn=before["TableArn"], Tags=OTHER)
        self.check("Items", "/Tags")
        tags = dynamodb.list_tags_of_resource(ResourceArn=before["TableArn"])["Tags"]
        self.assertEqual([tag for tag in tags if not tag["Key"].startswith("aws:")], TAGS)
        dynamodb.update_table(
            TableName="drift-items", ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        )
        self.check("Items", "/ProvisionedThroughput")
        dynamodb.update_table(TableName="drift-items", DeletionProtectionEnabled=False)
        self.check("Items", "/DeletionProtectionEnabled")
        dynamodb.update_table(TableName="drift-items", BillingMode="PAY_PER_REQUEST")
        self.check("Items", "/BillingMode")
        dynamodb.update_continuous_backups(
            TableName="drift-items", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
        )
        self.check("Items", "/PointInTimeRecoverySpecification")
        after = dynamodb.describe_table(TableName="drift-items")["Table"]
        self.assertEqual(after["TableId"], before["TableId"])
        self.assertEqual([index["IndexName"] for index in after["GlobalSecondaryIndexes"]], ["by-time"])
        self.assertEqual(dynamodb.scan(TableName="drift-items")["Items"], [{"id": {"S": "1"}}])

    def test_a_volume_that_is_attached_and_its_instance(self):
        ec2 = self.client("ec2")
        for name in ("Volume", "Instance"):
            ec2.create_tags(Resources=[self.made[name]], Tags=OTHER)
            self.check(name, "/Tags")
        volume = ec2.describe_volumes(VolumeIds=[self.made["Volume"]])["Volumes"][0]
        self.assertEqual([entry["InstanceId"] for entry in volume["Attachments"]], [self.made["Instance"]])
        self.assertIn(TAGS[0], volume["Tags"])


if __name__ == "__main__":
    unittest.main()

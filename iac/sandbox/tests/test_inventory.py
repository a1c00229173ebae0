"""The inventory configuration of a bucket: what a template or a client asked for can be read back, and drifts."""

from tests.sandbox import ACCOUNT, SandboxTest

TEMPLATE = {
    "Resources": {
        "Reports": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "reports"}},
        "Source": {
            "Type": "AWS::S3::Bucket",
            "DependsOn": "Reports",
            "Properties": {
                "BucketName": "source",
                "InventoryConfigurations": [
                    {
                        "Id": "daily",
                        "Enabled": True,
                        "IncludedObjectVersions": "All",
                        "ScheduleFrequency": "Daily",
                        "Destination": {
                            "BucketArn": "arn:aws:s3:::reports",
                            "BucketAccountId": ACCOUNT,
                            "Format": "CSV",
                        },
                        "OptionalFields": ["Size", "ETag"],
                    }
                ],
            },
        },
    }
}


class InventoryConfigurations(SandboxTest):
    def test_what_was_asked_for_is_read_back_and_put_back(self):
        s3 = self.client("s3")
        self.deploy("inventory", TEMPLATE)
        listed = s3.list_bucket_inventory_configurations(Bucket="source")
        found = s3.get_bucket_inventory_configuration(Bucket="source", Id="daily")["InventoryConfiguration"]
        self.assertEqual([found], listed["InventoryConfigurationList"])
        self.assertEqual("arn:aws:s3:::reports", found["Destination"]["S3BucketDestination"]["Bucket"])
        self.assertEqual(["Size", "ETag"], found["OptionalFields"])
        self.assertEqual("Daily", found["Schedule"]["Frequency"])
        self.assertEqual(True, found["IsEnabled"])

        s3.put_bucket_inventory_configuration(
            Bucket="source", Id="daily", InventoryConfiguration={**found, "IsEnabled": False}
        )
        self.assertEqual("MODIFIED", self.drift("inventory")["Source"][0])
        s3.delete_bucket_inventory_configuration(Bucket="source", Id="daily")
        self.assertEqual("MODIFIED", self.drift("inventory")["Source"][0])
        with self.assertRaisesRegex(s3.exceptions.ClientError, "NoSuchConfiguration"):
            s3.get_bucket_inventory_configuration(Bucket="source", Id="daily")
        self.change("inventory", TEMPLATE, mode="REVERT_DRIFT")
        self.assertEqual("IN_SYNC", self.drift("inventory")["Source"][0])

        self.sandbox.kill()
        self.sandbox.start()
        type(self).sandbox.clients.clear()
        again = self.client("s3").list_bucket_inventory_configurations(Bucket="source")
        self.assertEqual([found], again["InventoryConfigurationList"])

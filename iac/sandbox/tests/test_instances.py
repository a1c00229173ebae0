"""Instances and volumes that templates make."""

import unittest

from tests.sandbox import SandboxTest

TAGS = [{"Key": "Usage", "Value": "test"}]
TEMPLATE = {
    "Resources": {
        "Network": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.38.0.0/16"}},
        "Subnet": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "VpcId": {"Ref": "Network"},
                "CidrBlock": "10.38.192.0/21",
                "AvailabilityZone": "us-east-1b",
            },
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "test", "VpcId": {"Ref": "Network"}},
        },
        "Instance": {
            "Type": "AWS::EC2::Instance",
            "Properties": {
                "ImageId": "ami-0c2023a1b2c3d4e5f",
                "InstanceType": "t3.xlarge",
                "SubnetId": {"Ref": "Subnet"},
                "SecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                "UserData": {"Fn::Base64": "#!/bin/bash\ntrue\n"},
                "Tags": TAGS,
            },
        },
        "Volume": {
            "Type": "AWS::EC2::Volume",
            "Properties": {"AvailabilityZone": "us-east-1b", "Size": 20, "VolumeType": "gp3", "Encrypted": True},
        },
        "Attachment": {
            "Type": "AWS::EC2::VolumeAttachment",
            "Properties": {
                "VolumeId": {"Ref": "Volume"},
                "InstanceId": {"Ref": "Instance"},
                "Device": "/dev/sdf",
            },
        },
    },
    "Outputs": {
        "Id": {"Value": {"Ref": "Instance"}},
        "Address": {"Value": {"Fn::GetAtt": ["Instance", "PrivateIp"]}},
        "Zone": {"Value": {"Fn::GetAtt": ["Instance", "AvailabilityZone"]}},
        "Volume": {"Value": {"Ref": "Volume"}},
    },
}


class Instances(SandboxTest):
    def test_an_instance_and_its_volume_are_what_the_api_shows(self):
        ec2 = self.client("ec2")
        made = self.deploy("instance", TEMPLATE)
        self.assertEqual(made["Address"], "10.38.192.4")
        self.assertEqual(made["Zone"], "us-east-1b")
        found = ec2.describe_instances(InstanceIds=[made["Id"]])["Reservations"][0]["Instances"][0]
        self.assertEqual(found["PrivateIpAddress"], made["Address"])
        self.assertNotIn("PublicIpAddress", {name: value for name, value in found.items() if value})
        status = ec2.describe_instance_status(InstanceIds=[made["Id"]], IncludeAllInstances=True)
        self.assertEqual(status["InstanceStatuses"][0]["InstanceStatus"]["Status"], "ok")
        attached = ec2.describe_volumes(VolumeIds=[made["Volume"]])["Volumes"][0]["Attachments"]
        self.assertEqual([entry["InstanceId"] for entry in attached], [made["Id"]])
        self.assertEqual({state for state, _ in self.drift("instance").values()}, {"IN_SYNC"})

        ec2.detach_volume(VolumeId=made["Volume"])
        ec2.create_tags(Resources=[made["Id"]], Tags=[{"Key": "Usage", "Value": "other"}])
        drifted = self.drift("instance")
        self.assertEqual(drifted["Attachment"], ("DELETED", []))
        self.assertEqual(drifted["Instance"][0], "MODIFIED")
        self.change("instance", TEMPLATE, mode="REVERT_DRIFT")
        self.assertEqual({state for state, _ in self.drift("instance").values()}, {"IN_SYNC"})

        self.client("cloudformation").delete_stack(StackName="instance")
        self.wait(lambda: not ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [made["Volume"]]}])["Volumes"])
        state = ec2.describe_instances(InstanceIds=[made["Id"]])["Reservations"][0]["Instances"][0]["State"]["Name"]
        self.assertEqual(state, "terminated")


if __name__ == "__main__":
    unittest.main()

"""The stand-in for Splunk: which instances are one, what Systems Manager finds there, and who reaches it."""

import unittest

from tests.sandbox import SandboxTest

SCRIPT = """#!/bin/bash
secret='splunk-secret'
archive='https://download.splunk.com/splunk.tgz'
"""
RULE = {"IpProtocol": "tcp", "FromPort": 8089, "ToPort": 8089}
JOB = b"""
import socket, sys
try:
    socket.create_connection((sys.argv[sys.argv.index("--HOST") + 1], 8089), 5).close()
except OSError as problem:
    sys.exit(str(problem))
"""


def template(script: str) -> dict:
    return {
        "Resources": {
            "Network": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.38.0.0/16"}},
            "Subnet": {
                "Type": "AWS::EC2::Subnet",
                "Properties": {
                    "VpcId": {"Ref": "Network"},
                    "CidrBlock": "10.38.192.0/21",
                    "AvailabilityZone": "us-east-1a",
                },
            },
            "Jobs": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {
                    "GroupDescription": "jobs",
                    "VpcId": {"Ref": "Network"},
                    "SecurityGroupEgress": [{**RULE, "CidrIp": "10.38.0.0/16"}],
                },
            },
            "Group": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {
                    "GroupDescription": "splunk",
                    "VpcId": {"Ref": "Network"},
                    "SecurityGroupIngress": [{**RULE, "SourceSecurityGroupId": {"Fn::GetAtt": ["Jobs", "GroupId"]}}],
                },
            },
            "Secret": {
                "Type": "AWS::SecretsManager::Secret",
                "Properties": {
                    "Name": "splunk-secret",
                    "GenerateSecretString": {
                        "SecretStringTemplate": '{"username": "admin"}',
                        "GenerateStringKey": "password",
                    },
                },
            },
            "Connection": {
                "Type": "AWS::Glue::Connection",
                "Properties": {
                    "CatalogId": "123456789012",
                    "ConnectionInput": {
                        "Name": "splunk",
                        "ConnectionType": "NETWORK",
                        "PhysicalConnectionRequirements": {
                            "AvailabilityZone": "us-east-1a",
                            "SubnetId": {"Ref": "Subnet"},
                            "SecurityGroupIdList": [{"Fn::GetAtt": ["Jobs", "GroupId"]}],
                        },
                    },
                },
            },
            "Instance": {
                "Type": "AWS::EC2::Instance",
                "DependsOn": "Secret",
                "Properties": {
                    "ImageId": "ami-0c2023a1b2c3d4e5f",
                    "SubnetId": {"Ref": "Subnet"},
                    "SecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                    "UserData": {"Fn::Base64": script},
                },
            },
        },
        "Outputs": {
            "Id": {"Value": {"Ref": "Instance"}},
            "Address": {"Value": {"Fn::GetAtt": ["Instance", "PrivateIp"]}},
            "Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}},
        },
    }


class Splunk(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.deploy(cls(), "splunk", template(SCRIPT))
        cls.client("s3").create_bucket(Bucket="scripts")
        cls.client("s3").put_object(Bucket="scripts", Key="connect.py", Body=JOB)
        for name, more in (("in", {"Connections": {"Connections": ["splunk"]}}), ("out", {})):
            command = {"Name": "pythonshell", "ScriptLocation": "s3://scripts/connect.py"}
            cls.client("glue").create_job(Name=name, Role="role", Command=command, **more)

    def shell(self, command: str, instance: str | None = None) -> tuple:
        ssm, instance = self.client("ssm"), instance or self.made["Id"]
        sent = ssm.send_command(
            InstanceIds=[instance], DocumentName="AWS-RunShellScript", Parameters={"commands": [command]}
        )["Command"]["CommandId"]

        def over():
            found = ssm.get_command_invocation(CommandId=sent, InstanceId=instance)
            return found if found["Status"] in ("Success", "Failed") else None

        found = self.wait(over)
        return found["ResponseCode"], found["StandardOutputContent"]

    def curl(self, host: str) -> str:
        return f"curl --silent --cacert /etc/daivi/splunk-ca.pem https://{host}:8089/services/server/info || tail -n 3 log"

    def test_it_answers_on_its_own_address_with_its_own_certificate(self):
        self.assertEqual(self.shell(self.curl(self.made["Address"])), (0, "401"))
        self.assertEqual(self.shell(self.curl("10.38.192.9")), (0, "000started\n"))
        status, certificate = self.shell("cat /etc/daivi/splunk-ca.pem")
        self.assertEqual((status, certificate[:27]), (0, "-----BEGIN CERTIFICATE-----"))
        self.assertEqual(self.shell("rm -r /")[0], 127)

    def connect(self, job: str) -> str:
        glue = self.client("glue")
        run = glue.start_job_run(JobName=job, Arguments={"--HOST": self.made["Address"]})["JobRunId"]

        def over():
            found = glue.get_job_run(JobName=job, RunId=run)["JobRun"]
            return found if found["JobRunState"] not in ("STARTING", "RUNNING") else None

        found = self.wait(over)
        return found.get("ErrorMessage") or found["JobRunState"]

    def test_a_job_reaches_it_by_its_connection_and_open_groups(self):
        self.assertEqual(self.connect("in"), "SUCCEEDED")
        self.assertIn("timed out", self.connect("out"))
        ec2 = self.client("ec2")
        rules = ec2.describe_security_groups(GroupIds=[self.made["Group"]])["SecurityGroups"][0]["IpPermissions"]
        found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [self.made["Group"]]}])
        ids = [rule["SecurityGroupRuleId"] for rule in found["SecurityGroupRules"] if not rule["IsEgress"]]
        ec2.revoke_security_group_ingress(GroupId=self.made["Group"], SecurityGroupRuleIds=ids)
        self.assertIn("timed out", self.connect("in"))
        ec2.authorize_security_group_ingress(GroupId=self.made["Group"], IpPermissions=rules)
        ec2.stop_instances(InstanceIds=[self.made["Id"]])
        self.assertIn("timed out", self.connect("in"))
        with self.assertRaises(self.client("ssm").exceptions.InvalidInstanceId):
            self.shell("true")
        ec2.start_instances(InstanceIds=[self.made["Id"]])
        self.assertEqual(self.connect("in"), "SUCCEEDED")

    def test_connection_and_secret_are_looked_at(self):
        self.assertEqual({state for state, _ in self.drift("splunk").values()}, {"IN_SYNC"})
        glue = self.client("glue")
        given = glue.get_connection(Name="splunk")["Connection"]
        glue.delete_connection(ConnectionName="splunk")
        self.client("secretsmanager").update_secret(SecretId="splunk-secret", Description="other")
        drifted = {name: state for name, (state, _) in self.drift("splunk").items() if state != "IN_SYNC"}
        self.assertEqual(drifted, {"Connection": "DELETED"})
        again = {name: given[name] for name in ("Name", "ConnectionType", "PhysicalConnectionRequirements")}
        glue.create_connection(ConnectionInput={**again, "ConnectionProperties": {}})
        self.assertEqual({state for state, _ in self.drift("splunk").values()}, {"IN_SYNC"})

    def test_it_is_the_same_after_the_sandbox_was_killed(self):
        before = self.shell("cat /etc/daivi/splunk-ca.pem")
        self.sandbox.kill()
        self.sandbox.clients.clear()
        self.sandbox.start()
        self.assertEqual(self.shell("cat /etc/daivi/splunk-ca.pem"), before)
        self.assertEqual(self.shell(self.curl(self.made["Address"])), (0, "401"))

    def test_another_instance_is_none(self):
        made = self.deploy("plain", {**template("#!/bin/bash\n"), "Outputs": template("")["Outputs"]} | {
            "Resources": {
                name: resource
                for name, resource in template("#!/bin/bash\n")["Resources"].items()
                if name in ("Network", "Subnet", "Group", "Jobs", "Instance")
            }
            | {"Secret": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
        })
        with self.assertRaises(self.client("ssm").exceptions.InvalidInstanceId):
            self.shell("true", made["Id"])


if __name__ == "__main__":
    unittest.main()

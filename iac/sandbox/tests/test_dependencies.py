"""What a resource needs must be there when it is made, and what others use is not deleted, in the services' words."""

import io
import json
import time
import unittest
import zipfile

from tests.sandbox import ACCOUNT, SandboxTest

READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def trust(service: str) -> dict:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def resource(kind: str, **properties) -> dict:
    return {"Type": kind, "Properties": properties}


def function(role, **code) -> dict:
    return resource("AWS::Lambda::Function", Runtime="python3.12", Handler="a.b", Role=role, Code=code)


class NeedsWhatIsThere(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        iam, s3 = cls.sandbox.client("iam"), cls.sandbox.client("s3")
        for name, service in (("runs-functions", "lambda"), ("runs-jobs", "glue")):
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(f"{service}.amazonaws.com")))
        s3.create_bucket(Bucket="code")
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("a.py", "def b(*_): pass")
        s3.put_object(Bucket="code", Key="a.zip", Body=archive.getvalue())

    def fails(self, words: str, *resources: dict) -> None:
        """Each of them alone ends a creation with the words."""
        for one in resources:
            name = f"fails-{time.time_ns()}"
            stack = self.change(name, {"Resources": {"R": one}})["Stack"]
            self.assertEqual(stack["StackStatus"], "ROLLBACK_COMPLETE", one)
            events = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
            self.assertIn(words, " ".join(event.get("ResourceStatusReason", "") for event in events))

    def test_roles_of_a_policy(self):
        self.fails(
            "The role with name nobody cannot be found. (Service: Iam, Status Code: 404",
            resource("AWS::IAM::ManagedPolicy", PolicyDocument=READ, Roles=["runs-jobs", "nobody"]),
            resource("AWS::IAM::Policy", PolicyName="p", PolicyDocument=READ, Roles=["nobody"]),
        )
        arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
        role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("x"), ManagedPolicyArns=[arn])
        self.fails("does not exist or is not attachable", role)

    def test_policies_of_a_role_that_are_too_long(self):
        def role(characters: int) -> dict:
            texts = [f"arn:aws:s3:::{'a' * (characters // 4)}/{number}" for number in range(4)]
            policies = [
                {"PolicyName": f"p{at}", "PolicyDocument": {"Statement": [{"Resource": text}]}}
                for at, text in enumerate(texts)
            ]
            return resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("x"), Policies=policies)

        self.fails("Maximum policy size of 10240 bytes exceeded for role", role(10_300))
        self.deploy("fits", {"Resources": {"R": role(9_900)}})

    def test_a_function_s_role_and_code(self):
        works = f"arn:aws:iam::{ACCOUNT}:role/runs-functions"
        self.fails(
            "The role defined for the function cannot be assumed by Lambda.",
            function(f"arn:aws:iam::{ACCOUNT}:role/nobody", ZipFile="x"),
            function(f"arn:aws:iam::{ACCOUNT}:role/runs-jobs", ZipFile="x"),
        )
        words = "Error occurred while GetObject. S3 Error Code: "
        layer = resource("AWS::Lambda::LayerVersion", Content={"S3Bucket": "code", "S3Key": "b.zip"})
        self.fails(words + "NoSuchKey", function(works, S3Bucket="code", S3Key="b.zip"), layer)
        self.fails(words + "NoSuchBucket", function(works, S3Bucket="no-such-bucket", S3Key="a.zip"))
        self.deploy("function", {"Resources": {"F": function(works, S3Bucket="code", S3Key="a.zip")}})

    def test_whom_a_policy_is_for(self):
        allowed = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
        self.fails("Function not found", resource("AWS::Lambda::Permission", FunctionName="nobody", **allowed))
        bucket = resource("AWS::S3::BucketPolicy", Bucket="no-such-bucket", PolicyDocument=READ)
        self.fails("The specified bucket does not exist", bucket)

    def test_an_update_asks_only_for_what_it_changes(self):
        iam = self.client("iam")
        iam.create_role(RoleName="goes", AssumeRolePolicyDocument=json.dumps(trust("x")))
        policy = resource("AWS::IAM::ManagedPolicy", PolicyDocument=READ, Roles=["goes"])
        self.deploy("asks", {"Resources": {"P": policy}})
        arn = iam.list_attached_role_policies(RoleName="goes")["AttachedPolicies"][0]["PolicyArn"]
        iam.detach_role_policy(RoleName="goes", PolicyArn=arn)
        iam.delete_role(RoleName="goes")
        policy["Properties"]["PolicyDocument"] = {**READ, "Id": "other"}
        self.deploy("asks", {"Resources": {"P": policy}})
        policy["Properties"]["Roles"] = ["goes", "nobody"]
        self.assertEqual(
            self.change("asks", {"Resources": {"P": policy}})["Stack"]["StackStatus"], "UPDATE_ROLLBACK_COMPLETE"
        )


class HeldByOthers(SandboxTest):
    def deleted(self, name: str) -> str:
        """Ask for the deletion; the reasons of what stayed."""
        cloudformation = self.client("cloudformation")
        arn = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=name)

        def ask():
            stack = cloudformation.describe_stacks(StackName=arn)["Stacks"][0]
            return stack if stack["StackStatus"] in ("DELETE_COMPLETE", "DELETE_FAILED") else None

        if self.wait(ask)["StackStatus"] == "DELETE_COMPLETE":
            return ""
        events = cloudformation.describe_stack_events(StackName=arn)["StackEvents"]
        return " ".join(e.get("ResourceStatusReason", "") for e in events if e["ResourceStatus"] == "DELETE_FAILED")

    def network(self, name: str) -> dict:
        return self.deploy(
            name,
            {
                "Resources": {
                    "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.9.0.0/16"),
                    "Subnet": resource("AWS::EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock="10.9.1.0/24"),
                    "Group": resource("AWS::EC2::SecurityGroup", VpcId={"Ref": "Vpc"}, GroupDescription="g"),
                    "Gateway": {"Type": "AWS::EC2::InternetGateway"},
                    "Attached": resource(
                        "AWS::EC2::VPCGatewayAttachment", VpcId={"Ref": "Vpc"}, InternetGatewayId={"Ref": "Gateway"}
                    ),
                    "Own": resource(
                        "AWS::EC2::SecurityGroupIngress",
                        GroupId={"Fn::GetAtt": ["Group", "GroupId"]},
                        SourceSecurityGroupId={"Fn::GetAtt": ["Group", "GroupId"]},
                        IpProtocol="-1",
                    ),
                },
                "Outputs": {
                    "Vpc": {"Value": {"Ref": "Vpc"}},
                    "Subnet": {"Value": {"Ref": "Subnet"}},
                    "Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}},
                },
            },
        )

    def test_a_network_that_something_is_in(self):
        iam, ec2 = self.client("iam"), self.client("ec2")
        role = iam.create_role(
            RoleName="in-network", AssumeRolePolicyDocument=json.dumps(trust("lambda.amazonaws.com"))
        )["Role"]["Arn"]
        names = self.network("network")
        place = {"SubnetIds": [names["Subnet"]], "SecurityGroupIds": [names["Group"]]}
        code = function(role, ZipFile="x")
        code["Properties"]["VpcConfig"] = place
        cluster = resource(
            "AWS::MSK::ServerlessCluster",
            ClusterName="in-network",
            VpcConfigs=[{"SubnetIds": place["SubnetIds"], "SecurityGroups": place["SecurityGroupIds"]}],
            ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}},
        )
        endpoint = resource(
            "AWS::EC2::VPCEndpoint",
            VpcId=names["Vpc"], ServiceName="com.amazonaws.us-east-1.glue", VpcEndpointType="Interface", **place
        )
        instance = resource(
            "AWS::EC2::Instance",
            ImageId="ami-12345678", SubnetId=names["Subnet"], SecurityGroupIds=[names["Group"]],
        )
        for number, one in enumerate((code, cluster, endpoint, instance)):
            self.deploy(f"in-{number}", {"Resources": {"R": one}})
            reasons = self.deleted("network")
            self.assertIn(f"The subnet '{names['Subnet']}' has dependencies and cannot be deleted.", reasons)
            self.assertIn(f"resource {names['Group']} has a dependent object", reasons)
            self.assertEqual(self.deleted(f"in-{number}"), "")
        self.assertEqual(self.deleted("network"), "")
        self.assertFalse([one for one in ec2.describe_subnets()["Subnets"] if one["SubnetId"] == names["Subnet"]])

    def test_a_group_that_another_group_s_rule_names(self):
        names = self.network("named")
        other = resource(
            "AWS::EC2::SecurityGroup",
            GroupDescription="o",
            SecurityGroupIngress=[{"IpProtocol": "-1", "SourceSecurityGroupId": names["Group"]}],
        )
        self.deploy("names", {"Resources": {"R": other}})
        self.assertIn(f"resource {names['Group']} has a dependent object", self.deleted("named"))
        self.assertEqual(self.deleted("names"), "")
        self.assertEqual(self.deleted("named"), "")

    def test_a_role_and_a_policy_that_others_joined(self):
        iam = self.client("iam")
        role = resource(
            "AWS::IAM::Role",
            RoleName="joined",
            AssumeRolePolicyDocument=trust("x"),
            Policies=[{"PolicyName": "own", "PolicyDocument": READ}],
            ManagedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        )
        beside = resource("AWS::IAM::Policy", PolicyName="beside", PolicyDocument=READ, Roles=[{"Ref": "R"}])
        policy = resource("AWS::IAM::ManagedPolicy", ManagedPolicyName="joins", PolicyDocument=READ, Roles=["joined"])
        self.deploy("role", {"Resources": {"R": role, "P": beside}})
        self.deploy("policy", {"Resources": {"P": policy}})
        self.assertIn("Cannot delete entity, must detach all policies first.", self.deleted("role"))
        arn = f"arn:aws:iam::{ACCOUNT}:policy/joins"
        iam.create_role(RoleName="third", AssumeRolePolicyDocument=json.dumps(trust("x")))
        iam.attach_role_policy(RoleName="third", PolicyArn=arn)
        self.assertIn("Cannot delete a policy attached to entities.", self.deleted("policy"))
        iam.detach_role_policy(RoleName="third", PolicyArn=arn)
        self.assertEqual(self.deleted("policy"), "")
        iam.put_role_policy(RoleName="joined", PolicyName="by-hand", PolicyDocument=json.dumps(READ))
        self.assertIn("must delete policies first", self.deleted("role"))
        iam.delete_role_policy(RoleName="joined", PolicyName="by-hand")
        self.assertEqual(self.deleted("role"), "")


if __name__ == "__main__":
    unittest.main()

"""Stacks behave as CloudFormation's: change sets, tokens, tags, policies, loops, regions, buckets with objects."""

import json
import unittest

from tests.sandbox import ACCOUNT, SandboxTest


def parameter(value: str, **more) -> dict:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **more}


class StacksDeploy(SandboxTest):
    def test_a_change_set_lists_what_changes_and_none_without_changes(self):
        self.deploy(
            "changes",
            {
                "Resources": {
                    "Kept": parameter("1"),
                    "Changed": parameter("1"),
                    "Gone": parameter("1"),
                    "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
                }
            },
        )
        same = {
            "Resources": {
                "Kept": parameter("1"),
                "Changed": parameter("1"),
                "Gone": parameter("1"),
                "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
            }
        }
        described = self.change("changes", same)
        self.assertEqual((described["Status"], described["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        self.assertIn("didn't contain changes", described["StatusReason"])
        described = self.change(
            "changes",
            {
                "Resources": {
                    "Kept": parameter("1"),
                    "Changed": parameter("2"),
                    "New": parameter("1"),
                    "Key": {"Type": "AWS::KMS::Key", "Properties": {"Description": "d"}},
                }
            },
        )
        changes = {
            change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"] for change in described["Changes"]
        }
        self.assertEqual(
            {name: change["Action"] for name, change in changes.items()},
            {"Changed": "Modify", "New": "Add", "Gone": "Remove", "Key": "Modify"},
        )
        self.assertEqual(changes["Changed"]["Replacement"], "False")
        self.assertEqual(changes["Changed"]["ResourceType"], "AWS::SSM::Parameter")

    def test_a_create_only_property_replaces(self):
        self.deploy(
            "replaces",
            {
                "Resources": {
                    "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/one", "Type": "String", "Value": "v"}}
                }
            },
        )
        described = self.change(
            "replaces",
            {
                "Resources": {
                    "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/two", "Type": "String", "Value": "v"}}
                }
            },
        )
        self.assertEqual(described["Changes"][0]["ResourceChange"]["Replacement"], "True")
        ssm = self.client("ssm")
        self.assertEqual(ssm.get_parameter(Name="/two")["Parameter"]["Value"], "v")
        with self.assertRaises(ssm.exceptions.ParameterNotFound):
            ssm.get_parameter(Name="/one")

    def test_resources_with_a_false_condition_are_not_changes(self):
        template = {
            "Conditions": {
                "Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
                "There": {"Fn::Not": [{"Condition": "Here"}]},
            },
            "Resources": {
                "Always": parameter("1"),
                "East": parameter("1", Condition="Here"),
                "West": parameter("1", Condition="There"),
            },
        }
        for region, expected in (("us-east-1", {"Always", "East"}), ("us-west-2", {"Always", "West"})):
            described = self.change("conditional", template, region)
            self.assertEqual(
                {change["ResourceChange"]["LogicalResourceId"] for change in described["Changes"]}, expected
            )
            self.assertEqual(described["Stack"]["StackStatus"], "CREATE_COMPLETE")

    def test_events_carry_the_token(self):
        self.deploy("tokens", {"Resources": {"P": parameter("1")}})
        events = self.client("cloudformation").describe_stack_events(StackName="tokens")["StackEvents"]
        done = [event for event in events if event["ResourceStatus"] == "CREATE_COMPLETE"]
        self.assertEqual({event["ClientRequestToken"] for event in done}, {"token-of-test"})

    def test_a_loop_over_a_list_and_a_retained_resource(self):
        outputs = self.deploy(
            "loops",
            {
                "Transform": "AWS::LanguageExtensions",
                "Parameters": {"Names": {"Type": "CommaDelimitedList"}},
                "Resources": {
                    "Fn::ForEach::Each": [
                        "Name",
                        {"Ref": "Names"},
                        {
                            "P${Name}": {
                                "Type": "AWS::SSM::Parameter",
                                "DeletionPolicy": "Retain",
                                "Properties": {
                                    "Name": {"Fn::Sub": "/loop/${Name}"},
                                    "Type": "String",
                                    "Value": {"Ref": "Name"},
                                },
                            }
                        },
                    ]
                },
                "Outputs": {
                    "Fn::ForEach::Outs": [
                        "Name",
                        {"Ref": "Names"},
                        {"Out${Name}": {"Value": {"Fn::GetAtt": [{"Fn::Sub": "P${Name}"}, "Value"]}}},
                    ]
                },
            },
            Names="One,Two",
        )
        self.assertEqual(outputs, {"OutOne": "One", "OutTwo": "Two"})
        self.client("cloudformation").delete_stack(StackName="loops")
        self.gone("loops")
        self.assertEqual(self.client("ssm").get_parameter(Name="/loop/One")["Parameter"]["Value"], "One")

    def gone(self, name: str) -> None:
        cloudformation = self.client("cloudformation")

        def ask():
            try:
                return cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"] == "DELETE_FAILED"
            except cloudformation.exceptions.ClientError:
                return True

        self.wait(ask)

    def test_a_bucket_with_objects_is_not_deleted(self):
        self.deploy(
            "full", {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "full-bucket"}}}}
        )
        s3, cloudformation = self.client("s3"), self.client("cloudformation")
        s3.put_object(Bucket="full-bucket", Key="k", Body=b"")
        cloudformation.delete_stack(StackName="full")
        self.gone("full")
        stack = cloudformation.describe_stacks(StackName="full")["Stacks"][0]
        self.assertEqual(stack["StackStatus"], "DELETE_FAILED")
        s3.delete_object(Bucket="full-bucket", Key="k")
        cloudformation.delete_stack(StackName="full")
        self.gone("full")
        with self.assertRaises(cloudformation.exceptions.ClientError):
            cloudformation.describe_stacks(StackName="full")

    def test_a_failing_resource_rolls_the_rest_back(self):
        stack = self.change(
            "rolled",
            {
                "Resources": {
                    "P": parameter("1"),
                    "B": {
                        "Type": "AWS::S3::Bucket",
                        "DependsOn": "P",
                        "Properties": {
                            "BucketName": "rolled-bucket",
                            "ReplicationConfiguration": {
                                "Role": f"arn:aws:iam::{ACCOUNT}:role/r",
                                "Rules": [
                                    {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::no-such-bucket"}}
                                ],
                            },
                        },
                    },
                }
            },
        )["Stack"]
        self.assertEqual(stack["StackStatus"], "ROLLBACK_COMPLETE")
        events = self.client("cloudformation").describe_stack_events(StackName="rolled")["StackEvents"]
        reasons = [
            event.get("ResourceStatusReason", "") for event in events if event["ResourceStatus"] == "CREATE_FAILED"
        ]
        self.assertTrue(any("Destination bucket must exist" in reason for reason in reasons), reasons)
        self.assertEqual(
            self.client("cloudformation").list_stack_resources(StackName="rolled")["StackResourceSummaries"], []
        )

    def test_a_name_that_is_taken_outside_the_stack_fails_the_create(self):
        anybody = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
        resources = {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "taken"}},
            "Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "taken", "ScheduleExpression": "rate(1 day)"}},
            "Policy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"ManagedPolicyName": "taken", "PolicyDocument": anybody},
            },
            "Group": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {"GroupName": "taken", "GroupDescription": "one of two"},
            },
            "Parameter": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "taken", "Type": "String", "Value": "1"},
            },
        }
        self.deploy("first", {"Resources": resources})
        for name, resource in resources.items():
            stack = self.change(f"second-{name}", {"Resources": {name: resource}})["Stack"]
            self.assertEqual(stack["StackStatus"], "ROLLBACK_COMPLETE", name)
        self.client("cloudformation").delete_stack(StackName="first")
        self.wait(lambda: not self.client("sns").list_topics()["Topics"])
        self.deploy("third", {"Resources": resources})

    def test_a_type_nobody_emulates_deploys_by_its_schema(self):
        outputs = self.deploy(
            "generic",
            {
                "Resources": {
                    "Farm": {"Type": "AWS::Deadline::Farm", "Properties": {"DisplayName": "d"}},
                    "Queue": {
                        "Type": "AWS::Deadline::Queue",
                        "Properties": {"DisplayName": "q", "FarmId": {"Fn::GetAtt": ["Farm", "FarmId"]}},
                    },
                },
                "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Farm", "Arn"]}}, "Id": {"Value": {"Ref": "Farm"}}},
            },
        )
        self.assertTrue(outputs["Arn"].startswith(f"arn:aws:deadline:us-east-1:{ACCOUNT}:"))
        self.assertTrue(outputs["Id"])

    def test_stack_tags_reach_the_resources(self):
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName="tagged",
            Tags=[{"Key": "Application", "Value": "daivi"}],
            TemplateBody=json.dumps(
                {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "tagged-bucket"}}}}
            ),
        )
        self.settled("tagged")
        tags = {
            tag["Key"]: tag["Value"] for tag in self.client("s3").get_bucket_tagging(Bucket="tagged-bucket")["TagSet"]
        }
        self.assertEqual(tags["Application"], "daivi")
        self.assertEqual(tags["aws:cloudformation:stack-name"], "tagged")


class StacksTakeTheirTime(SandboxTest):
    environment = {"DAIVI_SANDBOX_STACK_DELAY_MS": "200"}

    def test_an_operation_is_seen_in_progress_while_others_are_served(self):
        cloudformation = self.client("cloudformation")
        template = json.dumps({"Resources": {f"P{number}": parameter("1") for number in range(5)}})
        for name in ("first", "second"):
            cloudformation.create_stack(StackName=name, TemplateBody=template)
        for name in ("first", "second"):
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            self.assertEqual(stack["StackStatus"], "CREATE_IN_PROGRESS")
        self.client("s3").list_buckets()
        for name in ("first", "second"):
            self.assertEqual(self.settled(name)["StackStatus"], "CREATE_COMPLETE")


if __name__ == "__main__":
    unittest.main()

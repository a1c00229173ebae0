"""Templates that refer to nothing and operations that a stack's state forbids are refused in CloudFormation's words."""

import json
import unittest

from tests.sandbox import SandboxTest


def parameter(value) -> dict:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}


WRONG_ROLE = {
    "Type": "AWS::S3::Bucket",
    "Properties": {
        "ReplicationConfiguration": {
            "Role": "arn:aws:iam::123456789012:role/r",
            "Rules": [{"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::no-such-bucket"}}],
        }
    },
}


class TemplatesReferToWhatIsThere(SandboxTest):
    def refused(self, template: dict, **parameters) -> str:
        """The message of the refusal; nothing is left of the stack."""
        cloudformation = self.client("cloudformation")
        with self.assertRaises(cloudformation.exceptions.ClientError) as refused:
            self.change("refused", template, **parameters)
        error = refused.exception.response
        self.assertEqual(error["Error"]["Code"], "ValidationError")
        self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], 400)
        with self.assertRaises(cloudformation.exceptions.ClientError):
            cloudformation.describe_stacks(StackName="refused")
        return error["Error"]["Message"]

    def test_resources_that_are_not_there(self):
        words = "Template format error: Unresolved resource dependencies [{}] in the Resources block of the template"
        for value in ({"Ref": "Nobody"}, {"Fn::Sub": "x-${Nobody}"}, {"Fn::Sub": ["${A}", {"A": {"Ref": "Nobody"}}]}):
            self.assertEqual(self.refused({"Resources": {"P": parameter(value)}}), words.format("Nobody"))
        depends = {**parameter("1"), "DependsOn": ["Other", "Nobody", "P2"]}
        message = self.refused({"Resources": {"P": depends, "P2": parameter("2")}})
        self.assertEqual(message, words.format("Nobody, Other"))
        self.assertEqual(
            self.refused({"Resources": {"P": parameter({"Fn::GetAtt": ["Nobody", "Arn"]})}}),
            "Template error: instance of Fn::GetAtt references undefined resource Nobody",
        )
        self.assertEqual(
            self.refused({"Resources": {"P": parameter("1")}, "Outputs": {"O": {"Value": {"Ref": "Nobody"}}}}),
            "Unresolved resource dependencies [Nobody] in the Outputs block of the template",
        )

    def test_conditions_that_are_not_there(self):
        here = {"Here": {"Fn::Equals": ["1", "1"]}}
        both = {"Fn::And": [{"Condition": "Nowhere"}, {"Fn::Equals": ["", ""]}]}
        for section, template in {
            "Conditions": {"Conditions": {"Both": both}, "Resources": {"P": parameter("1")}},
            "Resources": {"Conditions": here, "Resources": {"P": {**parameter("1"), "Condition": "Nowhere"}}},
            "Outputs": {"Resources": {"P": parameter("1")}, "Outputs": {"O": {"Value": "1", "Condition": "Nowhere"}}},
        }.items():
            words = f"Unresolved condition dependency Nowhere in the {section} block of the template"
            self.assertEqual(self.refused(template), f"Template format error: {words}")
        self.assertEqual(
            self.refused({"Conditions": here, "Resources": {"P": parameter({"Fn::If": ["Nowhere", "1", "2"]})}}),
            "Template error: unresolved condition dependency Nowhere in Fn::If",
        )
        self.assertIn(
            "Unresolved dependencies [P]. Cannot reference resources in the Conditions block of the template",
            self.refused({"Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, ""]}}, "Resources": {"P": parameter("1")}}),
        )

    def test_a_resource_that_its_condition_leaves_out(self):
        template = {
            "Parameters": {"Wanted": {"Type": "String"}},
            "Conditions": {"Wants": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}},
            "Resources": {"Some": {**parameter("1"), "Condition": "Wants"}, "P": parameter({"Ref": "Some"})},
        }
        self.assertIn("Unresolved resource dependencies [Some]", self.refused(template, Wanted="no"))
        template["Resources"]["P"] = parameter({"Fn::GetAtt": "Some.Value"})
        self.assertIn("Unresolved resource dependencies [Some]", self.refused(template, Wanted="no"))
        self.deploy("included", template, Wanted="yes")

    def test_parameters_that_the_template_does_not_have(self):
        template = {"Parameters": {"One": {"Type": "String", "Default": "1"}}, "Resources": {"P": parameter("1")}}
        self.assertEqual(self.refused(template, Two="2"), "Parameters: [Two] do not exist in the template")
        del template["Parameters"]
        self.assertEqual(
            self.refused(template, Two="2"), "Parameter values specified for a template which does not require them."
        )

    def test_validate_template_and_create_stack(self):
        cloudformation = self.client("cloudformation")
        template = json.dumps({"Resources": {"P": parameter({"Ref": "Nobody"})}})
        for ask in (
            lambda: cloudformation.validate_template(TemplateBody=template),
            lambda: cloudformation.create_stack(StackName="refused", TemplateBody=template),
        ):
            with self.assertRaisesRegex(cloudformation.exceptions.ClientError, r"dependencies \[Nobody\]"):
                ask()

    def test_what_is_there_in_any_form(self):
        outputs = self.deploy(
            "there",
            {
                "Parameters": {"Unused": {"Type": "String", "Default": ""}, "Used": {"Type": "String"}},
                "Conditions": {
                    "Never": {"Fn::Equals": [{"Ref": "AWS::Region"}, "mars"]},
                    "Always": {"Fn::Not": [{"Condition": "Never"}]},
                },
                "Resources": {
                    "Left": {**parameter({"Fn::GetAtt": ["Left2", "Value"]}), "Condition": "Never"},
                    "Left2": {**parameter("1"), "Condition": "Never"},
                    "P": {
                        **parameter({"Fn::Sub": ["${!Literal} ${Mine} ${Used} ${AWS::Region}", {"Mine": "m"}]}),
                        "DependsOn": ["Left", "Q"],
                        "Metadata": {"Text": "${Nobody}", "Condition": {"StringEquals": {"Ref": "a", "b": "c"}}},
                    },
                    "Q": {
                        "Type": "AWS::SSM::Parameter",
                        "Properties": {
                            "Type": "String",
                            "Value": {"Fn::If": ["Always", "q", {"Ref": "Left"}]},
                            "Description": {"Fn::If": ["Never", {"Ref": "Left"}, {"Ref": "AWS::NoValue"}]},
                        },
                    },
                },
                "Outputs": {
                    "P": {"Value": {"Fn::GetAtt": "P.Value"}},
                    "Q": {"Value": {"Fn::Sub": "${Q.Value}"}},
                    "Left": {"Value": {"Ref": "Left"}, "Condition": "Never"},
                },
            },
            Used="u",
        )
        self.assertEqual(outputs, {"P": "${Literal} m u us-east-1", "Q": "q"})


class StatesForbid(SandboxTest):
    environment = {"DAIVI_SANDBOX_STACK_DELAY_MS": "300"}

    def prepared(self, name: str, kind: str) -> str:
        return self.client("cloudformation").create_change_set(
            StackName=name,
            ChangeSetName=f"set-{kind}",
            ChangeSetType=kind,
            TemplateBody=json.dumps({"Resources": {"P": parameter(kind)}}),
        )["Id"]

    def refuses(self, words: str, ask) -> None:
        with self.assertRaises(self.client("cloudformation").exceptions.ClientError) as refused:
            ask()
        self.assertIn(words, str(refused.exception))

    def test_a_stack_that_never_lived(self):
        cloudformation = self.client("cloudformation")
        stack = self.change("dead", {"Resources": {"B": WRONG_ROLE}})["Stack"]
        self.assertEqual(stack["StackStatus"], "ROLLBACK_COMPLETE")
        state = f"Stack:{stack['StackId']} is in ROLLBACK_COMPLETE state and can not be updated."
        self.refuses(state, lambda: self.prepared("dead", "UPDATE"))
        self.refuses("already exists and cannot be created again", lambda: self.prepared("dead", "CREATE"))
        template = json.dumps({"Resources": {"P": parameter("1")}})
        self.refuses("AlreadyExists", lambda: cloudformation.create_stack(StackName="dead", TemplateBody=template))
        cloudformation.delete_stack(StackName="dead")
        self.wait(lambda: not any(s["StackName"] == "dead" for s in cloudformation.describe_stacks()["Stacks"]))
        self.deploy("dead", {"Resources": {"P": parameter("1")}})

    def test_an_operation_under_way(self):
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(StackName="busy", TemplateBody=json.dumps({"Resources": {"P": parameter("1")}}))
        self.refuses("is in CREATE_IN_PROGRESS state", lambda: self.prepared("busy", "UPDATE"))
        self.settled("busy")
        made = self.prepared("busy", "UPDATE")
        cloudformation.update_stack(
            StackName="busy", TemplateBody=json.dumps({"Resources": {f"P{n}": parameter("2") for n in range(5)}})
        )
        self.refuses(
            "cannot be deleted while in status UPDATE_IN_PROGRESS",
            lambda: cloudformation.delete_stack(StackName="busy"),
        )
        # The update made it obsolete.
        self.refuses("InvalidChangeSetStatus", lambda: cloudformation.execute_change_set(ChangeSetName=made))
        self.settled("busy")
        cloudformation.delete_stack(StackName="busy")


if __name__ == "__main__":
    unittest.main()

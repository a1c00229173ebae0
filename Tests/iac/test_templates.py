"""What a central cloud team would look for in the templates before letting them into an account."""

import re
import unittest
from fnmatch import fnmatchcase
from pathlib import Path

import cfnlint.api
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from templates import TEMPLATES, load, parameter_sets, resources


def lint(text: str, parameters: dict) -> list:
    found = cfnlint.api.lint(text, regions=["us-east-1"], config={
        "include_checks": ["I"], "configure_rules": {}, "parameters": [parameters]})
    return [f"{match.rule.id} {'/'.join(map(str, match.path or []))}: {match.message}" for match in found]


DEPLOYED = [(path, parameters) for path in TEMPLATES for parameters in parameter_sets(path)]


class TemplateTests(unittest.TestCase):
    def test_there_are_templates(self):
        names = {f"{path.parent.name}/{path.name}" for path in TEMPLATES}
        self.assertLessEqual({"foundation/kms-keys.yaml", "foundation/iam-roles.yaml", "foundation/vpc.yaml",
                              "shared/bucket-families.yaml", "shared/lake.yaml", "shared/dynamic-lake.yaml", "athena/workgroup.yaml",
                              "billing/tables.yaml", "inventory/tables.yaml", "price/tables.yaml",
                              "sagemaker-domain/domain.yaml", "sagemaker-domain/project-profiles.yaml",
                              "idc/groups.yaml", "idc/permission-sets.yaml",
                              "sagemaker-projects/project.yaml", "project-config/policies.yaml",
                              "billing/cost-report.yaml",
                              "splunk/tables.yaml", "splunk/instance.yaml", "splunk/jobs.yaml"}, names)

    def test_the_linter_finds_nothing_in_any_template_as_deployed(self):
        for path, parameters in DEPLOYED:
            with self.subTest(path.name, parameters=parameters):
                self.assertEqual([], lint(path.read_text(), parameters))

    def test_no_rule_of_the_linter_is_switched_off(self):
        for path in TEMPLATES:
            self.assertNotIn("cfn-lint", path.read_text(), path)
        top = Path(__file__).resolve().parents[2]
        settings = [name for name in (".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml") if (top / name).exists()]
        self.assertEqual([], settings)

    def test_the_linter_checks_the_properties_inside_loops(self):
        """Guards the two tests above: a property that does not exist, put into each loop, must be found."""
        looped = 0
        for path in TEMPLATES:
            text = path.read_text()
            for loop in re.finditer(r"  Fn::ForEach::\w+:\n(?:.*\n)*?(?= {0,2}\S|\Z)", text):
                place = re.search(r"\n( +)Properties:\n", loop[0])
                if place:
                    spoilt = loop[0].replace(place[0], f"{place[0]}{place[1]}  NoSuchProperty: 1\n", 1)
                    looped += 1
                    with self.subTest(f"{path.name}", loop=loop[0].split("\n", 1)[0]):
                        parameters = parameter_sets(path)[-1]
                        found = lint(text.replace(loop[0], spoilt), parameters)
                        self.assertTrue(any("NoSuchProperty" in finding for finding in found), found)
        self.assertGreaterEqual(looped, 5)

    def test_every_template_fits_into_the_request(self):
        for path in TEMPLATES:
            with self.subTest(path.name):
                self.assertLessEqual(len(path.read_bytes()), 51_200)

    def test_no_value_is_empty_by_accident(self):
        """`{ Comment: a, b }` is two keys in YAML, the second without a value; the linter says nothing about it."""
        def empty(node, where):
            if node is None:
                yield where
            elif isinstance(node, dict):
                for key, value in node.items():
                    yield from empty(value, f"{where}/{key}")
            elif isinstance(node, list):
                for index, value in enumerate(node):
                    yield from empty(value, f"{where}/{index}")
        for path in TEMPLATES:
            with self.subTest(path.name):
                self.assertEqual([], list(empty(load(path), "")))

    def test_the_role_that_stacks_are_deployed_under_may_make_what_templates_have(self):
        """CloudFormation's schema of a type lists the actions its handlers call; most are of the type's own service."""
        backend = next(path for path in TEMPLATES if path.name == "backend.yaml")
        role = resources(backend, parameter_sets(backend)[-1])["StackRole"]["Properties"]
        statement = role["Policies"][0]["PolicyDocument"]["Statement"][0]
        allowed = {action.removesuffix(":*") for action in statement["Action"]}
        # Touched by handlers for features that no template uses.
        unused = {"autoscaling", "ecr", "elasticfilesystem", "firehose", "kinesis", "s3files", "vpc-lattice",
                  "vpce"}
        touched = {"iam"}
        for path, parameters in DEPLOYED:
            for resource in resources(path, parameters).values():
                schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
                touched.update(action.split(":")[0].lower() for handler in schema.get("handlers", {}).values()
                               for action in handler.get("permissions", []))
        self.assertEqual(touched - unused, allowed | {"iam"})

    def test_the_role_that_stacks_are_deployed_under_may_attach_their_policies_to_roles_they_did_not_make(self):
        backend = next(path for path in TEMPLATES if path.name == "backend.yaml")
        names = parameter_sets(backend)[-1]
        role = resources(backend, names)["StackRole"]["Properties"]
        allowed = []
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            if {"iam:*", "iam:AttachRolePolicy"} & set(_listed(statement["Action"])):
                self.assertTrue("iam:*" in _listed(statement["Action"]) or "iam:DetachRolePolicy" in statement["Action"])
                allowed += [resource["Fn::Sub"].partition(":role/")[2].replace("${App}", names["App"])
                            .replace("${Env}", names["Env"]) for resource in _listed(statement["Resource"])]
        attached = 0
        for path, parameters in DEPLOYED:
            for name, resource in resources(path, parameters).items():
                for one in resource["Properties"].get("Roles", []) if resource["Type"] == "AWS::IAM::ManagedPolicy" else []:
                    if isinstance(one, dict) and one.get("Ref") in parameters:
                        attached += 1
                        with self.subTest(path.name, policy=name):
                            found = parameters[one["Ref"]]
                            self.assertTrue(any(fnmatchcase(found, pattern) for pattern in allowed), found)
        self.assertGreaterEqual(attached, 5)

    def test_everything_that_takes_tags_has_the_three(self):
        for path, parameters in DEPLOYED:
            for name, resource in resources(path, parameters).items():
                schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
                property_name = schema.get("tagging", {}).get("tagProperty", "/properties/Tags").rpartition("/")[2]
                if property_name not in schema["properties"]:
                    continue
                tags = resource.get("Properties", {}).get(property_name, [])
                keys = set(tags) if isinstance(tags, dict) else {tag["Key"] for tag in tags}
                with self.subTest(name, type=resource["Type"]):
                    self.assertLessEqual({"Application", "Environment", "Usage"}, keys)

    def test_every_wildcard_of_a_policy_says_why(self):
        wildcard = re.compile(r"""(?x) (Action|Resource|Principal) : .* \* | ^\s* - .* (arn:|Bucket\}/) .* \*""")
        for path in TEMPLATES:
            lines = path.read_text().splitlines()
            for number, line in enumerate(lines):
                code = line.split(" #")[0]
                is_value_of_sub = re.match(r"^\s*- (arn:\S*|\$\{\w+\}/\S*)\*", code)
                if wildcard.search(code) or is_value_of_sub:
                    with self.subTest(path.name, line=number + 1, text=line.strip()):
                        self.assertTrue(_explained(lines, number), "no comment on this line or the one before")

    def test_names_start_with_app_and_env(self):
        for path, parameters in DEPLOYED:
            for name, resource in resources(path, parameters).items():
                key = NAMES.get(resource["Type"])
                if key:
                    with self.subTest(name, property=key):
                        # A domain's own id tells environments apart as well.
                        self.assertRegex(
                            str(resource["Properties"][key]), r"\$\{App\}[-_/]\$\{Env\}|/\$\{Domain\.Id\}/")


NAMES = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Glue::Job": "Name",
    "AWS::Glue::SecurityConfiguration": "Name",
    "AWS::Glue::DataQualityRuleset": "Name",
    "AWS::Athena::WorkGroup": "Name",
    "AWS::S3Tables::TableBucket": "TableBucketName",
    "AWS::SSM::Parameter": "Name",
    "AWS::Glue::Workflow": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::Glue::Trigger": "Name",
    "AWS::Events::Rule": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::DataZone::Domain": "Name",
    "AWS::EMRServerless::Application": "Name",
    "AWS::IdentityStore::Group": "DisplayName",
    "AWS::SSO::PermissionSet": "Name",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::QuickSight::Group": "GroupName",
    "AWS::QuickSight::DataSource": "DataSourceId",
    "AWS::QuickSight::DataSet": "DataSetId",
    "AWS::QuickSight::Dashboard": "DashboardId",
}


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def _explained(lines: list, number: int) -> bool:
    """Whether the line, the line before it or the line before the statement's `Resource: !Sub` has a comment."""
    if "#" in lines[number] or lines[number - 1].strip().startswith("#"):
        return True
    above = lines[number - 1].strip()
    return above.endswith("!Sub") and lines[number - 2].strip().startswith("#")


if __name__ == "__main__":
    unittest.main()

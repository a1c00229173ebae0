"""What the platform's roles and people may do, where a policy that looks right is not."""

import unittest
from fnmatch import fnmatchcase

from templates import ACCOUNT, CONVENTIONS, IAC, load, parameter_sets, resources

VALUES = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": ACCOUNT, **CONVENTIONS}


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def text(value) -> str:
    """A text of a template with the names filled in."""
    found = value["Fn::Sub"] if isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str) else str(value)
    for name, known in VALUES.items():
        found = found.replace(f"${{{name}}}", known)
    return found


class GlueRoleTests(unittest.TestCase):
    path = IAC / "foundation/iam-roles.yaml"
    role = resources(path, parameter_sets(path)[0])["GlueRole"]["Properties"]

    def allows(self, action: str, resource: str) -> bool:
        """As IAM matches: stars of the policy, never those of what is asked for."""
        return any(
            any(fnmatchcase(action, one) for one in listed(statement["Action"]))
            and any(fnmatchcase(resource, text(one)) for one in listed(statement["Resource"]))
            for policy in self.role["Policies"] for statement in policy["PolicyDocument"]["Statement"])

    def test_a_run_of_rules_may_be_read_though_it_names_no_ruleset(self):
        rulesets = f"arn:aws:glue:us-east-1:{ACCOUNT}:dataQualityRuleset"
        for action in ("GetDataQualityRulesetEvaluationRun", "GetDataQualityResult"):
            self.assertTrue(self.allows(f"glue:{action}", f"{rulesets}/*"), action)
        for action in ("GetDataQualityRuleset", "PublishDataQuality"):
            self.assertTrue(self.allows(f"glue:{action}", f"{rulesets}/daivi_dev1_billing_hive_ruleset"), action)
            self.assertFalse(self.allows(f"glue:{action}", f"{rulesets}/daivi_dev2_billing_hive_ruleset"), action)


def holds(condition, parameters: dict) -> bool:
    """Whether a template's condition is true."""
    (function, given), = condition.items()
    if function == "Fn::Not":
        return not holds(given[0], parameters)
    if function == "Fn::Or":
        return any(holds(one, parameters) for one in given)
    assert function == "Fn::Equals", function
    first, second = (parameters[one["Ref"]] if isinstance(one, dict) and "Ref" in one else text(one)
                     for one in given)
    return first == second


class DeployerTests(unittest.TestCase):
    def test_whoever_deploys_may_read_the_tables_whose_rows_it_counts(self):
        """An administrator of Lake Formation may grant and not read: in a governed account nothing else gives it that."""
        administrators = f"arn:aws:iam::{ACCOUNT}:role/{CONVENTIONS['AdminRole']}"
        for template in ("shared/lake.yaml", "zero-etl/target.yaml"):
            with self.subTest(template):
                path = IAC / template
                part = resources(path, parameter_sets(path)[0])["TablesForDeployer"]
                granted = part["Properties"]
                self.assertEqual({"DataLakePrincipalIdentifier": {"Ref": "DeployerArn"}}, granted["Principal"])
                table = granted["Resource"]["Table"]
                self.assertEqual(({}, {"Ref": "Database"}), (table["TableWildcard"], table["DatabaseName"]))
                self.assertEqual(["SELECT", "DESCRIBE"], granted["Permissions"])
                condition = load(path)["Conditions"][part["Condition"]]
                for deployer in (f"arn:aws:iam::{ACCOUNT}:user/anna", administrators, ""):
                    self.assertEqual(
                        deployer.endswith("anna"), holds(condition, {"DeployerArn": deployer}), deployer)


class AdministratorTests(unittest.TestCase):
    def test_nothing_that_administrators_have_keeps_them_from_lake_formations_settings(self):
        path = IAC / "idc/permission-sets.yaml"
        policies = resources(path, parameter_sets(path)[0])["AdminSet"]["Properties"]["ManagedPolicies"]
        names = [text(policy).rpartition("/")[2] for policy in policies]
        self.assertIn("AdministratorAccess", names)
        # A refusal wins over every permission, and this policy has one of lakeformation:PutDataLakeSettings.
        self.assertNotIn("AWSLakeFormationDataAdmin", names)


if __name__ == "__main__":
    unittest.main()

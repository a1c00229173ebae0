"""Whoever calls a domain that is encrypted with the platform's own key may use that key, and for that alone."""

import unittest

from templates import IAC, TEMPLATES, parameter_sets, resources


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def statements(resource: dict) -> list:
    """What a role's own policies, or a managed policy, let it do."""
    properties = resource["Properties"]
    policies = properties.get("Policies", []) if resource["Type"] == "AWS::IAM::Role" else [properties]
    return [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]


class DomainKeyTests(unittest.TestCase):
    def test_every_caller_of_a_domain_may_use_its_key(self):
        callers = []
        # The stacks' own role may use every key.
        for path in (path for path in TEMPLATES if path.name != "backend.yaml"):
            found = resources(path, parameter_sets(path)[0])
            allowed = [one for resource in found.values() if resource["Type"] == "AWS::IAM::ManagedPolicy"
                       for one in statements(resource)]
            roles = [statements(resource) for resource in found.values() if resource["Type"] == "AWS::IAM::Role"]
            for rights in (*roles, allowed):
                if not any(action.startswith("datazone:") for one in rights for action in listed(one["Action"])):
                    continue
                callers.append(path.name)
                with self.subTest(path.name):
                    used = {action for one in rights if {"Ref": "DatazoneKeyArn"} in listed(one["Resource"])
                            for action in listed(one["Action"])}
                    self.assertLessEqual({"kms:Decrypt", "kms:GenerateDataKey"}, used)
        self.assertLessEqual({"iam-roles.yaml", "function.yaml", "policies.yaml"}, set(callers))

    def test_jobs_and_functions_use_it_through_the_service_only(self):
        for path in (IAC / "foundation/iam-roles.yaml", IAC / "snowflake/function.yaml"):
            for resource in resources(path, parameter_sets(path)[0]).values():
                for one in statements(resource) if resource["Type"] == "AWS::IAM::Role" else []:
                    if {"Ref": "DatazoneKeyArn"} in listed(one["Resource"]):
                        self.assertEqual(
                            {"StringEquals": {"kms:ViaService": {"Fn::Sub": "datazone.${AWS::Region}.amazonaws.com"}}},
                            one["Condition"])

    def test_the_domain_lets_itself_use_its_key_by_grants(self):
        path = IAC / "sagemaker-domain/roles.yaml"
        role = resources(path, parameter_sets(path)[0])["ExecutionRole"]
        grants = [one for one in statements(role) if "kms:CreateGrant" in listed(one["Action"])]
        condition = {"StringLike": {"kms:EncryptionContext:aws:datazone:domainId": "dzd*"}}
        self.assertEqual([condition], [one["Condition"] for one in grants])


if __name__ == "__main__":
    unittest.main()

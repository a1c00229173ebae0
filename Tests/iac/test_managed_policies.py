"""Policies that AWS manages: a stack that names one which does not exist fails, and no linter knows which do."""

import unittest

from templates import TEMPLATES, parameter_sets, resources

# As the AWS Managed Policy Reference has each: those for a service's role have a path. Look a new one up there.
KNOWN = {
    "AdministratorAccess",
    "AmazonDataZoneFullAccess",
    "AmazonDataZoneFullUserAccess",
    "AmazonDataZoneRedshiftGlueProvisioningPolicy",
    "AmazonDataZoneSageMakerManageAccessRolePolicy",
    "AmazonSSMManagedInstanceCore",
    "IAMReadOnlyAccess",
    "service-role/AmazonDataZoneBedrockModelConsumptionPolicy",
    "service-role/AmazonDataZoneBedrockModelManagementPolicy",
    "service-role/AmazonDataZoneDomainExecutionRolePolicy",
    "service-role/AmazonDataZoneGlueManageAccessRolePolicy",
    "service-role/AmazonDataZoneRedshiftManageAccessRolePolicy",
    "service-role/SageMakerStudioDomainExecutionRolePolicy",
    "service-role/SageMakerStudioDomainServiceRolePolicy",
    "service-role/SageMakerStudioProjectProvisioningRolePolicy",
    "service-role/SageMakerStudioQueryExecutionRolePolicy",
}


def named(node):
    """Every text below a node that is the ARN of a policy of AWS."""
    if isinstance(node, dict):
        for value in node.values():
            yield from named(value)
    elif isinstance(node, list):
        for value in node:
            yield from named(value)
    elif isinstance(node, str) and ":iam::aws:policy/" in node:
        yield node


class ManagedPolicyTests(unittest.TestCase):
    def test_every_policy_of_aws_that_a_template_names_exists(self):
        found = set()
        for path in TEMPLATES:
            for parameters in parameter_sets(path):
                for arn in named(resources(path, parameters)):
                    name = arn.partition("arn:${AWS::Partition}:iam::aws:policy/")[2]
                    found.add(name)
                    with self.subTest(path.name, arn=arn):
                        self.assertIn(name, KNOWN)
        self.assertEqual(KNOWN, found, "a policy that no template names any more")


if __name__ == "__main__":
    unittest.main()

"""DataZone's stand-in: templates and the API see one and the same thing, and what projects provision really exists."""

import unittest

from botocore.exceptions import ClientError
from tests.sandbox import ACCOUNT, SandboxTest

TRUST = '{"Version": "2012-10-17", "Statement": []}'
USER = "6448e4f8-30c1-70b0-0dd0-c5f8e4b3289e"
_IN_DOMAIN = {"DomainIdentifier": {"Fn::GetAtt": ["Domain", "Id"]}}
_ROOT = {"Fn::GetAtt": ["Domain", "RootDomainUnitId"]}
_BLUEPRINT = {"Fn::GetAtt": ["Tooling", "EnvironmentBlueprintId"]}


def _grant(entity_type: str, entity, policy: str, principal: dict) -> dict:
    words = policy.lower().split("_")
    name = "".join(word.capitalize() for word in words)
    return {
        "Type": "AWS::DataZone::PolicyGrant",
        "Properties": {
            **_IN_DOMAIN,
            "EntityType": entity_type,
            "EntityIdentifier": entity,
            "PolicyType": policy,
            "Detail": {name: {}},
            "Principal": principal,
        },
    }


def _template(role: str) -> dict:
    everybody = {"User": {"AllUsersGrantFilter": {}}}
    contributors = {
        "Project": {
            "ProjectDesignation": "CONTRIBUTOR",
            "ProjectGrantFilter": {"DomainUnitFilter": {"DomainUnit": _ROOT, "IncludeChildDomainUnits": True}},
        }
    }
    configured = {"Fn::Sub": ["${AWS::AccountId}:${Id}", {"Id": _BLUEPRINT}]}
    tooling = {
        "Name": "Tooling",
        "EnvironmentBlueprintId": _BLUEPRINT,
        "DeploymentMode": "ON_CREATE",
        "DeploymentOrder": 0,
        "AwsRegion": {"RegionName": "us-east-1"},
        "ConfigurationParameters": {
            "ParameterOverrides": [{"Name": "enableSpaces", "Value": "true", "IsEditable": False}]
        },
    }
    resources = {
        "Domain": {
            "Type": "AWS::DataZone::Domain",
            "Properties": {
                "Name": "corporate",
                "DomainVersion": "V2",
                "DomainExecutionRole": role,
                "ServiceRole": role,
                "SingleSignOn": {"Type": "IAM_IDC", "UserAssignment": "MANUAL"},
            },
        },
        "Tooling": {
            "Type": "AWS::DataZone::EnvironmentBlueprintConfiguration",
            "Properties": {
                **_IN_DOMAIN,
                "EnvironmentBlueprintIdentifier": "Tooling",
                "EnabledRegions": ["us-east-1"],
                "ProvisioningRoleArn": role,
                "RegionalParameters": [{"Region": "us-east-1", "Parameters": {"VpcId": {"Ref": "Vpc"}}}],
            },
        },
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.39.0.0/16"}},
        "UseTooling": _grant(
            "ENVIRONMENT_BLUEPRINT_CONFIGURATION", configured, "CREATE_ENVIRONMENT_FROM_BLUEPRINT", contributors
        ),
        "Profile": {
            "Type": "AWS::DataZone::ProjectProfile",
            "Properties": {
                **_IN_DOMAIN,
                "Name": "All",
                "Status": "ENABLED",
                "EnvironmentConfigurations": [tooling],
            },
        },
        "MakeProjects": _grant("DOMAIN_UNIT", _ROOT, "CREATE_PROJECT_FROM_PROJECT_PROFILE", everybody),
        "TakeMembers": _grant("DOMAIN_UNIT", _ROOT, "ADD_TO_PROJECT_MEMBER_POOL", everybody),
        "Project": {
            "Type": "AWS::DataZone::Project",
            "DependsOn": ["UseTooling", "MakeProjects"],
            "Properties": {**_IN_DOMAIN, "Name": "Producer", "ProjectProfileId": {"Fn::GetAtt": ["Profile", "Id"]}},
        },
    }
    names = ("Domain", "Project", "Profile")
    outputs = {f"{name}Id": {"Value": {"Fn::GetAtt": [name, "Id"]}} for name in names}
    outputs["Unit"] = {"Value": _ROOT}
    return {"Resources": resources, "Outputs": outputs}


class ADomainOfATemplate(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.client("iam").create_role(RoleName="domain", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        cls.datazone = cls.client("datazone")

    def setUp(self):
        self.template = _template(self.role)
        found = self.deploy("studio", self.template)
        self.domain, self.project = found["DomainId"], found["ProjectId"]
        self.profile, self.unit = found["ProfileId"], found["Unit"]

    def tearDown(self):
        for project in self.datazone.list_projects(domainIdentifier=self.domain)["items"]:
            self.datazone.delete_project(
                domainIdentifier=self.domain, identifier=project["id"], skipDeletionCheck=True
            )
        self.client("cloudformation").delete_stack(StackName="studio")
        self.wait(self.is_gone)

    def is_gone(self) -> bool:
        try:
            self.client("cloudformation").describe_stacks(StackName="studio")
        except ClientError:
            return True
        return False

    def refused(self, code: str, operation, **parameters):
        with self.assertRaises(ClientError) as refusal:
            operation(**parameters)
        self.assertEqual(refusal.exception.response["Error"]["Code"], code)

    def tooling(self) -> dict:
        listed = self.datazone.list_environments(domainIdentifier=self.domain, projectIdentifier=self.project)["items"]
        return self.datazone.get_environment(domainIdentifier=self.domain, identifier=listed[0]["id"])

    def test_a_project_gets_its_environments_and_they_make_a_role_and_a_group(self):
        project = self.datazone.get_project(domainIdentifier=self.domain, identifier=self.project)
        self.assertEqual(project["environmentDeploymentDetails"]["overallDeploymentStatus"], "SUCCESSFUL")
        made = {resource["name"]: resource["value"] for resource in self.tooling()["provisionedResources"]}
        name = made["userRoleArn"].rsplit("/", 1)[-1]
        self.assertTrue(name.startswith(f"datazone_usr_role_{self.project}_"))
        self.client("iam").get_role(RoleName=name)
        groups = self.client("ec2").describe_security_groups(GroupIds=[made["securityGroup"]])["SecurityGroups"]
        self.assertEqual(len(groups), 1)
        self.datazone.delete_project(domainIdentifier=self.domain, identifier=self.project, skipDeletionCheck=True)
        with self.assertRaises(ClientError):
            self.client("iam").get_role(RoleName=name)

    def test_drift_is_seen_when_the_api_takes_something_away(self):
        self.assertEqual({status for status, _ in self.drift("studio").values()}, {"IN_SYNC"})
        self.datazone.delete_project(domainIdentifier=self.domain, identifier=self.project, skipDeletionCheck=True)
        grants = self.datazone.list_policy_grants(
            domainIdentifier=self.domain,
            entityType="DOMAIN_UNIT",
            entityIdentifier=self.unit,
            policyType="ADD_TO_PROJECT_MEMBER_POOL",
        )["grantList"]
        self.datazone.remove_policy_grant(
            domainIdentifier=self.domain,
            entityType="DOMAIN_UNIT",
            entityIdentifier=self.unit,
            policyType="ADD_TO_PROJECT_MEMBER_POOL",
            principal=grants[0]["principal"],
        )
        self.datazone.update_project_profile(
            domainIdentifier=self.domain, identifier=self.profile, status="DISABLED"
        )
        found = self.drift("studio")
        self.assertEqual(found["Project"][0], "DELETED")
        self.assertEqual(found["TakeMembers"][0], "DELETED")
        self.assertEqual(found["Profile"], ("MODIFIED", ["/Status"]))
        again = self.change("studio", self.template, mode="REVERT_DRIFT")["Stack"]
        self.assertEqual(again["StackStatus"], "UPDATE_COMPLETE", again)
        self.assertEqual({status for status, _ in self.drift("studio").values()}, {"IN_SYNC"})

    def test_what_contradicts_is_refused_as_the_service_does_it(self):
        here = {"domainIdentifier": self.domain}
        self.refused("ConflictException", self.datazone.create_domain, name="corporate", domainExecutionRole=self.role)
        self.refused("ConflictException", self.datazone.delete_domain, identifier=self.domain)
        self.refused("ConflictException", self.datazone.create_project, name="Producer", **here)
        member = {"member": {"userIdentifier": USER}, "designation": "PROJECT_OWNER", "projectIdentifier": self.project}
        self.refused("ResourceNotFoundException", self.datazone.create_project_membership, **member, **here)
        self.datazone.create_user_profile(userIdentifier=USER, userType="SSO_USER", **here)
        self.refused("ValidationException", self.datazone.create_user_profile, userIdentifier=USER, **here)
        self.datazone.create_project_membership(**member, **here)
        self.refused("ValidationException", self.datazone.create_project_membership, **member, **here)
        members = self.datazone.list_project_memberships(projectIdentifier=self.project, **here)["members"]
        self.assertIn(USER, [found["memberDetails"]["user"]["userId"] for found in members])
        locked = {
            "environmentConfigurationName": "Tooling",
            "environmentParameters": [{"name": "enableSpaces", "value": "false"}],
        }
        self.refused(
            "ValidationException", self.datazone.create_project,
            name="Other", projectProfileId=self.profile, userParameters=[locked], **here,
        )

    def test_a_project_whose_blueprint_may_not_be_used_fails(self):
        blueprint = self.datazone.list_environment_blueprints(domainIdentifier=self.domain, name="Tooling")["items"][0]
        where = {
            "domainIdentifier": self.domain,
            "entityType": "ENVIRONMENT_BLUEPRINT_CONFIGURATION",
            "entityIdentifier": f"{ACCOUNT}:{blueprint['id']}",
            "policyType": "CREATE_ENVIRONMENT_FROM_BLUEPRINT",
        }
        for grant in self.datazone.list_policy_grants(**where)["grantList"]:
            self.datazone.remove_policy_grant(principal=grant["principal"], **where)
        made = self.datazone.create_project(
            domainIdentifier=self.domain, name="Refused", projectProfileId=self.profile
        )
        details = made["environmentDeploymentDetails"]
        self.assertEqual(details["overallDeploymentStatus"], "FAILED_VALIDATION")
        reasons = [reason["message"] for found in details["environmentFailureReasons"].values() for reason in found]
        self.assertIn("CreateEnvironmentFromBlueprint", reasons[0])

    def test_owners_need_a_profile(self):
        where = {"domainIdentifier": self.domain, "entityType": "DOMAIN_UNIT", "entityIdentifier": self.unit}
        owner = {"owner": {"user": {"userIdentifier": USER}}}
        self.refused("ResourceNotFoundException", self.datazone.add_entity_owner, **where, **owner)
        self.datazone.create_user_profile(domainIdentifier=self.domain, userIdentifier=USER, userType="SSO_USER")
        self.datazone.add_entity_owner(**where, **owner)
        self.assertEqual(self.datazone.list_entity_owners(**where)["owners"], [{"user": {"userId": USER}}])
        self.datazone.remove_entity_owner(**where, **owner)
        self.assertEqual(self.datazone.list_entity_owners(**where)["owners"], [])


class EnvironmentsTakeTheirTime(SandboxTest):
    environment = {"DAIVI_SANDBOX_ENVIRONMENT_DELAY_MS": "600000"}

    def test_a_project_is_in_progress_until_they_are_there(self):
        role = self.client("iam").create_role(RoleName="domain", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        found = self.deploy("studio", _template(role))
        project = self.client("datazone").get_project(
            domainIdentifier=found["DomainId"], identifier=found["ProjectId"]
        )
        self.assertEqual(project["environmentDeploymentDetails"]["overallDeploymentStatus"], "IN_PROGRESS")
        listed = self.client("datazone").list_environments(
            domainIdentifier=found["DomainId"], projectIdentifier=found["ProjectId"]
        )["items"]
        self.assertEqual([environment["status"] for environment in listed], ["CREATING"])


if __name__ == "__main__":
    unittest.main()

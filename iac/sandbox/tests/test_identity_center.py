"""Identity Center's stand-in: one instance an account, people with AWS's refusals, and templates that see the same."""

import json
import unittest
import urllib.error
import urllib.request

from tests.sandbox import ACCOUNT, SandboxTest

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class PeopleAreKept(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin, cls.people = cls.client("sso-admin"), cls.client("identitystore")
        cls.instance = cls.admin.create_instance(ClientToken="once")["InstanceArn"]
        cls.store = cls.admin.describe_instance(InstanceArn=cls.instance)["IdentityStoreId"]

    def user(self, name: str) -> str:
        return self.people.create_user(
            IdentityStoreId=self.store,
            UserName=name,
            DisplayName=name,
            Name={"GivenName": "A", "FamilyName": "B"},
            Emails=[{"Value": name, "Primary": True}],
        )["UserId"]

    def test_an_account_has_one_instance_over_all_regions(self):
        self.assertEqual(self.admin.create_instance(ClientToken="once")["InstanceArn"], self.instance)
        west = self.client("sso-admin", "us-west-2")
        for admin in (self.admin, west):
            with self.assertRaises(admin.exceptions.ConflictException):
                admin.create_instance()
        self.assertEqual(west.list_instances()["Instances"], [])
        with self.assertRaises(self.people.exceptions.ResourceNotFoundException):
            self.client("identitystore", "us-west-2").list_users(IdentityStoreId=self.store)
        found = self.wait(lambda: self.admin.list_instances()["Instances"][0])
        self.assertEqual(found["OwnerAccountId"], ACCOUNT)
        self.wait(lambda: self.admin.describe_instance(InstanceArn=self.instance)["Status"] == "ACTIVE")
        with self.assertRaises(self.admin.exceptions.ValidationException):
            self.admin.list_permission_sets(InstanceArn=self.instance)
        with self.assertRaises(self.client("organizations").exceptions.AWSOrganizationsNotInUseException):
            self.client("organizations").describe_organization()

    def test_users_groups_and_memberships(self):
        people, store = self.people, self.store
        user = self.user("ann@example.com")
        self.assertTrue(user.startswith(store.removeprefix("d-") + "-"), user)
        with self.assertRaises(people.exceptions.ConflictException):
            self.user("Ann@example.com")
        with self.assertRaises(people.exceptions.ValidationException):
            people.create_user(IdentityStoreId=store, UserName="nameless")
        unique = {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "ann@example.com"}}
        self.assertEqual(people.get_user_id(IdentityStoreId=store, AlternateIdentifier=unique)["UserId"], user)
        people.update_user(
            IdentityStoreId=store,
            UserId=user,
            Operations=[
                {"AttributePath": "displayName", "AttributeValue": "Ann"},
                {"AttributePath": "name.givenName", "AttributeValue": "Ann"},
                {"AttributePath": "emails", "AttributeValue": [{"value": "new@example.com", "primary": True}]},
            ],
        )
        found = people.describe_user(IdentityStoreId=store, UserId=user)
        self.assertEqual(
            [found["DisplayName"], found["Name"], found["Emails"]],
            ["Ann", {"GivenName": "Ann", "FamilyName": "B"}, [{"Value": "new@example.com", "Primary": True}]],
        )
        group = people.create_group(IdentityStoreId=store, DisplayName="Readers")["GroupId"]
        with self.assertRaises(people.exceptions.ConflictException):
            people.create_group(IdentityStoreId=store, DisplayName="Readers")
        people.create_group_membership(IdentityStoreId=store, GroupId=group, MemberId={"UserId": user})
        members = [entry["MemberId"]["UserId"] for entry in self.members(group)]
        self.assertEqual(members, [user])
        people.delete_user(IdentityStoreId=store, UserId=user)
        self.assertEqual(self.members(group), [])

    def members(self, group: str) -> list:
        return self.people.list_group_memberships(IdentityStoreId=self.store, GroupId=group)["GroupMemberships"]

    def test_lists_come_in_pages(self):
        names = [f"page-{number}@example.com" for number in range(60)]
        for name in names:
            self.user(name)
        pages = list(self.people.get_paginator("list_users").paginate(IdentityStoreId=self.store))
        self.assertGreater(len(pages), 1)
        self.assertLessEqual(set(names), {user["UserName"] for page in pages for user in page["Users"]})

    def test_a_template_and_the_api_see_the_same_group(self):
        template = {
            "Parameters": {"Store": {"Type": "String"}, "User": {"Type": "String"}},
            "Resources": {
                "Group": {
                    "Type": "AWS::IdentityStore::Group",
                    "Properties": {"IdentityStoreId": {"Ref": "Store"}, "DisplayName": "Team"},
                },
                "Member": {
                    "Type": "AWS::IdentityStore::GroupMembership",
                    "Properties": {
                        "IdentityStoreId": {"Ref": "Store"},
                        "GroupId": {"Fn::GetAtt": ["Group", "GroupId"]},
                        "MemberId": {"UserId": {"Ref": "User"}},
                    },
                },
            },
            "Outputs": {"GroupId": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}}},
        }
        given = {"Store": self.store, "User": self.user("team@example.com")}
        group = self.deploy("team", template, **given)["GroupId"]
        self.assertEqual([entry["MemberId"]["UserId"] for entry in self.members(group)], [given["User"]])
        self.people.update_group(
            IdentityStoreId=self.store,
            GroupId=group,
            Operations=[{"AttributePath": "displayName", "AttributeValue": "Renamed"}],
        )
        self.people.delete_group_membership(
            IdentityStoreId=self.store, MembershipId=self.members(group)[0]["MembershipId"]
        )
        self.assertEqual(self.drift("team"), {"Group": ("MODIFIED", ["/DisplayName"]), "Member": ("DELETED", [])})
        self.change("team", template, mode="REVERT_DRIFT", **given)
        self.assertEqual({state for state, _ in self.drift("team").values()}, {"IN_SYNC"})
        self.assertEqual(len(self.members(group)), 1)


class AnOrganizationHasPermissionSets(SandboxTest):
    def click(self) -> dict:
        request = urllib.request.Request(
            self.sandbox.endpoint + "/_daivi/console/identity-center/organization", method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    def test_permission_sets_and_assignments_by_template(self):
        admin, people = self.client("sso-admin"), self.client("identitystore")
        own = admin.create_instance()["InstanceArn"]
        with self.assertRaises(urllib.error.HTTPError):
            self.click()
        admin.delete_instance(InstanceArn=own)
        instance = self.click()["instanceArn"]
        self.assertEqual(self.click()["instanceArn"], instance)
        self.assertEqual(self.client("organizations").describe_organization()["Organization"]["MasterAccountId"], ACCOUNT)
        with self.assertRaises(admin.exceptions.ConflictException):
            admin.create_instance()
        store = admin.describe_instance(InstanceArn=instance)["IdentityStoreId"]
        group = people.create_group(IdentityStoreId=store, DisplayName="Admins")["GroupId"]
        template = {
            "Resources": {
                "Set": {
                    "Type": "AWS::SSO::PermissionSet",
                    "Properties": {"InstanceArn": instance, "Name": "Admins", "ManagedPolicies": [ADMINISTRATOR]},
                },
                "Assigned": {
                    "Type": "AWS::SSO::Assignment",
                    "Properties": {
                        "InstanceArn": instance,
                        "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]},
                        "PrincipalId": group,
                        "PrincipalType": "GROUP",
                        "TargetId": ACCOUNT,
                        "TargetType": "AWS_ACCOUNT",
                    },
                },
            },
            "Outputs": {"Set": {"Value": {"Fn::GetAtt": ["Set", "PermissionSetArn"]}}},
        }
        which = {"InstanceArn": instance, "PermissionSetArn": self.deploy("sets", template)["Set"]}
        self.assertEqual(
            admin.list_account_assignments(AccountId=ACCOUNT, **which)["AccountAssignments"][0]["PrincipalId"], group
        )
        with self.assertRaises(admin.exceptions.ConflictException):
            admin.delete_permission_set(**which)
        admin.detach_managed_policy_from_permission_set(ManagedPolicyArn=ADMINISTRATOR, **which)
        self.assertEqual(self.drift("sets")["Set"], ("MODIFIED", ["/ManagedPolicies/0"]))
        self.change("sets", template, mode="REVERT_DRIFT")
        self.assertEqual(
            [policy["Arn"] for policy in admin.list_managed_policies_in_permission_set(**which)["AttachedManagedPolicies"]],
            [ADMINISTRATOR],
        )
        missing = admin.create_account_assignment(
            TargetId=ACCOUNT, TargetType="AWS_ACCOUNT", PrincipalType="GROUP", PrincipalId=store[2:] + "-" + "0" * 8
            + "-0000-0000-0000-000000000000", **which
        )["AccountAssignmentCreationStatus"]
        self.assertEqual(missing["Status"], "FAILED")


if __name__ == "__main__":
    unittest.main()

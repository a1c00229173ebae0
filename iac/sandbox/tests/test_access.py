"""Sessions of a role are held to its policies and to their own."""

import json
import unittest

import botocore.session
from botocore.exceptions import ClientError
from tests.sandbox import ACCOUNT, SandboxTest

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}],
}


def allowing(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class SessionsOfARole(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        iam = cls.sandbox.client("iam")
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.put_role_policy(
            RoleName="reader",
            PolicyName="reads",
            PolicyDocument=allowing("glue:Get*", "ec2:DescribeVpcs", "s3:ListAllMyBuckets", "iam:ListRoles"),
        )

    def assumed(self, service: str, policy: str | None = None, role: str = "reader"):
        given = {"Policy": policy} if policy else {}
        keys = self.sandbox.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="test", **given
        )["Credentials"]
        return botocore.session.get_session().create_client(
            service,
            region_name="us-east-1",
            endpoint_url=self.sandbox.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    def refused(self, code: str, reason: str, ask) -> None:
        with self.assertRaises(ClientError) as refusal:
            ask()
        self.assertEqual(refusal.exception.response["Error"]["Code"], code)
        self.assertIn(reason, str(refusal.exception))

    def test_what_the_role_allows_works_and_nothing_else(self):
        glue = self.assumed("glue")
        self.assertEqual(glue.get_databases()["DatabaseList"], [])
        self.refused(
            "AccessDeniedException",
            "no identity-based policy allows the glue:CreateDatabase action",
            lambda: glue.create_database(DatabaseInput={"Name": "a"}),
        )
        self.assertEqual(self.sandbox.client("glue").get_databases()["DatabaseList"], [])

    def test_a_session_policy_narrows_and_never_widens(self):
        narrow = allowing("glue:GetTables", "glue:CreateDatabase")
        glue = self.assumed("glue", narrow)
        self.refused("AccessDeniedException", "no session policy", glue.get_databases)
        self.refused(
            "AccessDeniedException",
            "no identity-based policy",
            lambda: glue.create_database(DatabaseInput={"Name": "a"}),
        )

    def test_each_protocol_has_its_own_error(self):
        self.assertTrue(self.assumed("ec2").describe_vpcs()["Vpcs"] is not None)
        self.refused("UnauthorizedOperation", "ec2:DescribeSubnets", self.assumed("ec2").describe_subnets)
        self.refused("AccessDenied", "iam:ListUsers", self.assumed("iam").list_users)
        self.assumed("s3").list_buckets()
        self.refused("AccessDenied", "s3:CreateBucket", lambda: self.assumed("s3").create_bucket(Bucket="a-bucket"))

    def test_the_role_of_the_console_may_do_anything(self):
        glue = self.assumed("glue", role="Admin")
        self.assertEqual(glue.get_databases()["DatabaseList"], [])

    def test_who_one_is_may_always_be_asked(self):
        arn = self.assumed("sts", allowing("glue:GetTables")).get_caller_identity()["Arn"]
        self.assertEqual(arn, f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/test")

    def test_the_accounts_own_keys_may_do_anything_and_the_log_says_what_was_asked(self):
        self.sandbox.client("ec2").describe_subnets()
        self.assertEqual(self.sandbox.requests()[-1]["action"], "ec2:DescribeSubnets")


if __name__ == "__main__":
    unittest.main()

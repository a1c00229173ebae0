"""Sessions of a role are held to its policies and to their own."""

import json
import time
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
        return self.coming_with(self.keys(policy, role), service)

    def keys(self, policy: str | None = None, role: str = "reader") -> dict:
        given = {"Policy": policy} if policy else {}
        return self.sandbox.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="test", **given
        )["Credentials"]

    def coming_with(self, keys: dict, service: str):
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

    def test_a_session_outlives_the_sandbox_and_ends_when_it_was_said_to(self):
        keys = self.keys()
        self.sandbox.kill()
        self.sandbox.start()
        glue = self.coming_with(keys, "glue")
        glue.get_databases()
        made = {"Name": "a"}
        self.refused("AccessDeniedException", "CreateDatabase", lambda: glue.create_database(DatabaseInput=made))
        self.sandbox.stop()
        path = self.sandbox.state / "services" / "sts-sessions.json"
        sessions = json.loads(path.read_text())
        for _, session in sessions:
            session["Expiration"] = time.time() - 1
        path.write_text(json.dumps(sessions))
        self.sandbox.start()
        self.keys()  # a new session lets no other be forgotten
        for service, code, ask in self.questions(keys):
            self.refused("RequestExpired" if service == "ec2" else code[1], "expired", ask)

    def test_keys_of_a_session_that_nobody_knows_may_do_nothing(self):
        unknown = {"AccessKeyId": "ASIAUNKNOWN000000000", "SecretAccessKey": "s", "SessionToken": "t"}
        for service, code, ask in self.questions(unknown):
            self.refused("AuthFailure" if service == "ec2" else code[0], "", ask)
        for key in ("AKIAIOSFODNN7EXAMPLE", "test"):
            self.coming_with({**unknown, "AccessKeyId": key}, "glue").get_databases()

    def questions(self, keys: dict):
        """One of each protocol, and the codes for keys that are unknown and for those that have expired."""
        told = {
            "glue": (("UnrecognizedClientException", "ExpiredTokenException"), "get_databases"),
            "datazone": (("UnrecognizedClientException", "ExpiredTokenException"), "list_domains"),
            "iam": (("InvalidClientTokenId", "ExpiredToken"), "list_roles"),
            "sts": (("InvalidClientTokenId", "ExpiredToken"), "get_caller_identity"),
            "s3": (("InvalidAccessKeyId", "ExpiredToken"), "list_buckets"),
            "ec2": ((), "describe_vpcs"),
        }
        for service, (code, operation) in told.items():
            yield service, code, getattr(self.coming_with(keys, service), operation)

    def test_who_one_is_may_always_be_asked(self):
        arn = self.assumed("sts", allowing("glue:GetTables")).get_caller_identity()["Arn"]
        self.assertEqual(arn, f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/test")

    def test_the_accounts_own_keys_may_do_anything_and_the_log_says_what_was_asked(self):
        self.sandbox.client("ec2").describe_subnets()
        self.assertEqual(self.sandbox.requests()[-1]["action"], "ec2:DescribeSubnets")


if __name__ == "__main__":
    unittest.main()

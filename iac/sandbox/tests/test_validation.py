"""Requests that AWS would refuse are refused, in the words of the service they are for, and logged."""

import json
import socket
import unittest
import urllib.error
import urllib.request
from urllib.parse import urlencode

from tests.sandbox import ACCOUNT, SandboxTest


class RefusesWhatAwsWould(SandboxTest):
    def send(self, service: str, body: bytes, method: str = "POST", path: str = "/", **headers) -> tuple[int, str]:
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/us-east-1/{service}/aws4_request"
        request = urllib.request.Request(
            self.sandbox.endpoint + path, body, {k.replace("_", "-"): v for k, v in headers.items()}, method=method
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def json(self, service: str, target: str, **parameters) -> tuple[int, dict]:
        status, text = self.send(
            service, json.dumps(parameters).encode(), X_Amz_Target=target, Content_Type="application/x-amz-json-1.1"
        )
        return status, json.loads(text)

    def last(self) -> dict:
        return self.sandbox.requests()[-1]

    def test_an_unknown_member_of_a_json_request(self):
        status, answer = self.json("glue", "AWSGlue.StartJobRun", JobName="j", ClientToken="no such member")
        self.assertEqual((status, answer["__type"]), (400, "ValidationException"))
        self.assertIn("ClientToken", answer["message"])
        self.assertIn("AWS would refuse it", answer["message"])
        self.assertTrue(any("ClientToken" in finding for finding in self.last()["invalid"]))

    def test_a_required_member_a_type_and_an_enumeration(self):
        _, answer = self.json("glue", "AWSGlue.CreateDatabase")
        self.assertIn("DatabaseInput is required", answer["message"])
        _, answer = self.json("glue", "AWSGlue.GetTables", DatabaseName=5)
        self.assertIn("DatabaseName must be a string", answer["message"])
        _, answer = self.json("ssm", "AmazonSSM.PutParameter", Name="/a", Value="b", Type="Text")
        self.assertIn("Type must be one of", answer["message"])

    def test_what_a_page_in_a_browser_sends(self):
        before = self.sandbox.requests()
        for path in ("/", "/_daivi/health", "/_daivi/console/identity-center/organization", "/session/v1/login"):
            status, text = self.send("lambda", b"{}", path=path, Origin="https://example.com")
            self.assertEqual((status, text), (403, "the sandbox does not serve web pages\n"))
        self.assertEqual(self.sandbox.requests(), before)

    def test_what_cannot_be_read_is_told_so(self):
        status, answer = self.json("sso", "SWBService.GetSsoConfiguration")
        self.assertNotEqual(answer.get("__type"), "SerializationException")
        for service, target in (("sso", "SWBService.GetSsoConfiguration"), ("glue", "AWSGlue.GetTables")):
            status, text = self.send(service, b"{", X_Amz_Target=target, Content_Type="application/x-amz-json-1.1")
            self.assertEqual((status, json.loads(text)["__type"]), (400, "SerializationException"))
        for since in ("x", "-1", "%ff"):
            status, text = self.send("s3", b"", "GET", f"/_daivi/requests?since={since}")
            self.assertEqual((status, json.loads(text)["error"]), (400, "since must be a number of requests"))
        host, port = self.sandbox.endpoint.removeprefix("http://").split(":")
        for path in (b"/a-bucket/\xff", b"/a-bucket?prefix=\xff"):
            with socket.create_connection((host, int(port)), timeout=20) as client:
                client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")
                with client.makefile("rb") as answer:
                    text = answer.read()
            self.assertTrue(text.startswith(b"HTTP/1.1 400"), text)

    def test_an_unknown_operation(self):
        status, answer = self.json("glue", "AWSGlue.MakeCoffee")
        self.assertEqual((status, answer["__type"]), (400, "UnknownOperationException"))

    def test_a_query_request_with_a_parameter_that_is_none(self):
        status, text = self.send(
            "cloudformation",
            urlencode(
                {
                    "Action": "CreateChangeSet",
                    "Version": "2010-05-15",
                    "StackName": "s",
                    "ChangeSetName": "c",
                    "ClientRequestToken": "CreateChangeSet calls it ClientToken",
                }
            ).encode(),
        )
        self.assertEqual(status, 400)
        self.assertIn("<Code>ValidationError</Code>", text)
        self.assertIn("ClientRequestToken is no parameter of CreateChangeSet", text)

    def test_a_query_request_without_what_is_required(self):
        _, text = self.send("iam", urlencode({"Action": "CreateRole", "RoleName": "r"}).encode())
        self.assertIn("AssumeRolePolicyDocument is required", text)

    def test_an_s3_body_with_an_unknown_element(self):
        self.client("s3").create_bucket(Bucket="checked")
        status, text = self.send(
            "s3",
            b"<VersioningConfiguration><Stat>Enabled</Stat></VersioningConfiguration>",
            "PUT",
            "/checked?versioning",
        )
        self.assertEqual(status, 400)
        self.assertIn("element Stat is not known", text)

    def test_a_rest_request_with_an_unknown_member(self):
        status, text = self.send(
            "s3tables", json.dumps({"name": "bucket", "colour": "red"}).encode(), "PUT", "/buckets"
        )
        self.assertEqual(status, 400)
        self.assertIn("colour", text)

    def test_a_federated_catalog_id_is_refused_at_the_top_of_a_lake_formation_request(self):
        lakes = self.client("lakeformation")
        with self.assertRaises(lakes.exceptions.InvalidInputException) as refused:
            lakes.list_permissions(CatalogId=f"{ACCOUNT}:s3tablescatalog/bucket")
        self.assertIn("must be a valid AWS account id", str(refused.exception))

    def test_a_service_that_the_sandbox_lacks_says_so(self):
        outposts = self.client("outposts")
        with self.assertRaises(outposts.exceptions.ClientError) as refused:
            outposts.list_outposts()
        self.assertIn("the sandbox does not have outposts:ListOutposts", str(refused.exception))

    def test_requests_are_logged_with_tokens_and_without_bodies(self):
        self.client("ssm").put_parameter(Name="/secret", Value="do-not-log-me", Type="SecureString")
        self.deploy(
            "logged",
            {"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}}},
        )
        logged = self.sandbox.requests()
        self.assertNotIn("do-not-log-me", json.dumps(logged))
        executed = [line for line in logged if line["operation"] == "ExecuteChangeSet"]
        self.assertEqual(executed[-1]["token"], "token-of-test")
        self.assertEqual(
            (executed[-1]["service"], executed[-1]["region"], executed[-1]["status"]),
            ("cloudformation", "us-east-1", 200),
        )
        since = json.loads(self.sandbox.get(f"/_daivi/requests?since={len(logged)}"))
        self.assertEqual(since, {"requests": [], "next": len(logged)})

    def test_properties_that_do_not_fit_the_schema_fail_the_stack_before_anything_is_made(self):
        described = self.change(
            "unfit",
            {
                "Resources": {
                    "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
                    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "never-made", "Colour": "red"}},
                    "Project": {"Type": "AWS::DataZone::Project", "Properties": {"Name": "p"}},
                }
            },
        )
        self.assertEqual(described["Stack"]["StackStatus"], "ROLLBACK_COMPLETE")
        events = self.client("cloudformation").describe_stack_events(StackName="unfit")["StackEvents"]
        reasons = " ".join(event.get("ResourceStatusReason", "") for event in events)
        self.assertIn("required key [AssumeRolePolicyDocument] not found", reasons)
        self.assertIn("extraneous key [Colour] is not permitted", reasons)
        self.assertIn("required key [DomainIdentifier] not found", reasons)
        self.assertNotIn("never-made", [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]])

    def test_capabilities_are_asked_for(self):
        cloudformation = self.client("cloudformation")
        template = {
            "Resources": {
                "R": {
                    "Type": "AWS::IAM::Role",
                    "Properties": {
                        "RoleName": "r",
                        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
                    },
                }
            }
        }
        with self.assertRaises(cloudformation.exceptions.InsufficientCapabilitiesException):
            cloudformation.create_stack(StackName="incapable", TemplateBody=json.dumps(template))


if __name__ == "__main__":
    unittest.main()

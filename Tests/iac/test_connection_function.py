"""The function that makes the project's connection to Snowflake: what it does when the project is gone."""

import json
import re
import types
import unittest
from unittest import mock

import boto3
import botocore.session
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from templates import IAC, load

GIVEN = {"DomainId": "dzd-1", "ProjectId": "p1", "Name": "snowflake", "Description": "Snowflake of daivi-dev1"}


def function() -> types.ModuleType:
    properties = load(IAC / "snowflake" / "function.yaml")["Resources"]["Function"]["Properties"]
    made = types.ModuleType("index")
    exec(compile(properties["Code"]["ZipFile"], "index.py", "exec"), made.__dict__)
    made.time = mock.Mock()
    return made


class ConnectionFunctionTests(unittest.TestCase):
    def change(self, kind: str, code: str):
        zone = mock.Mock()
        zone.get_paginator.side_effect = ClientError({"Error": {"Code": code}}, "ListConnections")
        with mock.patch.object(boto3, "client", return_value=zone):
            return function().change(kind, GIVEN, "c1")

    def test_a_connection_of_a_project_that_is_gone_is_deleted(self):
        for code in ("AccessDeniedException", "ResourceNotFoundException"):
            with self.subTest(code):
                self.assertEqual("deleted", self.change("Delete", code))

    def test_none_is_made_there_and_other_errors_are_told(self):
        for kind, code in (("Create", "AccessDeniedException"), ("Update", "ResourceNotFoundException"),
                           ("Delete", "InternalServerException")):
            with self.subTest(kind, code=code), self.assertRaises(ClientError):
                self.change(kind, code)


class ConnectionTests(unittest.TestCase):
    def test_what_is_asked_for_is_as_the_api_takes_it_and_has_the_connections_name(self):
        properties = load(IAC / "snowflake" / "connection.yaml")["Resources"]["Connection"]["Properties"]
        text, others = properties["Glue"]["Fn::Sub"]
        asked = json.loads(re.sub(r"\$\{(\w+)\}", r"\1", text))
        shape = botocore.session.get_session().get_service_model("datazone").shape_for("GlueConnectionInput")
        self.assertEqual("", ParamValidator().validate(asked, shape).generate_report())
        self.assertEqual({"Ref": asked["name"]}, properties["Name"])
        self.assertEqual({"Subnet", "Zone"}, set(others))


if __name__ == "__main__":
    unittest.main()

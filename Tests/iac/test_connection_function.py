"""The function that makes the project's connection to Snowflake: what it does when the project is gone."""

import types
import unittest
from unittest import mock

import boto3
from botocore.exceptions import ClientError

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


if __name__ == "__main__":
    unittest.main()

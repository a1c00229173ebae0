"""Snowflake's stand-in answers the ordinary driver on the sandbox's port, and keeps what it was told."""

import unittest

import snowflake.connector
from tests.sandbox import SandboxTest

TABLE = '"daivi_db"."daivi_schema"."kept"'


class ADriverComes(SandboxTest):
    def connect(self, password="daivi-sandbox", **more):
        host, port = self.sandbox.endpoint.removeprefix("http://").split(":")
        return snowflake.connector.connect(
            account="sandbox", host=host, port=int(port), protocol="http", user="daivi", password=password, **more
        )

    def test_it_reads_and_writes_and_a_restart_loses_nothing(self):
        with self.connect(database='"daivi_db"', schema='"daivi_schema"') as session:
            session.cursor().execute(f'CREATE TABLE {TABLE} ("id" INTEGER)')
            session.cursor().execute(f"INSERT INTO {TABLE} VALUES (1), (2)")
        temporary = self.sandbox.state / "tmp"
        left = list(temporary.glob("fakesnow_bucket_*"))
        self.assertEqual(1, len(left))
        self.sandbox.kill()
        self.sandbox.start()
        self.assertFalse(left[0].exists())
        with self.connect() as session:
            self.assertEqual(session.cursor().execute(f"SELECT count(*) FROM {TABLE}").fetchall(), [(2,)])

    def test_a_wrong_password_is_refused_in_snowflakes_words(self):
        with self.assertRaisesRegex(snowflake.connector.errors.DatabaseError, "Incorrect username or password"):
            self.connect("wrong")

    def test_a_database_that_is_not_there_is_not_made_by_asking(self):
        for _ in range(2):
            with self.connect(database='"absent"') as session:
                self.assertIsNone(session.database)

    def test_aws_requests_to_such_paths_stay_aws(self):
        self.client("s3").create_bucket(Bucket="session")
        self.client("s3").put_object(Bucket="session", Key="v1/login-request", Body=b"mine")
        found = self.client("s3").get_object(Bucket="session", Key="v1/login-request")["Body"].read()
        self.assertEqual(found, b"mine")


if __name__ == "__main__":
    unittest.main()

"""Queries of an Iceberg table as it was: what Athena's words mean, and what is refused."""

import unittest

from daivi_sandbox.athena import time_travel
from daivi_sandbox.errors import AwsError

METADATA = {
    "snapshots": [{"snapshot-id": 11}, {"snapshot-id": 12}],
    "snapshot-log": [{"timestamp-ms": 1000, "snapshot-id": 11}, {"timestamp-ms": 2000, "snapshot-id": 12}],
}


class TimeTravelTests(unittest.TestCase):
    def test_a_version_names_the_table_at_that_snapshot(self):
        query = time_travel.rewrite('SELECT count(*) FROM "lake"."bills" FOR VERSION AS OF 11 WHERE id = 1')
        self.assertEqual('SELECT count(*) FROM "lake"."bills@v11" WHERE id = 1', query)
        self.assertEqual(("bills", "v11"), time_travel.split("bills@v11"))
        self.assertEqual(11, time_travel.snapshot(METADATA, "v11"))

    def test_a_moment_is_utc_and_means_the_last_snapshot_until_then(self):
        query = time_travel.rewrite("SELECT * FROM bills FOR TIMESTAMP AS OF TIMESTAMP '1970-01-01 00:00:01.5 UTC' b")
        self.assertEqual('SELECT * FROM "bills@t1500" b', query)
        self.assertEqual(11, time_travel.snapshot(METADATA, "t1500"))
        self.assertEqual(12, time_travel.snapshot(METADATA, "t2000"))

    def test_what_never_was_is_refused(self):
        for mark in ("v13", "t999"):
            with self.assertRaises(AwsError):
                time_travel.snapshot(METADATA, mark)

    def test_other_queries_stay_as_they_are(self):
        query = "SELECT version, timestamp FROM bills WHERE day > TIMESTAMP '2025-03-01 00:00:00'"
        self.assertEqual(query, time_travel.rewrite(query))
        self.assertEqual(("bills", None), time_travel.split("bills"))


if __name__ == "__main__":
    unittest.main()

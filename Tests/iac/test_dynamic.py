"""The table that grows with its reports: rows of a report that left a partition go, and nobody else's."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "iac" / "shared" / "scripts"))

import daivi_dynamic  # noqa: E402
from spark_test import SparkTest  # noqa: E402


class LiteralTests(SparkTest):
    def test_the_name_of_an_object_stays_a_name(self):
        for name in ("report.csv.gz", "x' OR 'a'='a.csv.gz", "back\\slash.csv.gz", "\\' OR true --.csv.gz", 'a"b', "a''b"):
            with self.subTest(name):
                source = f"s3://lake/billing/{name}"
                self.assertEqual(source, self.spark.sql(f"SELECT {daivi_dynamic.literal(source)}").first()[0])

    def test_only_rows_of_the_report_are_meant(self):
        source = "s3://lake/billing/x' OR 'a'='a.csv.gz"
        rows = self.spark.createDataFrame([(source,), ("s3://lake/billing/another.csv.gz",)], "source_file string")
        found = rows.where(f"source_file = {daivi_dynamic.literal(source)}").collect()
        self.assertEqual([source], [row.source_file for row in found])


if __name__ == "__main__":
    unittest.main()

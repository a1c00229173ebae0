"""What of a report Spark reads into the columns of a table."""

import io
import sys
import tempfile
import unittest
from pathlib import Path

IAC = Path(__file__).resolve().parents[2] / "iac"
sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "billing/scripts"), str(IAC / "inventory/scripts")]

import billing_columns  # noqa: E402
import daivi_lake  # noqa: E402
import inventory_columns  # noqa: E402
from daivi_report import inspect  # noqa: E402
from spark_test import SparkTest  # noqa: E402

BY_S3 = ('"b","{}","v1","true","false","10","2025-03-01T10:00:00.000Z","e","STANDARD","false","","SSE-KMS","","","","",'
         '"ENABLED","SHA256","o"\n')


class ReadingTests(SparkTest):
    def rows(self, lake, text: str) -> list:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "report.csv"
            file.write_text(text)
            report = inspect("s3://b/report.csv", io.BytesIO(text.encode()), headerless=lake.HEADERLESS)
            return [row.asDict() for row in daivi_lake.read(self.spark, lake, report, str(file)).collect()]

    def test_a_field_becomes_its_column_and_an_empty_one_nothing(self):
        self.assertEqual(
            [{"line_item_product_code": "A", "line_item_unblended_cost": "1.50"},
             {"line_item_product_code": "B", "line_item_unblended_cost": None}],
            self.rows(billing_columns, "lineItem/ProductCode,lineItem/UnblendedCost\nA,1.50\nB,\n"))

    def test_tags_that_differ_in_case_are_one_column_with_the_first_that_is_there(self):
        text = "lineItem/ProductCode,resourceTags/user:Owner,resourceTags/user:owner\nA,,x\nB,y,z\nC,,\n"
        self.assertEqual(["x", "y", None],
                         [row["resource_tags_user_owner"] for row in self.rows(billing_columns, text)])

    def test_names_of_objects_are_decoded_where_s3_wrote_the_report(self):
        rows = self.rows(inventory_columns, BY_S3.format("a+b/%C3%BC%2B%25.pdf") + BY_S3.format("plain.pdf"))
        self.assertEqual(["a b/ü+%.pdf", "plain.pdf"], [row["key"] for row in rows])

    def test_names_below_a_header_are_as_they_are(self):
        self.assertEqual("a+b%20.pdf", self.rows(inventory_columns, "bucket,key\nb,a+b%20.pdf\n")[0]["key"])


if __name__ == "__main__":
    unittest.main()

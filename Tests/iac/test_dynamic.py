"""The table that grows with its reports: which columns it gets, and that rows of a report that left a partition go, and
nobody else's."""

import io
import re
import sys
import unittest
from pathlib import Path

IAC = Path(__file__).resolve().parents[2] / "iac"
sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "billing/scripts")]

import billing_columns  # noqa: E402
import daivi_dynamic  # noqa: E402
from daivi_inference import Inference  # noqa: E402
from daivi_report import ReportError, inspect  # noqa: E402
from spark_test import SparkTest  # noqa: E402


class Catalog:
    """A catalog of one table, as much of a Spark session as widening asks for."""

    def __init__(self):
        self.columns: dict = {}
        self.catalog = self

    def tableExists(self, table: str) -> bool:
        return bool(self.columns)

    def table(self, table: str):
        return self

    @property
    def dtypes(self) -> list:
        return list(self.columns.items())

    def sql(self, statement: str) -> None:
        self.columns.update(re.findall(r"`(\w+)` (string|timestamp|decimal\(38,16\))", statement))


class WideningTests(unittest.TestCase):
    def setUp(self):
        self.spark = Catalog()

    def land(self, header: str, *rows: str) -> dict:
        """The types of the table's columns, after a report."""
        seen = Inference(billing_columns)
        text = "\n".join([header, *rows, ""])
        report = inspect("s3://b/r.csv", io.BytesIO(text.encode()), seen)
        daivi_dynamic.make_or_widen(self.spark, "t", "s3://b/t", billing_columns, report, seen)
        return self.spark.columns

    def test_a_later_report_may_leave_blank_or_write_otherwise_what_an_earlier_one_had(self):
        header = "lineItem/NetUnblendedCost,product/ecu,resourceTags/user:Owner"
        first = dict(self.land(header, "0.5,13.5,123456789012"))
        self.assertEqual(("decimal(38,16)", "string", "string"), tuple(first.values())[:3])
        self.assertEqual(first, self.land(header, ",Variable,012345678901"))
        self.assertEqual(first, self.land(header, "1E-7,,"))

    def test_a_blank_amount_comes_with_its_first_value(self):
        header = "line_item_product_code,lineItem/NetUnblendedCost"
        self.assertNotIn("line_item_net_unblended_cost", self.land(header, "A,"))
        self.assertNotIn("line_item_net_unblended_cost", self.land(header, "A,"))
        self.assertEqual("decimal(38,16)", self.land(header, "A,2.5")["line_item_net_unblended_cost"])

    def test_text_is_refused_where_the_table_has_amounts(self):
        self.land("lineItem/NetUnblendedCost", "0.5")
        with self.assertRaisesRegex(ReportError, "net_unblended_cost is decimal.38,16. in t, and text in this report"):
            self.land("lineItem/NetUnblendedCost", "much")

    def test_numbers_go_on_where_a_table_has_a_number_that_would_be_text_today(self):
        self.spark.columns = {"product_ecu": "decimal(38,16)"}
        for value in ("7", ""):
            self.assertEqual("decimal(38,16)", self.land("product/ecu,mine", f"{value},x")["product_ecu"])
        with self.assertRaises(ReportError):
            self.land("product/ecu,mine", "Variable,x")


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

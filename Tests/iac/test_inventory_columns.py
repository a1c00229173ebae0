"""The inventory lake: its tables are as its jobs know them; reports with a header and those that S3 writes without."""

import io
import sys
import unittest

from templates import IAC, parameter_sets, resources

sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "inventory/scripts")]

import inventory_columns
from daivi_report import ReportError, inspect

HEADER = ",".join(inventory_columns.COLUMNS)
ROW = "b,k.pdf,10,2025-03-01 10:00:00.0,e,STANDARD,false,true,COMPLETED,SSE-S3,,,ENABLED,,SHA1,e30=,o"
BY_S3 = ('"b","k","v1","true","false","10","2025-03-01T10:00:00.000Z","e","STANDARD","false","","SSE-KMS","","","","",'
         '"ENABLED","SHA256","o"')


def read(text: str):
    return inspect("s3://b/report.csv", io.BytesIO(text.encode()), inventory_columns.CHECKS,
                   reserved=[inventory_columns.PARTITION], required=inventory_columns.REQUIRED,
                   headerless=inventory_columns.HEADERLESS)


class InventoryTableTests(unittest.TestCase):
    tables = IAC / "inventory/tables.yaml"
    resources = resources(tables, parameter_sets(tables)[0])

    def test_both_tables_have_the_17_columns_as_strings_and_a_day(self):
        self.assertEqual(17, len(inventory_columns.COLUMNS))
        hive = self.resources["HiveTable"]["Properties"]["TableInput"]
        self.assertEqual([(name, "string") for name in inventory_columns.COLUMNS],
                         [(column["Name"], column["Type"]) for column in hive["StorageDescriptor"]["Columns"]])
        self.assertEqual([inventory_columns.PARTITION], [key["Name"] for key in hive["PartitionKeys"]])
        described = self.resources["IcebergTable"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
        fields = described["IcebergTableInput"]["Schema"]["Fields"]
        self.assertEqual([*inventory_columns.COLUMNS, inventory_columns.PARTITION], [field["Name"] for field in fields])
        self.assertEqual(18, described["IcebergTableInput"]["PartitionSpec"]["Fields"][0]["SourceId"])

    def test_a_report_of_s3_has_the_fields_that_the_bucket_asks_for(self):
        path = IAC / "shared/bucket-families.yaml"
        source = [given for given in parameter_sets(path) if given.get("InventoryTo")][0]
        bucket = resources(path, source)["InventoryDataSourceBucket"]["Properties"]
        asked = bucket["InventoryConfigurations"]["Fn::If"][1][0]
        self.assertEqual("All", asked["IncludedObjectVersions"])
        self.assertEqual(len(inventory_columns.HEADERLESS), 5 + len(asked["OptionalFields"]))

    def test_no_rule_asks_for_a_lock(self):
        self.assertNotIn("object_lock", self.resources["HiveRuleset"]["Properties"]["Ruleset"])


class InventoryReportTests(unittest.TestCase):
    def refused(self, words: str, text: str):
        with self.assertRaises(ReportError) as caught:
            read(text)
        self.assertIn(words, str(caught.exception))

    def test_a_report_with_a_header_is_read_by_it(self):
        report = read(f"{HEADER}\n{ROW}\n")
        self.assertEqual((True, 1, inventory_columns.COLUMNS), (report.headed, report.rows, report.columns))

    def test_a_report_of_s3_keeps_its_first_row(self):
        report = read(f"{BY_S3}\n{BY_S3}\n")
        self.assertEqual((False, 2, inventory_columns.HEADERLESS), (report.headed, report.rows, report.columns))

    def test_a_size_that_is_none_is_named_with_its_line(self):
        self.refused("line 2: size is 'big'", f"{HEADER}\n{ROW.replace(',10,', ',big,')}\n")
        self.refused("line 1: size is 'big'", BY_S3.replace('"10"', '"big"') + "\n")
        self.refused("line 2: size is 'big'", f"{BY_S3}\n" + BY_S3.replace('"10"', '"big"') + "\n")

    def test_a_missing_column_is_named(self):
        self.refused("line 1: the header has no etag", HEADER.replace(",etag", "") + f"\n{ROW}\n")

    def test_a_row_of_other_length_is_named_with_its_line(self):
        self.refused("line 2: 18 fields, the header has 19", f"{BY_S3}\n" + BY_S3.rpartition(",")[0] + "\n")


if __name__ == "__main__":
    unittest.main()

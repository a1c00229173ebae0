"""The price lake: its tables are as its jobs know them, and what a price file is refused for."""

import io
import sys
import unittest

from templates import IAC, parameter_sets, resources

sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "price/scripts")]

import price_columns
from daivi_report import ReportError, inspect

GOOD = "message_type,timestamp,symbol,market_center,open_close_indicator,price\nP,34200000000000,AAPL,Y,O,187.20\n"


class PriceTableTests(unittest.TestCase):
    tables = IAC / "price/tables.yaml"
    resources = resources(tables, parameter_sets(tables)[0])

    def test_both_tables_have_the_six_columns_as_strings_and_a_day(self):
        hive = self.resources["HiveTable"]["Properties"]["TableInput"]
        self.assertEqual([(name, "string") for name in price_columns.COLUMNS],
                         [(column["Name"], column["Type"]) for column in hive["StorageDescriptor"]["Columns"]])
        self.assertEqual([price_columns.PARTITION], [key["Name"] for key in hive["PartitionKeys"]])
        described = self.resources["IcebergTable"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
        fields = described["IcebergTableInput"]["Schema"]["Fields"]
        self.assertEqual([(name, "string") for name in [*price_columns.COLUMNS, price_columns.PARTITION]],
                         [(field["Name"], field["Type"]) for field in fields])
        part = described["IcebergTableInput"]["PartitionSpec"]["Fields"][0]
        self.assertEqual((7, "ingestion_date"), (part["SourceId"], part["Name"]))

    def test_the_ruleset_asks_for_every_column(self):
        text = self.resources["HiveRuleset"]["Properties"]["Ruleset"]
        for name in price_columns.COLUMNS:
            self.assertIn(f'IsComplete "{name}"', text)


class PriceFileTests(unittest.TestCase):
    def read(self, text: str):
        return inspect("s3://b/price.csv", io.BytesIO(text.encode()), price_columns.CHECKS,
                       reserved=[price_columns.PARTITION], required=price_columns.REQUIRED)

    def refused(self, words: str, text: str):
        with self.assertRaises(ReportError) as caught:
            self.read(text)
        self.assertIn(words, str(caught.exception))

    def test_a_good_file_is_read(self):
        self.assertEqual(1, self.read(GOOD).rows)

    def test_a_missing_column_is_named(self):
        self.refused("s3://b/price.csv, line 1: the header has no symbol",
                     "message_type,timestamp,market_center,open_close_indicator,price\nP,1,Y,O,1.00\n")

    def test_a_price_or_time_that_is_none_is_named_with_its_line(self):
        self.refused("line 3: price is 'high', which is no price", GOOD + "P,34200000000001,AAPL,Y,O,high\n")
        self.refused("line 3: timestamp is '86400000000000'", GOOD + "P,86400000000000,AAPL,Y,O,1.00\n")

    def test_a_blank_price_is_the_rulesets_to_find(self):
        self.assertEqual(2, self.read(GOOD + "P,34200000000001,AAPL,Y,O,\n").rows)


if __name__ == "__main__":
    unittest.main()

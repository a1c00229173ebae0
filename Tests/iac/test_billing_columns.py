"""The columns that the billing tables are made with are the ones that the jobs know."""

import sys
import unittest

from templates import IAC, parameter_sets, resources

sys.path.insert(0, str(IAC / "billing/scripts"))

import billing_columns


class BillingColumnTests(unittest.TestCase):
    tables = IAC / "billing/tables.yaml"
    resources = resources(tables, parameter_sets(tables)[0])

    def test_the_hive_table_has_the_105_columns_as_strings(self):
        table = self.resources["HiveTable"]["Properties"]["TableInput"]
        columns = table["StorageDescriptor"]["Columns"]
        self.assertEqual(105, len(columns))
        self.assertEqual(billing_columns.COLUMNS, [column["Name"] for column in columns])
        self.assertEqual({"string"}, {column["Type"] for column in columns})
        self.assertEqual([billing_columns.PARTITION], [key["Name"] for key in table["PartitionKeys"]])

    def test_the_iceberg_table_has_them_typed_and_is_partitioned_by_month(self):
        iceberg = self.resources["IcebergTable"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
        described = iceberg["IcebergTableInput"]
        fields = described["Schema"]["Fields"]
        self.assertEqual([*billing_columns.COLUMNS, billing_columns.PARTITION], [field["Name"] for field in fields])
        self.assertEqual(list(range(1, 107)), [field["Id"] for field in fields])
        for field in fields:
            wanted = ("decimal(38,16)" if field["Name"] in billing_columns.AMOUNTS
                      else "timestamp" if field["Name"] in billing_columns.DATES else "string")
            self.assertEqual(wanted, field["Type"], field["Name"])
        partition = described["PartitionSpec"]["Fields"]
        self.assertEqual([(106, billing_columns.PARTITION)], [(part["SourceId"], part["Name"]) for part in partition])


if __name__ == "__main__":
    unittest.main()

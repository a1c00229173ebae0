"""The columns that the billing tables are made with are the ones that the jobs know."""

import sys
import unittest

from templates import IAC, parameter_sets, resources

sys.path.insert(0, str(IAC / "billing/scripts"))

import billing_columns


class BillingColumnTests(unittest.TestCase):
    lake = IAC / "billing/lake.yaml"
    resources = resources(lake, parameter_sets(lake)[0])

    def test_the_hive_table_has_the_105_columns_as_strings(self):
        table = self.resources["HiveTable"]["Properties"]["TableInput"]
        columns = table["StorageDescriptor"]["Columns"]
        self.assertEqual(105, len(columns))
        self.assertEqual(billing_columns.COLUMNS, [column["Name"] for column in columns])
        self.assertEqual({"string"}, {column["Type"] for column in columns})
        self.assertEqual([billing_columns.PERIOD], [key["Name"] for key in table["PartitionKeys"]])

    def test_the_iceberg_table_has_them_typed_and_is_partitioned_by_month(self):
        iceberg = self.resources["IcebergStaticTable"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
        described = iceberg["IcebergTableInput"]
        fields = described["Schema"]["Fields"]
        self.assertEqual([*billing_columns.COLUMNS, billing_columns.PERIOD], [field["Name"] for field in fields])
        self.assertEqual(list(range(1, 107)), [field["Id"] for field in fields])
        for field in fields:
            wanted = ("decimal(38,16)" if field["Name"] in billing_columns.AMOUNTS
                      else "timestamp" if field["Name"] in billing_columns.DATES else "string")
            self.assertEqual(wanted, field["Type"], field["Name"])
        partition = described["PartitionSpec"]["Fields"]
        self.assertEqual([(106, billing_columns.PERIOD)], [(part["SourceId"], part["Name"]) for part in partition])

    def test_every_job_finds_its_script_and_libraries(self):
        there = {path.name for path in IAC.glob("*/scripts/*.py")}
        jobs = {name: part["Properties"] for name, part in self.resources.items() if part["Type"] == "AWS::Glue::Job"}
        self.assertEqual(5, len(jobs))
        for name, job in jobs.items():
            scripts = [job["Command"]["ScriptLocation"]["Fn::Sub"]]
            scripts += [part["Fn::Sub"] for part in job["DefaultArguments"]["--extra-py-files"]["Fn::Join"][1]]
            for script in scripts:
                with self.subTest(name, script=script):
                    self.assertIn(script.rpartition("/")[2], there)

    def test_every_job_gets_the_arguments_that_its_script_asks_for(self):
        for name, part in self.resources.items():
            if part["Type"] != "AWS::Glue::Job":
                continue
            job = part["Properties"]
            script = job["Command"]["ScriptLocation"]["Fn::Sub"].rpartition("/")[2]
            source = (IAC / "billing/scripts" / script).read_text()
            asked = source.partition("getResolvedOptions(")[2].partition("]")[0].partition("[")[2]
            for option in (word.strip().strip('"') for word in asked.split(",")):
                if option != "JOB_NAME":
                    with self.subTest(name, option=option):
                        self.assertIn(f"--{option}", job["DefaultArguments"])


if __name__ == "__main__":
    unittest.main()

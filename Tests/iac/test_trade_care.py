"""The trade lake's Iceberg tables are written each half minute: something has to clear up behind the job."""

import unittest

from templates import IAC, load, parameter_sets, resources

PATH = IAC / "trade" / "trade.yaml"


class CareTests(unittest.TestCase):
    found = resources(PATH, parameter_sets(PATH)[0])
    names = load(PATH)["Mappings"]["Tables"]

    def text(self, value: dict) -> str:
        """A text in which a name of the mapping is filled in."""
        text, filled = value["Fn::Sub"]
        for name, look in filled.items():
            _, table, member = look["Fn::FindInMap"]
            text = text.replace(f"${{{name}}}", self.names[table][member])
        return text

    def test_every_iceberg_table_is_compacted_and_loses_old_versions_and_stray_files(self):
        tables = {one["Properties"]["Name"]["Fn::Sub"] for one in self.found.values()
                  if one["Type"] == "AWS::Glue::Table" and "OpenTableFormatInput" in one["Properties"]}
        care = {(self.text(one["Properties"]["TableName"]), one["Properties"]["Type"]) for one in self.found.values()
                if one["Type"] == "AWS::Glue::TableOptimizer"}
        self.assertEqual(2, len(tables))
        self.assertEqual(
            {(table, kind) for table in tables for kind in ("compaction", "retention", "orphan_file_deletion")}, care)

    def test_stray_files_are_looked_for_below_the_tables_own_data_only(self):
        for table in ("Iceberg", "DeadLetter"):
            made = self.found[f"{table}Table"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
            orphans = self.found[f"{table}Orphans"]["Properties"]["TableOptimizerConfiguration"]
            looked = orphans["OrphanFileDeletionConfiguration"]["IcebergConfiguration"]["Location"]
            self.assertEqual(made["IcebergTableInput"]["Location"]["Fn::Sub"] + "/data", self.text(looked))


if __name__ == "__main__":
    unittest.main()

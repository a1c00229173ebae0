"""What keeps a lake from growing without end, and what the guide names that no target runs."""

import re
import sys
import unittest
from datetime import datetime, timedelta, timezone

from templates import IAC, parameter_sets, resources

sys.path.insert(0, str(IAC / "shared/scripts"))

import daivi_dynamic

TABLES = {lake: resources(IAC / f"{lake}/tables.yaml", parameter_sets(IAC / f"{lake}/tables.yaml")[0])
          for lake in ("billing", "inventory", "price", "splunk")}


class Spark:
    """Remembers what it is told, or refuses it."""

    def __init__(self, refusal: Exception | None = None):
        self.told: list = []
        self.refusal = refusal

    def sql(self, statement: str) -> None:
        self.told.append(statement)
        if self.refusal:
            raise self.refusal


class VersionTests(unittest.TestCase):
    def test_every_iceberg_table_keeps_its_versions_for_as_long(self):
        for lake, parts in TABLES.items():
            with self.subTest(lake):
                kept = parts["IcebergRetention"]["Properties"]
                self.assertEqual("retention", kept["Type"])
                self.assertEqual(parts["IcebergTable"]["Properties"]["Name"], kept["TableName"])
                retention = kept["TableOptimizerConfiguration"]["RetentionConfiguration"]["IcebergConfiguration"]
                self.assertEqual(
                    {"SnapshotRetentionPeriodInDays": daivi_dynamic.DAYS, "NumberOfSnapshotsToRetain": 1,
                     "CleanExpiredFiles": True}, retention)
        self.assertIn(f"for {daivi_dynamic.DAYS} days", (IAC / "README.md").read_text())

    def test_files_are_looked_for_where_only_the_table_has_some(self):
        """The jobs' warehouse is the table's own location: a table that somebody makes without one lies below it."""
        for lake, parts in TABLES.items():
            with self.subTest(lake):
                described = parts["IcebergTable"]["Properties"]["OpenTableFormatInput"]["IcebergInput"]
                location = described["IcebergTableInput"]["Location"]["Fn::Sub"]
                orphans = parts["IcebergOrphans"]["Properties"]
                self.assertEqual(parts["IcebergTable"]["Properties"]["Name"], orphans["TableName"])
                looked = orphans["TableOptimizerConfiguration"]["OrphanFileDeletionConfiguration"]
                self.assertEqual(f"{location}/data", looked["IcebergConfiguration"]["Location"]["Fn::Sub"])

    def test_old_versions_of_the_growing_table_go(self):
        spark = Spark()
        daivi_dynamic.forget_old_versions(spark, "glue_catalog.lake.table")
        found = re.fullmatch(
            r"CALL glue_catalog\.system\.expire_snapshots\(table => 'lake\.table', "
            r"older_than => TIMESTAMP '(.+)', retain_last => 1\)", spark.told[0])
        before = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
        age = datetime.now(timezone.utc) - before - timedelta(days=daivi_dynamic.DAYS)
        self.assertLess(abs(age.total_seconds()), 60)

    def test_a_report_is_none_the_worse_for_versions_that_stay(self):
        daivi_dynamic.forget_old_versions(Spark(RuntimeError("found CALL, expected something else")), "c.l.t")


class GuideTests(unittest.TestCase):
    def test_both_tables_have_the_same_rules(self):
        for lake in ("billing", "inventory", "price"):
            with self.subTest(lake):
                hive, iceberg = (TABLES[lake][f"{kind}Ruleset"]["Properties"] for kind in ("Hive", "Iceberg"))
                self.assertEqual(hive["Ruleset"], iceberg["Ruleset"])
                self.assertEqual(f"${{App}}_${{Env}}_{lake}_iceberg_ruleset", iceberg["Name"]["Fn::Sub"])
                table = TABLES[lake]["IcebergTable"]["Properties"]["Name"]
                self.assertEqual(table, iceberg["TargetTable"]["TableName"])

    def test_loads_are_scheduled_and_switched_off(self):
        for template, jobs in {
                "shared/lake.yaml": {
                    "${Lake}-static-job-trigger": "IcebergJobDefinition", "${Lake}-s3-job-trigger": "S3TableJob"},
                "splunk/jobs.yaml": {
                    "splunk-job-trigger": "IcebergJob", "splunk-s3-job-trigger": "S3TableJob"}}.items():
            path = IAC / template
            found = {}
            for part in resources(path, parameter_sets(path)[0]).values():
                if part["Type"] == "AWS::Glue::Trigger":
                    given = part["Properties"]
                    self.assertEqual(("SCHEDULED", "cron(0 7 * * ? *)", False),
                                     (given["Type"], given["Schedule"], given["StartOnCreation"]))
                    name = given["Name"]["Fn::Sub"].removeprefix("${App}-${Env}-")
                    found[name] = given["Actions"][0]["JobName"]["Ref"]
            with self.subTest(template):
                self.assertEqual(jobs, found)


if __name__ == "__main__":
    unittest.main()

"""The stocks application: its statements, and the properties that its template gives it."""

import importlib.util
import json
import os
import re
import string
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

from templates import IAC, load

APP = IAC / "stocks" / "app"
GIVEN = {
    "bootstrap.servers": "b:9098", "security.protocol": "SASL_SSL", "source.topic": "in", "sink.topic": "out",
    "consumer.group": "g", "window.seconds": "60", "delay.seconds": "10", "lake.location": "s3://lake/windows/",
}


def application():
    """main.py as a module, with names in the place of pyflink."""
    package, module = types.ModuleType("pyflink"), types.ModuleType("pyflink.table")
    module.EnvironmentSettings = module.TableEnvironment = None
    with mock.patch.dict(sys.modules, {"pyflink": package, "pyflink.table": module}):
        spec = importlib.util.spec_from_file_location("stocks_main", APP / "main.py")
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
    return found


def filled(**changes) -> dict:
    main = application()
    with tempfile.TemporaryDirectory() as directory:
        main.PROPERTIES = os.path.join(directory, "properties.json")
        groups = [{"PropertyGroupId": "other", "PropertyMap": {}},
                  {"PropertyGroupId": "FlinkApplicationProperties", "PropertyMap": {**GIVEN, **changes}}]
        Path(main.PROPERTIES).write_text(json.dumps(groups))
        return main.properties()


def statements(**changes) -> list:
    text = string.Template((APP / "stocks.sql").read_text()).substitute(filled(**changes))
    return application().statements(text)


class ProgramTests(unittest.TestCase):
    def test_the_program_has_one_place_for_its_sql_and_opens_no_file_but_the_properties(self):
        text = (APP / "main.py").read_text()
        self.assertEqual(1, text.count('"@stocks.sql@"'))
        self.assertEqual(1, text.count("open("))


class StatementTests(unittest.TestCase):
    def test_three_tables_a_view_and_two_inserts_in_this_order(self):
        words = [statement.split()[0:2] for statement in statements()]
        self.assertEqual([["CREATE", "TABLE"], ["CREATE", "TEMPORARY"], ["CREATE", "TABLE"], ["CREATE", "TABLE"],
                          ["INSERT", "INTO"], ["INSERT", "INTO"]], words)
        self.assertFalse([statement for statement in statements() if statement.endswith(";") or "--" in statement])

    def test_iam_is_asked_for_where_the_cluster_has_it(self):
        self.assertIn("'properties.sasl.mechanism' = 'AWS_MSK_IAM'", statements()[0])
        self.assertNotIn("sasl", statements(**{"security.protocol": "PLAINTEXT"})[0])

    def test_the_template_gives_every_property_that_is_used(self):
        groups = load(IAC / "stocks" / "stocks.yaml")["Resources"]["Application"]["Properties"][
            "ApplicationConfiguration"]["EnvironmentProperties"]["PropertyGroups"]
        maps = {group["PropertyGroupId"]: group["PropertyMap"] for group in groups}
        used = set(re.findall(r"\$\{(\w+)\}", (APP / "stocks.sql").read_text())) - {"kafka_security"}
        given = {name.replace(".", "_") for name in maps["FlinkApplicationProperties"]}
        self.assertEqual(used | {"security_protocol"}, given)
        self.assertEqual({"python": "main.py", "jarfile": "lib/connectors.jar"}, maps["kinesis.analytics.flink.run.options"])

    def test_a_time_is_never_null_nor_far_ahead_and_what_cannot_be_booked_is_left_out(self):
        source, view = statements()[:2]
        self.assertRegex(source, r"WATERMARK FOR eventTime AS eventTime - INTERVAL '10' SECOND")
        self.assertRegex(source, r"THEN eventCreationTime ELSE TO_TIMESTAMP_LTZ\(0, 3\) END")
        for condition in ("eventTime > TO_TIMESTAMP_LTZ(0, 3)", "quantity IS NOT NULL", "amount IS NOT NULL"):
            self.assertIn(condition, view)

    def test_the_lakes_table_has_the_columns_that_are_written(self):
        table = load(IAC / "stocks" / "stocks.yaml")["Resources"]["WindowsTable"]["Properties"]["TableInput"]
        columns = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
        lake = next(statement for statement in statements() if "TABLE windows_lake" in statement)
        self.assertEqual(columns, re.findall(r"^  (\w+) [A-Z]", lake, re.M))


@unittest.skipUnless(importlib.util.find_spec("pyflink"), "apache-flink is not installed (330 MB, an optional extra)")
class RealFlinkTests(unittest.TestCase):
    """`pip install apache-flink==1.20.*` in an environment of its own, with cfn-lint, and Java 11 or 17, run these."""

    def prepared(self, **connectors):
        """The statements with other connectors, because those of Kafka are jars of their own."""
        from pyflink.table import EnvironmentSettings, TableEnvironment

        environment = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
        environment.get_config().set("table.local-time-zone", "UTC")
        environment.get_config().set("parallelism.default", "1")
        environment.get_config().set("restart-strategy.type", "none")
        inserts = environment.create_statement_set()
        for statement in statements(**{"window.seconds": "10", "delay.seconds": "2"}):
            name = statement.split()[2]
            plain = re.sub(r"WITH \(.*\)$", f"WITH ({connectors.get(name, '')})", statement, flags=re.S)
            if statement.startswith("INSERT"):
                inserts.add_insert_sql(plain)
            else:
                environment.execute_sql(plain)
        return inserts

    def test_flink_itself_plans_the_statements_or_is_not_installed(self):
        inserts = self.prepared(
            transactions="'connector' = 'datagen'", windows_topic="'connector' = 'blackhole'",
            windows_lake="'connector' = 'blackhole'")
        self.assertIn("windows_lake", inserts.explain())

    def test_no_event_stops_flink_or_makes_the_others_late(self):
        def event(time, amount="12.50"):
            payload = {"security": "AAA", "transactionType": "BUY", "tradeQuantity": "10", "settleAmount": amount}
            return json.dumps({"account": "7", "payload": payload, **({"eventCreationTime": time} if time else {})})

        events = [
            event(None), event("yesterday"), event("2999-01-01T00:00:00.000Z"), "no json", "{}",
            event("2026-03-02T12:00:01.000Z"), event("2026-03-02T12:00:02.000Z", "n/a"), event(None),
            event("2026-03-02T12:00:03Z"), event("2026-03-02T12:00:13.000Z"), event("2026-03-02T12:00:04.000Z"),
        ]
        with tempfile.TemporaryDirectory() as directory:
            source, lake = Path(directory, "in"), Path(directory, "out")
            source.mkdir()
            (source / "events.json").write_text("\n".join(events) + "\n")
            reading = next(statement for statement in statements() if "TABLE transactions" in statement)
            form = re.search(r"'format' = .*(?=\n\)$)", reading, re.S)[0]
            self.prepared(
                transactions=f"'connector' = 'filesystem', 'path' = '{source}', {form}",
                windows_topic="'connector' = 'blackhole'",
                windows_lake=f"'connector' = 'filesystem', 'path' = '{lake}', 'format' = 'json'").execute().wait()
            lines = [line for path in sorted(lake.glob("*")) for line in path.read_text().splitlines()]
        found = sorted((row["window_start"], row["transactions"], row["amount"]) for row in map(json.loads, lines))
        self.assertEqual([("2026-03-02 12:00:00", 2, 25), ("2026-03-02 12:00:10", 1, 12.5)], found)


if __name__ == "__main__":
    unittest.main()

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

    def test_the_lakes_table_has_the_columns_that_are_written(self):
        table = load(IAC / "stocks" / "stocks.yaml")["Resources"]["WindowsTable"]["Properties"]["TableInput"]
        columns = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
        lake = next(statement for statement in statements() if "TABLE windows_lake" in statement)
        self.assertEqual(columns, re.findall(r"^  (\w+) [A-Z]", lake, re.M))


@unittest.skipUnless(importlib.util.find_spec("pyflink"), "apache-flink is not installed (330 MB, an optional extra)")
class RealFlinkTests(unittest.TestCase):
    """`pip install apache-flink==1.20.*` beside the sandbox's packages, and Java 11, run these."""

    def test_flink_itself_plans_the_statements_or_is_not_installed(self):
        from pyflink.table import EnvironmentSettings, TableEnvironment

        environment = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
        inserts = environment.create_statement_set()
        for statement in statements():
            # Connectors are jars of their own; what is planned is everything else.
            source = "'datagen'" if "WATERMARK" in statement else "'blackhole'"
            plain = re.sub(r"WITH \(.*\)$", f"WITH ('connector' = {source})", statement, flags=re.S)
            if statement.startswith("INSERT"):
                inserts.add_insert_sql(plain)
            else:
                environment.execute_sql(plain)
        self.assertIn("windows_lake", inserts.explain())


if __name__ == "__main__":
    unittest.main()

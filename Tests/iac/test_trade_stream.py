"""What the streaming job makes of a message: a trade, a late one, or none, with the reason; the same on every reading."""

import datetime
import json
import sys
import types
import unittest
from pathlib import Path

IAC = Path(__file__).resolve().parents[2] / "iac"
sys.path[:0] = [str(IAC / "trade" / "scripts"), str(IAC / "foundation" / "functions")]

import msk_producer  # noqa: E402
import trade_records  # noqa: E402
from spark_test import SparkTest  # noqa: E402

GOOD = {
    "message_type": "T", "timestamp": str(36_000 * 10**9), "symbol": "XEL", "market_center": "V",
    "execution_id": "700000000001", "last_price": "12.50", "last_size": "100", "cumulative_volume": "5000",
    "national_volume": "6000", "flags": "1",
}
TEN = datetime.datetime(2026, 3, 2, 10, 0, 5, tzinfo=datetime.timezone.utc)
NEARLY_MIDNIGHT = datetime.datetime(2026, 3, 2, 23, 59, 59, tzinfo=datetime.timezone.utc)
COLUMNS = ("key binary, value binary, topic string, partition int, offset bigint, timestamp timestamp, "
           "timestampType int, headers array<struct<key: string, value: binary>>")


def script():
    """The job's script as a module: what Glue brings along is replaced by names, and it does not run."""
    for name, members in {"awsglue.context": ["GlueContext"], "awsglue.job": ["Job"], "pyspark.context": ["SparkContext"],
                          "awsglue.utils": ["getResolvedOptions"], "awsglue": []}.items():
        sys.modules.setdefault(name, types.ModuleType(name)).__dict__.update(dict.fromkeys(members))
    found = types.ModuleType("trade_stream")
    text = (IAC / "trade" / "scripts" / "trade_stream.py").read_text()
    exec(compile(text.replace("\nmain()\n", "\n"), "trade_stream.py", "exec"), found.__dict__)
    return found


class JudgementTests(SparkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spark.conf.set("spark.sql.session.timeZone", "UTC")
        cls.script = script()

    def judged(self, *messages, arrived=TEN, headers=None):
        rows = [(b"V", text if isinstance(text, bytes) else json.dumps(text).encode(), "trade-topic", 0, number,
                 arrived, 0, headers) for number, text in enumerate(messages)]
        return self.script.judged(self.spark.createDataFrame(rows, COLUMNS), 600)

    def faults(self, *messages, **more) -> list:
        return [row.fault for row in self.judged(*messages, **more).orderBy("kafka_offset").select("fault").collect()]

    def test_each_way_of_being_no_trade_has_its_reason(self):
        wrong = {
            "it is no JSON object of a trade": [b"{", b"nonsense", b"[]", b"{}", {"other": 1}],
            "symbol is missing": [{**GOOD, "symbol": None}, {**GOOD, "symbol": ""}],
            "message_type is not T": [{**GOOD, "message_type": "P"}],
            "timestamp is no time of day": [{**GOOD, "timestamp": stamp} for stamp in ("yesterday", "-1", str(86_400 * 10**9))],
            "last_price is no number": [{**GOOD, "last_price": "n/a"}],
            "last_size is no number": [{**GOOD, "last_size": "many"}],
        }
        messages = [message for group in wrong.values() for message in group]
        expected = [reason for reason, group in wrong.items() for _ in group]
        self.assertEqual([*expected, None], self.faults(*messages, GOOD))

    def test_late_is_what_came_ten_minutes_after_its_time_also_over_midnight(self):
        def lateness(seconds, arrived):
            return self.judged({**GOOD, "timestamp": str(seconds * 10**9)}, arrived=arrived).first().lateness

        self.assertIsNone(lateness(36_000, TEN))
        self.assertIsNone(lateness(36_030, TEN), "clocks differ")
        self.assertEqual("it was sent 1205 s after its time", lateness(34_800, TEN))
        self.assertIsNone(lateness(5, NEARLY_MIDNIGHT), "it is of the next day already")
        early = datetime.datetime(2026, 3, 3, 0, 1, 0, tzinfo=datetime.timezone.utc)
        self.assertIsNone(lateness(86_399, early), "a minute ago, the day before")
        self.assertIsNotNone(lateness(80_000, early))

    def test_the_typed_trade_has_its_time_with_its_date(self):
        rows = self.judged(GOOD, headers=[("other", b"x"), ("run", b"r-1")])
        trade = self.script.typed(rows).first()
        self.assertEqual(datetime.datetime(2026, 3, 2, 10), trade.event_time.replace(tzinfo=None))
        self.assertEqual(("12.5000", 100, "r-1", "2026-03-02", 0), (
            str(trade.last_price), trade.last_size, trade.run_id, trade.ingestion_date, trade.kafka_offset))
        self.assertEqual(GOOD, {name: self.script.trades(rows).first()[name] for name in GOOD})

    def test_what_the_producer_breaks_is_set_aside_and_what_it_does_not_is_kept(self):
        maker = msk_producer.Trades("a run")
        plan = ["good", "late", *["malformed"] * 4]
        now = datetime.datetime.now(datetime.timezone.utc)
        messages = [maker.message(number, kind)[1] for number, kind in enumerate(plan)]
        rows = self.judged(*messages, arrived=now)
        self.assertEqual(1, self.script.trades(rows).count())
        kinds = [row.kind for row in self.script.dead_letters(rows).orderBy("kafka_offset").collect()]
        self.assertEqual(plan[1:], kinds)

    def test_the_tables_have_the_columns_that_are_written(self):
        from templates import load

        resources = load(IAC / "trade" / "trade.yaml")["Resources"]
        hive = resources["HiveTable"]["Properties"]["TableInput"]
        columns = [column["Name"] for column in hive["StorageDescriptor"]["Columns"] + hive["PartitionKeys"]]
        rows = self.judged(GOOD)
        self.assertEqual(columns, self.script.trades(rows).columns)
        for name, frame in (("IcebergTable", self.script.typed(rows)), ("DeadLetterTable", self.script.dead_letters(rows))):
            fields = resources[name]["Properties"]["OpenTableFormatInput"]["IcebergInput"]["IcebergTableInput"]["Schema"]["Fields"]
            self.assertEqual({field["Name"] for field in fields}, set(frame.columns))

    def test_iam_is_asked_for_by_the_protocol(self):
        options = {"BOOTSTRAP_SERVERS": "b:9098", "TOPIC_NAME": "t", "SECURITY_PROTOCOL": "SASL_SSL"}
        self.assertEqual("AWS_MSK_IAM", self.script.kafka_options(options)["kafka.sasl.mechanism"])
        self.assertNotIn("kafka.sasl.mechanism", self.script.kafka_options({**options, "SECURITY_PROTOCOL": "PLAINTEXT"}))


class ArgumentTests(unittest.TestCase):
    def test_the_job_gets_every_argument_its_script_asks_for(self):
        from templates import load

        given = load(IAC / "trade" / "trade.yaml")["Resources"]["Job"]["Properties"]["DefaultArguments"]
        asked = {f"--{name}" for name in script().OPTIONS if name != "JOB_NAME"}
        self.assertLessEqual(asked, set(given))

    def test_the_fields_are_those_of_the_feed(self):
        trade = json.loads(msk_producer.Trades("r").message(0, "good")[1])
        self.assertEqual(list(trade_records.FIELDS), list(trade))


if __name__ == "__main__":
    unittest.main()

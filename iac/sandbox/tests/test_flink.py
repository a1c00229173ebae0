"""An application of Managed Flink runs: its program, its SQL, each window once, on from its state after a restart."""

import datetime
import io
import json
import os
import re
import time
import types
import unittest
import zipfile
from pathlib import Path
from unittest import mock

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from daivi_sandbox.flink import job, sql
from daivi_sandbox.kafka import broker
from tests.sandbox import ACCOUNT, SandboxTest
from tests.test_kafka import TEMPLATE

APP = Path(__file__).resolve().parents[2] / "stocks" / "app"
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc)


def at(second: float) -> str:
    return (NOON + datetime.timedelta(seconds=second)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(second: float | None, security: str, side: str = "BUY", **changes) -> bytes:
    """A transaction; without a second its time is what the changes say, if anything."""
    payload = {"security": security, "transactionType": side, "tradeQuantity": "10", "settleAmount": "12.50"}
    payload.update((name, changes.pop(name)) for name in list(changes) if name in payload)
    time = {} if second is None else {"eventCreationTime": at(second)}
    return json.dumps({"account": "7", **time, "payload": payload, **changes}).encode()


def program(sql: str | None = None) -> str:
    """main.py as the archive has it: with its SQL, and no other file."""
    return (APP / "main.py").read_text().replace('"@stocks.sql@"', repr(sql or (APP / "stocks.sql").read_text()))


class ApplicationRuns(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change(cls(), "kafka", TEMPLATE)
        arn = cls.settled(cls(), "kafka")["Outputs"][0]["OutputValue"]
        cls.arn = arn
        cls.address = cls.client("kafka").get_bootstrap_brokers(ClusterArn=arn)["BootstrapBrokerString"]
        cls.client("s3").create_bucket(Bucket="lake")
        cls.store("code.zip", program())
        sound = r"  eventTime AS CASE .*? END,\n"
        plain = re.sub(sound, "", (APP / "stocks.sql").read_text(), flags=re.S)
        plain = plain.replace("eventTime > TO_TIMESTAMP_LTZ(0, 3) AND ", "").replace("eventTime", "eventCreationTime")
        cls.store("plain.zip", program(plain))

    @classmethod
    def store(cls, key: str, text: str) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("main.py", text)
            made.writestr("other.sql", "beside the program in the archive, and not where it runs")
        cls.client("s3").put_object(Bucket="lake", Key=key, Body=archive.getvalue())

    def setUp(self):
        self.name = self.id().rsplit(".", 1)[1].replace("_", "-")[:60]
        broker.make_topics(self.address, {f"{self.name}-in": 1, f"{self.name}-out": 1})

    def tearDown(self):
        found = self.client("kinesisanalyticsv2").describe_application(ApplicationName=self.name)["ApplicationDetail"]
        self.client("kinesisanalyticsv2").delete_application(
            ApplicationName=self.name, CreateTimestamp=found["CreateTimestamp"]
        )

    def create(self, python: str = "main.py", code: str = "code.zip") -> None:
        properties = {
            "bootstrap.servers": self.address,
            "security.protocol": "PLAINTEXT",
            "source.topic": f"{self.name}-in",
            "sink.topic": f"{self.name}-out",
            "consumer.group": "stocks",
            "window.seconds": "10",
            "delay.seconds": "2",
            "lake.location": f"s3://lake/{self.name}/",
        }
        self.client("kinesisanalyticsv2").create_application(
            ApplicationName=self.name,
            RuntimeEnvironment="FLINK-1_20",
            ServiceExecutionRole=f"arn:aws:iam::{ACCOUNT}:role/any",
            ApplicationConfiguration={
                "ApplicationCodeConfiguration": {
                    "CodeContentType": "ZIPFILE",
                    "CodeContent": {"S3ContentLocation": {"BucketARN": "arn:aws:s3:::lake", "FileKey": code}},
                },
                "EnvironmentProperties": {
                    "PropertyGroups": [
                        {"PropertyGroupId": "FlinkApplicationProperties", "PropertyMap": properties},
                        {"PropertyGroupId": "kinesis.analytics.flink.run.options", "PropertyMap": {"python": python}},
                    ]
                },
                "ApplicationSnapshotConfiguration": {"SnapshotsEnabled": True},
            },
        )

    def status(self) -> str:
        flink = self.client("kinesisanalyticsv2")
        return flink.describe_application(ApplicationName=self.name)["ApplicationDetail"]["ApplicationStatus"]

    def started(self) -> None:
        self.client("kinesisanalyticsv2").start_application(ApplicationName=self.name)
        self.wait(lambda: self.status() == "RUNNING")

    def send(self, *events: bytes) -> None:
        producer = KafkaProducer(bootstrap_servers=self.address, acks="all")
        for content in events:
            producer.send(f"{self.name}-in", content)
        producer.flush()
        producer.close()

    def windows(self) -> dict:
        """What the lake has, by symbol and the second its window begins."""
        s3, found = self.client("s3"), {}
        for entry in s3.list_objects_v2(Bucket="lake", Prefix=f"{self.name}/").get("Contents", []):
            for line in s3.get_object(Bucket="lake", Key=entry["Key"])["Body"].read().splitlines():
                row = json.loads(line)
                key = (row["symbol"], row["window_start"][-8:])
                self.assertNotIn(key, found)
                found[key] = (row["transactions"], row["buys"], row["quantity"], row["amount"])
        return found

    def topic(self) -> list:
        consumer = KafkaConsumer(bootstrap_servers=self.address, enable_auto_commit=False)
        part = TopicPartition(f"{self.name}-out", 0)
        consumer.assign([part])
        consumer.seek(part, 0)
        found, quiet = [], time.monotonic() + 1.5
        while time.monotonic() < quiet:
            found += [json.loads(record.value) for record in consumer.poll(200).get(part, [])]
        consumer.close()
        return found

    def test_windows_are_added_up_and_late_and_broken_events_left_out(self):
        self.create()
        self.started()
        # Were its time counted, all that follow would be late.
        self.send(event(None, "AAA", eventCreationTime="2999-01-01T00:00:00.000Z"))
        time.sleep(1)
        self.send(
            *(event(1, "AAA"), event(2, "AAA", "SELL"), event(3, "BBB"), event(9.9, "AAA"), b"no json", b"{}"),
            *(event(4, "AAA", account=""), event(5, "AAA", tradeQuantity="many"), event(10, "AAA")),
            *(event(6, "AAA", settleAmount="n/a"), event(None, "AAA")),
            *(event(None, "AAA", eventCreationTime="yesterday"), event(13, "AAA")),
        )
        expected = {("AAA", "12:00:00"): (3, 2, 30, 37.5), ("BBB", "12:00:00"): (1, 1, 10, 12.5)}
        self.wait(lambda: self.windows() == expected)
        self.send(event(1, "AAA"), event(25, "AAA"))
        self.wait(lambda: ("AAA", "12:00:10") in self.windows())
        self.assertEqual({**expected, ("AAA", "12:00:10"): (2, 2, 20, 25.0)}, self.windows())
        self.assertEqual(3, len(self.topic()))
        self.client("kinesisanalyticsv2").stop_application(ApplicationName=self.name, Force=True)
        self.wait(lambda: self.status() == "READY")

    def test_it_goes_on_after_the_sandbox_was_killed(self):
        self.create()
        self.started()
        self.send(event(1, "AAA"), event(13, "BBB"), event(14, "AAA"))
        self.wait(lambda: ("AAA", "12:00:00") in self.windows())
        # A look at the cluster is when the sandbox notes its topics; messages it never keeps.
        self.client("kafka").describe_cluster_v2(ClusterArn=self.arn)
        self.sandbox.kill()
        self.sandbox.start()
        self.sandbox.clients.clear()
        self.wait(lambda: self.status() == "RUNNING")
        self.send(event(15, "AAA"), event(25, "AAA"))
        self.wait(lambda: ("AAA", "12:00:10") in self.windows())
        self.client("kinesisanalyticsv2").stop_application(ApplicationName=self.name, Force=True)
        self.wait(lambda: self.status() == "READY")

    def test_an_event_without_a_time_stops_an_application_that_does_not_expect_it(self):
        self.create(code="plain.zip")
        self.started()
        self.send(event(1, "AAA"), event(None, "AAA"))
        self.wait(lambda: self.status() == "READY")
        events = self.client("logs").filter_log_events(logGroupName=f"/aws/kinesis-analytics/{self.name}")["events"]
        self.assertIn("RowTime field should not be null", events[-1]["message"])

    def test_a_program_that_reads_another_file_of_the_archive_is_told_that_there_is_none(self):
        self.store("reads.zip", "import pathlib\nprint(pathlib.Path(__file__).with_name('other.sql').read_text())\n")
        self.create(code="reads.zip")
        self.client("kinesisanalyticsv2").start_application(ApplicationName=self.name)
        self.wait(lambda: self.status() == "READY")
        events = self.client("logs").filter_log_events(logGroupName=f"/aws/kinesis-analytics/{self.name}")["events"]
        self.assertIn("FileNotFoundError", events[-1]["message"])

    def test_a_program_that_is_not_there_is_said_and_nothing_runs(self):
        self.create(python="other.py")
        self.client("kinesisanalyticsv2").start_application(ApplicationName=self.name)
        self.wait(lambda: self.status() == "READY")
        group = f"/aws/kinesis-analytics/{self.name}"
        events = self.client("logs").filter_log_events(logGroupName=group)["events"]
        self.assertIn("other.py", events[-1]["message"])


class WindowTests(unittest.TestCase):
    def test_windows_that_a_killed_job_wrote_are_written_over_however_they_close(self):
        tables = [
            sql.statement(
                "CREATE TABLE read (moment TIMESTAMP_LTZ(3), n BIGINT, "
                "WATERMARK FOR moment AS moment - INTERVAL '0' SECOND) WITH ('connector' = 'kafka', 'topic' = 't')"
            ),
            sql.statement(
                "CREATE TABLE lake (window_end TIMESTAMP(3), n BIGINT) "
                "WITH ('connector' = 'filesystem', 'path' = 's3://lake/rows/')"
            ),
        ]
        insert = sql.insert(
            "INSERT INTO lake SELECT window_end, SUM(n)::BIGINT AS n "
            "FROM TABLE(TUMBLE(TABLE read, DESCRIPTOR(moment), INTERVAL '10' SECOND)) GROUP BY window_end"
        )
        files: dict = {}

        def closing(*watermarks: float) -> None:
            made = job.Job({table.name: table for table in tables}, {}, [insert], {}, "")
            for offset, second in enumerate((1, 2, 11, 21)):
                row = {"moment": at(second), "n": 1}
                made._take(types.SimpleNamespace(value=json.dumps(row), partition=0, offset=offset))
            for second in watermarks:
                made.watermark = NOON.timestamp() + second
                made._close_windows()

        with mock.patch.object(job, "_put", lambda location, rows: files.update({location: rows})):
            closing(20)  # and killed before the state is written
            closing(10, 30)
        found = {row["window_end"][-8:]: row["n"] for rows in files.values() for row in rows}
        self.assertEqual((3, {"12:00:10": 2, "12:00:20": 1, "12:00:30": 1}), (len(files), found))


class StatementTests(unittest.TestCase):
    def test_the_statements_of_the_application_are_understood(self):
        os.environ.setdefault("FLINK_APPLICATION_PROPERTIES", "/dev/null")
        text = (APP / "stocks.sql").read_text()
        self.assertEqual(3, text.count("CREATE TABLE"))
        table = sql.statement(
            "CREATE TABLE t (a STRING, at TIMESTAMP_LTZ(3), p ROW<x STRING, y BIGINT>, q AS p.y * 2, "
            "WATERMARK FOR at AS at - INTERVAL '5' SECOND) WITH ('connector' = 'kafka', 'topic' = 'x')"
        )
        self.assertEqual((["a", "at", "p"], {"q": "p.y * 2"}, "at", 5), (
            list(table.columns), table.computed, table.time, table.delay))
        with self.assertRaisesRegex(ValueError, "CREATE TABLE"):
            sql.statement("DROP TABLE t")

    def test_a_time_that_is_checked_when_it_is_read_is_known_by_its_one_form(self):
        form = (
            "CREATE TABLE t (at TIMESTAMP_LTZ(3), sound AS CASE WHEN at <= CURRENT_TIMESTAMP + INTERVAL '1' MINUTE\n"
            "  THEN at ELSE TO_TIMESTAMP_LTZ(0, 3) END, WATERMARK FOR sound AS sound - INTERVAL '5' SECOND) "
            "WITH ('connector' = 'kafka', 'topic' = 'x')"
        )
        table = sql.statement(form)
        self.assertEqual(("sound", "at", 60, {}), (table.time, table.read, table.ahead, table.computed))
        with self.assertRaisesRegex(ValueError, "does not compute the time sound"):
            sql.statement(form.replace("ELSE TO_TIMESTAMP_LTZ(0, 3) ", ""))

    def test_null_is_left_out_by_a_condition_of_its_own_only(self):
        for condition, expected in (
            ("a = 1 AND at IS NOT NULL", True), ("at IS NOT NULL OR a = 1", False), ("a = 1", False)):
            self.assertEqual(expected, sql.leaves_out_null(f"SELECT 1 FROM t WHERE {condition} GROUP BY a", "at"))

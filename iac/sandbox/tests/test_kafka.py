"""A cluster is a broker that runs: it takes messages and gives them back, is replaced when it dies, and ends with the
sandbox, however that ends."""

import os
import signal
import tempfile
import threading
import time
import types
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from daivi_sandbox.kafka import broker, spark_source
from tests.sandbox import SandboxTest
from tests.test_jobs import parent, processes

TEMPLATE = {
    "Resources": {
        "Cluster": {
            "Type": "AWS::MSK::ServerlessCluster",
            "Properties": {
                "ClusterName": "lab-msk",
                "VpcConfigs": [{"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroups": ["sg-1"]}],
                "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
            },
        }
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Cluster", "Arn"]}}},
}


def broker_of(port: int) -> int:
    """The process that listens on a port of a broker; 0 when there is none."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                if f"tcp://127.0.0.1:{port}".encode() in file.read().split(b"\0"):
                    return int(name)
        except OSError:
            pass
    return 0


class ClusterRuns(SandboxTest):
    def setUp(self):
        self.change("kafka", TEMPLATE)
        self.arn = self.settled("kafka")["Outputs"][0]["OutputValue"]

    def tearDown(self):
        self.client("cloudformation").delete_stack(StackName="kafka")

    def address(self) -> str:
        return self.client("kafka").get_bootstrap_brokers(ClusterArn=self.arn)["BootstrapBrokerString"]

    def port(self) -> int:
        return int(self.address().rsplit(":", 1)[1])

    def state(self) -> str:
        return self.client("kafka").describe_cluster_v2(ClusterArn=self.arn)["ClusterInfo"]["State"]

    def test_what_is_sent_comes_back_once_in_order(self):
        broker.make_topics(self.address(), {"t": 2})
        producer = KafkaProducer(bootstrap_servers=self.address(), acks="all", enable_idempotence=True)
        for number in range(500):
            producer.send("t", str(number).encode(), partition=1, headers=[("run", b"r")])
        producer.flush()
        producer.close()
        consumer = KafkaConsumer(bootstrap_servers=self.address(), enable_auto_commit=False)
        part = TopicPartition("t", 1)
        consumer.assign([part])
        consumer.seek(part, 0)
        found = []
        end = time.monotonic() + 30
        while len(found) < 500 and time.monotonic() < end:
            found += consumer.poll(500).get(part, [])
        consumer.close()
        self.assertEqual([str(number).encode() for number in range(500)], [record.value for record in found])
        self.assertEqual(("run", b"r"), tuple(found[0].headers[0]))

    def test_the_answer_is_honest_about_authentication(self):
        answer = self.client("kafka").get_bootstrap_brokers(ClusterArn=self.arn)
        self.assertNotIn("BootstrapBrokerStringSaslIam", answer)
        self.assertIn("127.0.0.1:", answer["BootstrapBrokerString"])

    def test_a_broker_that_died_is_replaced_with_its_topics_where_it_was(self):
        broker.make_topics(self.address(), {"kept": 3})
        self.assertEqual("ACTIVE", self.state())
        port = self.port()
        os.kill(broker_of(port), signal.SIGKILL)
        self.wait(lambda: not broker_of(port))
        self.assertEqual("HEALING", self.state())
        self.assertEqual("ACTIVE", self.state())
        self.assertEqual({"kept": 3}, broker.topics(self.address()))
        self.assertEqual(port, self.port())

    def test_a_broker_that_died_is_replaced_once_however_many_ask(self):
        port = self.port()
        os.kill(broker_of(port), signal.SIGKILL)
        self.wait(lambda: not broker_of(port))
        with ThreadPoolExecutor(8) as pool:
            ports = set(pool.map(lambda _: self.port(), range(8)))
        self.assertEqual({port}, ports)
        self.assertEqual(1, self.brokers())

    def brokers(self) -> int:
        """How many run below the sandbox."""
        sandbox = self.sandbox.process.pid
        return sum(parent(process) == sandbox and "broker --listener-url" in command for process, command in processes())

    def test_no_broker_outlives_its_cluster(self):
        port = self.port()
        self.client("kafka").delete_cluster(ClusterArn=self.arn)
        self.assertEqual(0, broker_of(port))
        with self.assertRaises(self.client("kafka").exceptions.NotFoundException):
            self.client("kafka").describe_cluster_v2(ClusterArn=self.arn)

    def test_no_broker_outlives_a_sandbox_that_was_killed_and_the_next_has_it_again(self):
        broker.make_topics(self.address(), {"kept": 1})
        self.state()
        port = self.port()
        self.sandbox.kill()
        self.wait(lambda: not broker_of(port))
        self.sandbox.start()
        self.sandbox.clients.clear()
        self.assertEqual(port, self.port())
        self.assertEqual({"kept": 1}, broker.topics(self.address()))


class Store(dict):
    """Objects of one bucket, as the stream's checkpoint needs them."""

    def put(self, bucket: str, key: str, body: bytes) -> None:
        self[key] = body

    def get(self, bucket: str, key: str) -> bytes:
        return self[key]

    def delete(self, bucket: str, key: str) -> None:
        self.pop(key, None)

    def keys_below(self, location: str) -> list:
        prefix = location.split("/", 3)[3]
        return [key for key in self if key.startswith(prefix)]


class Killed(Exception):
    """Stands for the end of the process in the middle of a batch."""


class StreamGoesOn(unittest.TestCase):
    """Every message is given to the job once more at most, whenever the job is killed and whenever the broker is."""

    def setUp(self):
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.store, self.broker = Store(), None
        self.renew_broker()

    def tearDown(self):
        self.broker.stop()

    def renew_broker(self):
        if self.broker:
            self.broker.stop()
        self.broker = broker.Broker(self.directory, "broker")
        broker.make_topics(self.broker.address, {"t": 2})

    def send(self, *numbers: int):
        producer = KafkaProducer(bootstrap_servers=self.broker.address, acks="all", enable_idempotence=True)
        for number in numbers:
            producer.send("t", str(number).encode(), partition=number % 2)
        producer.close()

    def run_until(self, count: int, kill: bool = False, when: dict | None = None) -> list:
        """The numbers a run of the job gets, which ends after so many; killed before its last batch is committed.
        `when` has what happens after so many."""
        found, enough = [], threading.Event()

        def batch(rows, number):
            found.extend(int(row[1]) for row in rows)
            if when and len(found) in when:
                when.pop(len(found))()
            if len(found) >= count:
                enough.set()
                if kill:
                    raise Killed

        options = {"subscribe": "t", "startingOffsets": "earliest", "kafka.bootstrap.servers": self.broker.address}
        spark = types.SimpleNamespace(createDataFrame=lambda rows, columns: rows)
        writer = spark_source._Writer(spark_source._Stream(spark, self.store, options))
        query = writer.option("checkpointLocation", "s3://bucket/place/").foreachBatch(batch).start()
        arrived = enough.wait(60)
        query.stop()
        if not isinstance(query.problem, Killed):
            self.assertIsNone(query.problem)
        self.assertTrue(arrived, f"only {found} came")
        return sorted(found)

    def test_a_batch_that_was_not_committed_comes_again_and_no_other_does(self):
        self.send(1, 2, 3, 4)
        self.assertEqual([1, 2, 3, 4], self.run_until(4))
        self.send(5, 6, 7)
        self.assertEqual([5, 6, 7], self.run_until(3, kill=True))
        self.assertEqual([5, 6, 7], self.run_until(3))
        self.send(8)
        self.assertEqual([8], self.run_until(1))

    def test_a_job_that_runs_while_the_broker_is_made_anew_reads_the_new_one(self):
        self.send(*range(10))
        port = self.broker.port

        def another():
            self.broker.stop()
            self.broker = broker.Broker(self.directory, "broker", port)
            broker.make_topics(self.broker.address, {"t": 2})
            self.send(20, 21)

        self.assertEqual([*range(10), 20, 21], self.run_until(12, when={10: another}))

    def test_a_job_that_is_killed_in_its_first_batch_after_the_broker_was_made_anew_goes_on(self):
        self.send(*range(10))
        self.assertEqual(list(range(10)), self.run_until(10))
        self.renew_broker()
        self.send(20, 21, 22)
        self.assertEqual([20, 21, 22], self.run_until(3, kill=True))
        self.assertEqual([20, 21, 22], self.run_until(3))
        self.send(23)
        self.assertEqual([23], self.run_until(1))

"""Amazon MSK: a cluster is one real broker that speaks Kafka's protocol, in memory, on 127.0.0.1.

It has no IAM, no encryption and no replicas, and says so: GetBootstrapBrokers answers with the plaintext brokers of a
cluster without authentication, not with the IAM ones. What is in a topic is gone when the sandbox ends.
"""

import functools
import threading
import time
import uuid

from ..errors import AwsError
from ..kafka import broker as brokers

CLUSTERS: dict = {}  # ARN -> record


def _in_turn(method):
    """Requests are served on threads: two that find a broker dead start one in its place."""

    @functools.wraps(method)
    def alone(self, *arguments):
        with self.lock:
            return method(self, *arguments)

    return alone


class Msk:
    """The clusters and their brokers."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.directory = gateway.settings.state / "kafka"
        self.brokers: dict = {}
        self.lock = threading.RLock()
        self.HANDLERS = {
            "CreateClusterV2": _in_a_thread(self.create_v2),
            "DescribeClusterV2": _in_a_thread(self.describe),
            "ListClustersV2": self.list,
            "GetBootstrapBrokers": _in_a_thread(self.bootstrap),
            "DeleteCluster": _in_a_thread(self.delete),
        }
        global CURRENT
        CURRENT = self

    # ---- Operations ----------------------------------------------------------------------------------------------

    def create_v2(self, call):
        """CreateClusterV2: serverless clusters only."""
        given = call.parameters
        if not given.get("Serverless"):
            raise AwsError("BadRequestException", "the sandbox has serverless clusters only", 400)
        record = self.make(given["ClusterName"], given["Serverless"], given.get("Tags") or {})
        return {
            "ClusterArn": record["ClusterArn"],
            "ClusterName": record["ClusterName"],
            "State": "ACTIVE",
            "ClusterType": "SERVERLESS",
        }

    @_in_turn
    def describe(self, call):
        """DescribeClusterV2: HEALING when the broker has died, which starts another one, as MSK replaces a broker."""
        record = CLUSTERS.get(call.parameters["ClusterArn"])
        if record is None:
            raise AwsError("NotFoundException", f"Cluster {call.parameters['ClusterArn']} does not exist.", 404)
        running = self._is_running(record)
        if running:
            self._remember_topics(record)
        else:
            self._start(record)
        return {"ClusterInfo": {**_told(record), "State": "ACTIVE" if running else "HEALING"}}

    def list(self, call):
        """ListClustersV2, in one page."""
        prefix = call.parameters.get("ClusterNameFilter") or ""
        mine = f"arn:aws:kafka:{call.region}:{call.account}:"
        return {
            "ClusterInfoList": [
                {**_told(record), "State": "ACTIVE"}
                for record in CLUSTERS.values()
                if record["ClusterName"].startswith(prefix) and record["ClusterArn"].startswith(mine)
            ]
        }

    @_in_turn
    def bootstrap(self, call):
        record = CLUSTERS.get(call.parameters["ClusterArn"])
        if record is None:
            return NotImplemented
        self._start(record)
        return {"BootstrapBrokerString": self.brokers[record["ClusterArn"]].address}

    @_in_turn
    def delete(self, call):
        if call.parameters["ClusterArn"] not in CLUSTERS:
            return NotImplemented
        self.remove(call.parameters["ClusterArn"])
        return {"ClusterArn": call.parameters["ClusterArn"], "State": "DELETING"}

    # ---- Clusters ------------------------------------------------------------------------------------------------

    @_in_turn
    def make(self, name: str, serverless: dict, tags: dict) -> dict:
        """A new cluster with its broker."""
        from ministack.core.responses import get_account_id, get_region

        mine = f"arn:aws:kafka:{get_region()}:{get_account_id()}:cluster/{name}/"
        if any(arn.startswith(mine) for arn in CLUSTERS):
            raise AwsError("ConflictException", f"Cluster with name {name} already exists.", 409)
        record = {
            "ClusterName": name,
            "ClusterArn": f"{mine}{uuid.uuid4()}-s1",
            "CreationTime": time.time(),
            "Serverless": serverless,
            "Tags": tags,
            "port": 0,
            "topics": {},
        }
        self._start(record)
        CLUSTERS[record["ClusterArn"]] = record
        return record

    @_in_turn
    def remove(self, arn: str) -> None:
        CLUSTERS.pop(arn, None)
        broker = self.brokers.pop(arn, None)
        if broker is not None:
            broker.stop()

    def recover(self) -> None:
        """The brokers of the clusters there were, on the ports they had, with the topics they had, empty."""
        for record in CLUSTERS.values():
            self._start(record)

    @_in_turn
    def close(self) -> None:
        for record in CLUSTERS.values():
            if self._is_running(record):
                self._remember_topics(record)
        for broker in self.brokers.values():
            broker.stop()

    def _is_running(self, record: dict) -> bool:
        broker = self.brokers.get(record["ClusterArn"])
        return broker is not None and broker.is_running()

    def _start(self, record: dict) -> None:
        if self._is_running(record):
            return
        broker = brokers.Broker(self.directory, record["ClusterArn"].rsplit("/", 1)[1], record["port"])
        record["port"] = broker.port
        self.brokers[record["ClusterArn"]] = broker
        if record["topics"]:
            brokers.make_topics(broker.address, record["topics"])

    def _remember_topics(self, record: dict) -> None:
        try:
            found = brokers.topics(self.brokers[record["ClusterArn"]].address)
        except Exception:
            return  # it has just died; the next look starts another one
        if found != record["topics"]:
            record["topics"] = found
            self.gateway.store.keep_changed("kafka")


CURRENT: Msk | None = None


def _in_a_thread(handler):
    """A handler that waits for a broker must not hold up every other request."""

    def served(call):
        return handler(call)

    served.blocking = True
    return served


def _told(record: dict) -> dict:
    return {
        "ClusterType": "SERVERLESS",
        "ClusterArn": record["ClusterArn"],
        "ClusterName": record["ClusterName"],
        "CreationTime": record["CreationTime"],
        "CurrentVersion": "K1",
        "Serverless": record["Serverless"],
        "Tags": record["Tags"],
    }

"""Makes the topics of the cluster, and sends trades or transactions to one of them.

The event says what to do:
  {"action": "topics", "topics": {"trade-topic": 3}}   make what is missing; answers {topic: partitions} of all there are
  {"action": "describe"}                                the same without making any
  {"topic": "trade-topic", "duration": 1}               send for a minute (or "seconds"), "rate" messages a second
  {"action": "windows", "topic": ..., "from": ..., "to": ...}   count windows that the stocks application wrote there
Further members of the sending one: "run" is put into each record's header `run`, "late" and "malformed" are how many of the
messages are old or broken on purpose. It answers what the brokers acknowledged, or fails and says what they did not.
"""

import datetime
import json
import os
import random
import sys
import time
import uuid

import kafka
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError, KafkaTimeoutError, TopicAlreadyExistsError
from kafka.net.sasl.oauth import AbstractTokenProvider

DEFAULT_TOPIC = "intraday-source-topic"
MARKETS = "YZAXCUMLNDTVS"
# Tickers from W to Z, as the guide's generator has them.
SYMBOLS = [f"{first}{second}{third}" for first in "WXYZ" for second in "ABCEHLMS" for third in "BDGKNRT"]
SECURITIES = [f"{first}{second}{third}" for first in "ABCD" for second in "EIO" for third in "NRT"]


def handler(event, context):
    action = event.get("action", "produce")
    try:
        if action == "topics":
            make_topics(event["topics"])
        elif action == "produce":
            return produce(event, context)
        elif action == "windows":
            return windows(event["topic"], event["from"], event["to"])
        elif action != "describe":
            raise ValueError(f"there is no action {action}")
        return {"topics": topics()}
    except KafkaTimeoutError as problem:
        raise ConnectionError(f"no broker answers at {os.environ['BOOTSTRAP_SERVERS']}: {problem}") from None


def connection() -> dict:
    """Where the cluster is and how to prove who we are: by IAM, where the cluster asks for it."""
    settings = {"bootstrap_servers": os.environ["BOOTSTRAP_SERVERS"].split(","), "bootstrap_timeout_ms": 15_000}
    if os.environ["SECURITY_PROTOCOL"] == "SASL_SSL":
        settings.update(
            security_protocol="SASL_SSL", sasl_mechanism="OAUTHBEARER", sasl_oauth_token_provider=Tokens()
        )
    return settings


class Tokens(AbstractTokenProvider):
    """A token of the function's own role, signed anew each time one is asked for."""

    def token(self):
        from aws_msk_iam_sasl_signer import MSKAuthTokenProvider

        return MSKAuthTokenProvider.generate_auth_token(os.environ["AWS_REGION"])[0]


def topics() -> dict:
    admin = KafkaAdminClient(**connection())
    try:
        names = [name for name in admin.list_topics() if not name.startswith("__")]
        return {found["name"]: len(found["partitions"]) for found in admin.describe_topics(names)} if names else {}
    finally:
        admin.close()


def make_topics(wanted: dict) -> None:
    """Makes those that are missing; two callers at once are no error."""
    missing = {name: count for name, count in wanted.items() if name not in topics()}
    if not missing:
        return
    admin = KafkaAdminClient(**connection())
    try:
        for name, count in missing.items():
            try:
                # The cluster's own number of replicas: three on MSK Serverless.
                admin.create_topics([NewTopic(name, int(count), -1)])
            except TopicAlreadyExistsError:
                print(f"{name} has just been made")
    finally:
        admin.close()


def produce(event: dict, context) -> dict:
    topic = event.get("topic", DEFAULT_TOPIC)
    run = str(event.get("run") or uuid.uuid4())
    rate = float(event.get("rate", 10))
    seconds = float(event.get("seconds", float(event.get("duration", 15)) * 60))
    total = int(event.get("count", round(rate * seconds)))
    if topic not in topics():
        raise LookupError(f"there is no topic {topic}; the cluster has {', '.join(sorted(topics())) or 'none'}")
    plan = kinds(total, int(event.get("late", 0)), int(event.get("malformed", 0)))
    maker = Transactions(run) if topic == DEFAULT_TOPIC else Trades(run)
    producer = KafkaProducer(
        **connection(), acks="all", enable_idempotence=True, compression_type="gzip", linger_ms=20, batch_size=131072
    )
    started, sent, broken = time.time(), [], None
    try:
        for number, kind in enumerate(plan):
            key, value = maker.message(number, kind)
            sent.append(producer.send(topic, key=key, value=value, headers=[("run", run.encode())]))
            ahead = started + number / rate - time.time()
            if ahead > 0.02:
                time.sleep(ahead)
            if number % 500 == 0 and context.get_remaining_time_in_millis() < 20_000:
                raise TimeoutError(f"the function's time ends after {number} of {total} messages; send fewer")
        producer.flush(timeout=60)
        acknowledged = [future.get(timeout=60) for future in sent]
    except KafkaError as problem:
        broken = problem
    finally:
        producer.close(timeout=5)
    if broken is not None:
        arrived = sum(future.succeeded() for future in sent)
        raise RuntimeError(f"{arrived} of {total} messages arrived in {topic}: {type(broken).__name__}: {broken}")
    return {
        "topic": topic,
        "run": run,
        "sent": len(acknowledged),
        "good": plan.count("good"),
        "late": plan.count("late"),
        "malformed": plan.count("malformed"),
        "seconds": round(time.time() - started, 1),
        "from": _moment(started),
        "to": _moment(time.time() + 1),
        "client": f"kafka-python {kafka.__version__} of {next(p for p in sys.path if kafka.__file__.startswith(p))}",
    }


def _moment(seconds: float) -> str:
    """A whole second, as the windows' times are written."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))


def windows(topic: str, start: str, end: str) -> dict:
    """How many windows of a topic have to do with a time, and how many transactions are in them; a window that was
    written twice counts once."""
    consumer = KafkaConsumer(**connection(), enable_auto_commit=False)
    try:
        parts = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(parts)
        for part, offset in consumer.beginning_offsets(parts).items():
            consumer.seek(part, offset)
        found, quiet = {}, time.monotonic() + 5
        while time.monotonic() < quiet:
            for records in consumer.poll(timeout_ms=300).values():
                quiet = time.monotonic() + 1
                for row in (json.loads(record.value) for record in records):
                    if row["window_end"] > start and row["window_start"] <= end:
                        found[row["symbol"], row["window_start"]] = row["transactions"]
    finally:
        consumer.close()
    return {"windows": len(found), "transactions": sum(found.values())}


def kinds(total: int, late: int, malformed: int) -> list:
    """What each message is to be, the odd ones spread among the others."""
    odd = ["late"] * late + ["malformed"] * malformed
    plan = ["good"] * max(0, total - len(odd)) + odd
    random.Random(total).shuffle(plan)
    return plan


class Trades:
    """Trades of the day: every value a string, as the exchanges' feed has them."""

    def __init__(self, run: str):
        self.random = random.Random(run)
        # Twelve digits, each number once: the run's own beginning and the message's number in it.
        self.first = self.random.randrange(1, 10**5) * 10**7

    def message(self, number: int, kind: str) -> tuple:
        chance = self.random
        market = chance.choice(MARKETS)
        moment = time.time_ns() - (3 * 3600 * 10**9 if kind == "late" else 0)
        trade = {
            "message_type": "T",
            "timestamp": str(moment % (86_400 * 10**9)),
            "symbol": chance.choice(SYMBOLS),
            "market_center": market,
            "execution_id": str(self.first + number),
            "last_price": f"{chance.randrange(100, 100_001) / 100:.2f}",
            "last_size": str(chance.randrange(1, 1000)),
            "cumulative_volume": str(chance.randrange(1, 100_000)),
            "national_volume": str(chance.randrange(1, 100_000)),
            "flags": "1",
        }
        if kind != "malformed":
            return market.encode(), json.dumps(trade).encode()
        return market.encode(), broken(trade, number)


def broken(trade: dict, number: int) -> bytes:
    """One of the ways in which a message can be no trade."""
    way = number % 4
    if way == 0:
        return json.dumps(trade)[: len(trade) * 7].encode()
    if way == 1:
        return json.dumps({name: value for name, value in trade.items() if name != "symbol"}).encode()
    if way == 2:
        return json.dumps({**trade, "last_price": "n/a"}).encode()
    return json.dumps({**trade, "timestamp": "yesterday"}).encode()


class Transactions:
    """Buys and sells of accounts; a tenth comes from a source that is not to be trusted."""

    def __init__(self, run: str):
        self.run, self.random = run, random.Random(run)

    def message(self, number: int, kind: str) -> tuple:
        chance = self.random
        now = datetime.datetime.now(datetime.timezone.utc)
        if kind == "late":
            now -= datetime.timedelta(hours=3)
        account = str(chance.randrange(1, 1_000_000))
        quantity = chance.randrange(1, 1000)
        side = chance.choice(["BUY", "SELL"])
        amount = quantity * chance.randrange(1000, 10_001) / 100 * (1 if side == "BUY" else -1)
        identifier = f"{self.run}-{number}"
        record = {
            "version": "1.0",
            "eventType": "TRANSACTION_RECORD",
            "eventCreationTime": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "sourceDatasetName": "poison" if kind == "malformed" else "source_dataset_1",
            "sourcePartition": "1",
            "sourceOffset": "1",
            "account": account,
            "payloadType": "TransactionEventPayload",
            "payload": {
                "id": identifier,
                "transactionSourceName": "TransactionSource1",
                "sourceTransactionId": identifier,
                "sourceTransactionEntryTime": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
                "accountNumber": account,
                "security": chance.choice(SECURITIES),
                "transactionType": side,
                "transactionEventType": chance.choice(["NEW", "AMEND", "CANCEL"]),
                "tradeDate": now.date().isoformat(),
                "settleDate": (now.date() + datetime.timedelta(days=1)).isoformat(),
                "settleCurrency": "USD",
                "tradeQuantity": str(quantity),
                "settleAmount": f"{amount:.2f}",
            },
        }
        if kind == "malformed":
            return account.encode(), unbookable(record, number)
        return account.encode(), json.dumps(record).encode()


def unbookable(record: dict, number: int) -> bytes:
    """One of the ways in which a message can be no transaction that is booked."""
    way = number % 6
    if way == 0:
        return json.dumps({**record, "account": ""}).encode()
    if way == 1:
        return json.dumps({name: value for name, value in record.items() if name != "eventCreationTime"}).encode()
    if way == 2:
        return json.dumps({**record, "eventCreationTime": "yesterday"}).encode()
    if way == 3:
        # Of next year: were its time counted, everything that follows would be late.
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=365)
        text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({**record, "eventCreationTime": text}).encode()
    if way == 4:
        return json.dumps({**record, "payload": {**record["payload"], "settleAmount": "n/a"}}).encode()
    return json.dumps(record)[:200].encode()

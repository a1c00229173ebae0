"""`spark.readStream.format("kafka")...writeStream.foreachBatch(...)`, which Sail does not have: read with kafka-python.

The script is the one that runs on AWS. What is here stands for Spark's Kafka source and its micro-batch loop: the same
columns, the same options as far as the scripts use them, the same checkpoint (`offsets/N` before batch N begins,
`commits/N` after it), so that a run begins with the batch that the one before did not end.
"""

import json
import re
import threading
import time

NAME = "kafka-python of the DAIVI sandbox (a source adapter: Sail has no Kafka source)"
_COLUMNS = (
    "key binary, value binary, topic string, partition int, offset bigint, timestamp timestamp, timestampType int, "
    "headers array<struct<key: string, value: binary>>"
)
_LOOK = 5  # seconds without a message after which is looked whether the broker is still the same
_KEPT = 100  # batches in the checkpoint, as spark.sql.streaming.minBatchesToRetain


def install(spark, clients) -> None:
    """Have `load()` of a reader of format kafka give our stream."""
    from pyspark.sql.connect.streaming.readwriter import DataStreamReader

    made, load = DataStreamReader.format, DataStreamReader.load

    def formatted(reader, source):
        reader._daivi_format = source
        return made(reader, source)

    def loaded(reader, path=None, format=None, schema=None, **options):
        if (format or getattr(reader, "_daivi_format", None)) != "kafka":
            return load(reader, path, format, schema, **options)
        return _Stream(spark, clients, {**reader._options, **options})

    DataStreamReader.format, DataStreamReader.load = formatted, loaded
    spark.conf.set("spark.daivi.kafkaSource", NAME)


class _Stream:
    """What is read; it can only be written to a function a batch."""

    def __init__(self, spark, clients, options: dict):
        self.spark, self.clients, self.options = spark, clients, options
        if options.get("kafka.security.protocol", "PLAINTEXT") != "PLAINTEXT":
            raise ValueError("the sandbox's broker has no authentication and no TLS: kafka.security.protocol")

    @property
    def isStreaming(self) -> bool:
        return True

    @property
    def writeStream(self):
        return _Writer(self)


class _Writer:
    def __init__(self, stream: _Stream):
        self.stream, self.settings, self.interval, self.function = stream, {}, 0.0, None

    def foreachBatch(self, function):
        self.function = function
        return self

    def option(self, key, value):
        self.settings[key] = value
        return self

    def trigger(self, *, processingTime=None, **others):
        if others:
            raise ValueError(f"the sandbox has no trigger {', '.join(others)}")
        count, unit = re.fullmatch(r"\s*([\d.]+)\s*(second|minute)s?\s*", processingTime).groups()
        self.interval = float(count) * {"second": 1, "minute": 60}[unit]
        return self

    def start(self):
        return _Query(self)


class _Query(threading.Thread):
    """The loop over the batches."""

    def __init__(self, writer: _Writer):
        super().__init__(daemon=True, name="kafka-query")
        self.stream, self.function, self.interval = writer.stream, writer.function, writer.interval
        self.checkpoint = _Checkpoint(
            self.stream.clients, writer.settings["checkpointLocation"], self.stream.options["subscribe"]
        )
        self.stopping, self.problem = threading.Event(), None
        self.start()

    @property
    def isActive(self) -> bool:
        return self.is_alive()

    def awaitTermination(self, timeout=None):
        self.join(timeout)
        if self.problem is not None:
            raise self.problem
        return None if timeout is None else not self.is_alive()

    def stop(self) -> None:
        self.stopping.set()
        self.join()

    def run(self) -> None:
        try:
            with _Topic(self.stream.options) as topic:
                self._loop(topic)
        except BaseException as problem:
            self.problem = problem

    def _loop(self, topic) -> None:
        number, begun, done = self.checkpoint.last()
        place = topic.first() if done is None else {name: done.get(name, 0) for name in topic.parts}
        is_anew = topic.ends_before(begun or done or {})
        looked = time.monotonic()
        while not self.stopping.is_set():
            if is_anew:
                number, begun, place = number + 1, None, dict.fromkeys(topic.parts, 0)
                self.checkpoint.begin_anew(number, place)
                is_anew = False
            due = time.monotonic() + self.interval
            rows, end = topic.read(place, begun, self.interval)
            if begun is None and not rows and time.monotonic() > looked + _LOOK:
                is_anew, looked = topic.ends_before(place), time.monotonic()
                continue
            if rows and begun is None:
                number += 1
                self.checkpoint.begin(number, end)
            if rows:
                self.function(self.stream.spark.createDataFrame(rows, _COLUMNS), number)
            if rows or begun is not None:
                self.checkpoint.commit(number)
            place, begun = end, None
            self.stopping.wait(max(0.0, due - time.monotonic()))


class _Topic:
    """One topic, read from place to place; a place is a number a partition.

    How far it goes is known from what comes, not from ListOffsets: the broker's answer to that lags behind.
    """

    def __init__(self, options: dict):
        self.name = options["subscribe"]
        self.earliest = options.get("startingOffsets", "latest") == "earliest"
        self.most = int(options.get("maxOffsetsPerTrigger") or 1_000_000)
        self.servers = options["kafka.bootstrap.servers"].split(",")

    def __enter__(self):
        from kafka import KafkaConsumer

        self.consumer = KafkaConsumer(
            bootstrap_servers=self.servers,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_poll_records=5000,
        )
        self.parts = self._partitions()
        self.consumer.assign(list(self.parts.values()))
        return self

    def __exit__(self, *problem):
        self.consumer.close()

    def _partitions(self) -> dict:
        from kafka import TopicPartition
        from kafka.errors import UnknownTopicOrPartitionError

        end = time.monotonic() + 60
        while not (found := self.consumer.partitions_for_topic(self.name)):
            if time.monotonic() > end:
                raise UnknownTopicOrPartitionError(f"there is no topic {self.name} at {','.join(self.servers)}")
            time.sleep(0.2)
        return {str(number): TopicPartition(self.name, number) for number in sorted(found)}

    def first(self) -> dict:
        """Where a stream without a checkpoint starts."""
        parts = list(self.parts.values())
        found = self.consumer.beginning_offsets(parts) if self.earliest else self.consumer.end_offsets(parts)
        return {name: found[part] for name, part in self.parts.items()}

    def ends_before(self, place: dict) -> bool:
        """Whether a broker that answers does not have what was read before: it has been made anew."""
        from kafka.errors import KafkaError

        try:
            found = self.consumer.end_offsets(list(self.parts.values()))
        except KafkaError:
            return False
        # What it says lags behind; the messages themselves do not.
        return any(found[part] < place.get(name, 0) for name, part in self.parts.items()) and not self._has(place)

    def _has(self, place: dict) -> bool:
        """Whether the messages just before a place are there."""
        before = {name: number - 1 for name, number in place.items() if number > 0 and name in self.parts}
        rows, _ = self._poll(before, {name: number + 1 for name, number in before.items()}, patience=10)
        return {(str(row[3]), row[4]) for row in rows} == set(before.items())

    def read(self, place: dict, end: dict | None, wait: float) -> tuple:
        """The messages from a place on, and where they end: up to `end` when it is given, else as far as there are any,
        for which it waits a while."""
        if end is None:
            return self._poll(place, None, patience=max(wait, 0.2))
        rows, reached = self._poll(place, end, patience=60)
        if reached != end:
            raise TimeoutError(f"no broker at {','.join(self.servers)} gave the messages of {self.name} in time")
        return rows, reached

    def _poll(self, place: dict, end: dict | None, patience: float) -> tuple:
        from kafka.errors import OffsetOutOfRangeError

        reached, rows = dict(place), []
        for name, part in self.parts.items():
            wanted = name in place and (end is None or end.get(name, 0) > place[name])
            (self.consumer.resume if wanted else self.consumer.pause)(part)
            if wanted:
                self.consumer.seek(part, place[name])
        until = time.monotonic() + patience
        while time.monotonic() < until and len(rows) < self.most:
            if end is not None and all(reached[name] >= end[name] for name in place if name in end):
                break
            try:
                found = self.consumer.poll(timeout_ms=int(1000 * min(0.5, max(0.05, until - time.monotonic()))))
            except OffsetOutOfRangeError:
                break
            if not found and rows and end is None:
                break
            for part, records in found.items():
                name = str(part.partition)
                for record in records:
                    if record.offset >= reached[name] and (end is None or record.offset < end[name]):
                        rows.append(_row(record))
                        reached[name] = record.offset + 1
        return rows, reached


def _row(record) -> tuple:
    import datetime

    moment = datetime.datetime.fromtimestamp(record.timestamp / 1000, datetime.timezone.utc)
    return (
        *(record.key, record.value, record.topic, record.partition, record.offset),
        *(moment, record.timestamp_type, list(record.headers)),
    )


class _Checkpoint:
    """Offsets before a batch, commits after it, in Spark's own files."""

    def __init__(self, clients, location: str, topic: str):
        self.clients, self.topic = clients, topic
        self.bucket, _, self.prefix = location.rstrip("/").partition("://")[2].partition("/")

    def last(self) -> tuple:
        """The newest batch's number, where it ends if it was begun and not ended, and where the one before it ended."""
        begun, ended = self._numbers("offsets"), self._numbers("commits")
        if not begun:
            return -1, None, None
        number = max(begun)
        place = self._place(number)
        if number in ended:
            return number, None, place
        return number, place, self._place(number - 1) if number - 1 in begun else None

    def begin(self, number: int, place: dict) -> None:
        times = {"batchWatermarkMs": 0, "batchTimestampMs": int(time.time() * 1000), "conf": {}}
        self._put(f"offsets/{number}", f"v1\n{json.dumps(times)}\n{json.dumps({self.topic: place})}")

    def begin_anew(self, number: int, place: dict) -> None:
        """The broker has been made anew and begins at nought: an empty batch says so, which the next one starts from.
        Its commit comes first, so that a run that is killed between the two finds nothing of it."""
        self.commit(number)
        self.begin(number, place)

    def commit(self, number: int) -> None:
        self._put(f"commits/{number}", 'v1\n{"nextBatchWatermarkMs":0}')
        for name in ("offsets", "commits"):
            if number >= _KEPT:
                self.clients.delete(self.bucket, f"{self.prefix}/{name}/{number - _KEPT}")

    def _numbers(self, name: str) -> set:
        place = f"{self.prefix}/{name}/"
        return {int(key.rsplit("/", 1)[1]) for key in self.clients.keys_below(f"s3://{self.bucket}/{place}")}

    def _place(self, number: int) -> dict:
        text = self.clients.get(self.bucket, f"{self.prefix}/offsets/{number}").decode()
        return json.loads(text.split("\n")[2])[self.topic]

    def _put(self, name: str, text: str) -> None:
        self.clients.put(self.bucket, f"{self.prefix}/{name}", text.encode())

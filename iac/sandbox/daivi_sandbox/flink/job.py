"""One job: reads a topic, holds what belongs to windows that are open, and writes each window once it is over.

A window is over when the watermark has passed its end. The state (how far the topic was read before the oldest event that is
still held, and which windows are over) is written after the results. A job that is killed in between writes them once
more: in the topic they come again, in the lake over the old ones, since each window has a file named by its end.
"""

import datetime
import json
import os
import re
import threading
import time
import urllib.request
from pathlib import Path

from . import sql

_PAUSE = 0.25


class Job(threading.Thread):
    def __init__(self, tables: dict, views: dict, inserts: list, configuration: dict, state: str):
        super().__init__(daemon=True, name="flink-job")
        self.tables, self.views, self.inserts = tables, views, inserts
        self.state = Path(state)
        self.problem: BaseException | None = None
        queries = [*(insert.query for insert in inserts), *(view.query for view in views.values())]
        self.window = next((found for found in map(sql.window, queries) if found), None)
        if self.window is None:
            raise ValueError("the sandbox runs queries with a TUMBLE window only")
        self.source = tables[self.window.table]
        if self.source.time != self.window.time:
            raise ValueError(f"{self.window.time} has no watermark in {self.source.name}")
        windows = [query for query in queries if sql.window(query)]
        self.null_is_left_out = all(sql.leaves_out_null(query, self.window.time) for query in windows)
        idle = re.match(r"([\d.]+)\s*s", configuration.get("table.exec.source.idle-timeout", ""))
        self.idle = float(idle[1]) if idle else None
        self.watermark = 0.0  # seconds since 1970
        self.held: list = []  # (partition, offset, time, row)

    def wait(self) -> None:
        self.join()
        if self.problem is not None:
            raise self.problem

    def run(self) -> None:
        try:
            self._read()
        except BaseException as problem:
            self.problem = problem

    # ---- Reading -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        from kafka import KafkaConsumer, TopicPartition

        options = self.source.options
        if options.get("properties.security.protocol", "PLAINTEXT") != "PLAINTEXT":
            raise ValueError("the sandbox's broker has no authentication and no TLS")
        topic = options["topic"]
        consumer = KafkaConsumer(
            bootstrap_servers=options["properties.bootstrap.servers"].split(","), enable_auto_commit=False
        )
        while not (numbers := consumer.partitions_for_topic(topic)):
            print(f"there is no topic {topic} yet", flush=True)
            time.sleep(2)
        parts = {number: TopicPartition(topic, number) for number in sorted(numbers)}
        consumer.assign(list(parts.values()))
        place = self._restored(consumer, parts)
        for number, part in parts.items():
            consumer.seek(part, place[number])
        newest = dict.fromkeys(parts)  # the newest event's time a partition
        heard = dict.fromkeys(parts, time.monotonic())
        print("RUNNING", flush=True)
        while True:
            for part, records in consumer.poll(timeout_ms=int(1000 * _PAUSE)).items():
                for record in records:
                    place[part.partition] = record.offset + 1
                    moment = self._take(record)
                    if moment is not None:
                        newest[part.partition] = max(newest[part.partition] or 0, moment)
                        heard[part.partition] = time.monotonic()
            if self._advance(newest, heard):
                self._close_windows()
                self._keep(place)

    def _take(self, record) -> float | None:
        """Hold an event for its window; its time. What is no JSON object is ignored."""
        try:
            row = json.loads(record.value)
        except ValueError:
            return None
        if not isinstance(row, dict):
            return None
        moment = self._time_of(row)
        if moment is None:
            if self.null_is_left_out:
                return None
            raise RuntimeError("RowTime field should not be null, please convert it to a non-null long value.")
        if self._end_of(moment) > self.watermark:
            self.held.append((record.partition, record.offset, moment, row))
        return moment

    def _time_of(self, row: dict) -> float | None:
        """The event's time as the table computes it: one that cannot be read is none, or 1970 where the table says so."""
        source = self.source
        try:
            moment = _moment(row[source.read])
        except (ValueError, KeyError, AttributeError):
            moment = None
        if source.ahead is None:
            return moment
        if moment is None or moment > time.time() + source.ahead:
            moment = 0.0
        text = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).isoformat()
        row[source.time] = text.replace("+00:00", "Z")
        return moment

    def _end_of(self, moment: float) -> float:
        return (moment // self.window.seconds + 1) * self.window.seconds

    def _advance(self, newest: dict, heard: dict) -> bool:
        """Move the watermark to the slowest partition's; one that nothing has come from for a while does not count."""
        now = time.monotonic()
        counted = [newest[number] for number in newest if self.idle is None or now - heard[number] < self.idle]
        if not counted or None in counted:
            return False
        mark = min(counted) - self.source.delay
        if mark <= self.watermark:
            return False
        self.watermark = mark
        return any(self._end_of(moment) <= mark for _, _, moment, _ in self.held)

    # ---- Windows that are over -----------------------------------------------------------------------------------

    def _close_windows(self) -> None:
        over = [event for event in self.held if self._end_of(event[2]) <= self.watermark]
        self.held = [event for event in self.held if self._end_of(event[2]) > self.watermark]
        windows: dict = {}  # its end -> its rows
        for _, _, moment, row in over:
            windows.setdefault(self._end_of(moment), []).append(row)
        results: list = [{} for _ in self.inserts]
        for end in sorted(windows):
            connection = self._duckdb(windows[end])
            for insert, found in zip(self.inserts, results):
                found[end] = _rows(connection, insert.query)
        for insert, found in zip(self.inserts, results):
            self._write(self.tables[insert.table], found)
        print(f"{len(over)} events of windows that are over at {self.watermark:.0f}", flush=True)

    def _duckdb(self, rows: list):
        import duckdb
        import pyarrow as pa

        source = self.source
        # A computed time was computed when the event came.
        kinds = {**source.columns, source.time: "TIMESTAMP_LTZ(3)"}
        fields = {name: sql.arrow_type(kind) for name, kind in kinds.items()}
        columns = {name: [_value(row.get(name), kind) for row in rows] for name, kind in fields.items()}
        arrays = [pa.array(columns[name], kind) for name, kind in fields.items()]
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register(f"{source.name}_read", pa.table(arrays, names=list(fields)))
        computed = "".join(f", {expression} AS {name}" for name, expression in source.computed.items())
        connection.execute(f"CREATE VIEW {source.name} AS SELECT *{computed} FROM {source.name}_read")
        for view in self.views.values():
            connection.execute(f"CREATE VIEW {view.name} AS {sql.duckdb_query(view.query)}")
        return connection

    def _write(self, table, results: dict) -> None:
        ordered = {end: [{column: row[column] for column in table.columns} for row in results[end]] for end in results}
        if table.options["connector"] == "kafka":
            _send(table, [row for rows in ordered.values() for row in rows])
        elif table.options["connector"] == "filesystem":
            for end, rows in ordered.items():
                if rows:
                    _put(table.options["path"].rstrip("/") + f"/part-{end:.0f}.json", rows)
        else:
            raise ValueError(f"the sandbox has no connector {table.options['connector']}")

    # ---- State ---------------------------------------------------------------------------------------------------

    def _restored(self, consumer, parts: dict) -> dict:
        """Where to read on; from nought where the topic does not go that far, because the broker was made anew."""
        if not self.state.exists():
            return dict.fromkeys(parts, 0)
        kept = json.loads(self.state.read_text())
        self.watermark = kept["watermark"]
        ends = consumer.end_offsets(list(parts.values()))
        places = {number: kept["places"].get(str(number), 0) for number in parts}
        # ListOffsets lags by a batch, so nought alone tells a topic that is empty again.
        return {number: place if ends[parts[number]] else 0 for number, place in places.items()}

    def _keep(self, place: dict) -> None:
        places = dict(place)
        for partition, offset, _, _ in self.held:
            places[partition] = min(places[partition], offset)
        partial = self.state.with_suffix(".partial")
        partial.write_text(json.dumps({"watermark": self.watermark, "places": places}))
        os.replace(partial, self.state)


def _rows(connection, query: str) -> list:
    result = connection.execute(sql.duckdb_query(query))
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, map(_json_value, row))) for row in result.fetchall()]


def _moment(text: str) -> float:
    """A time as Flink reads one that has a zone: in UTC, with a Z at its end."""
    if not text.endswith("Z"):
        raise ValueError(f"{text} has no Z at its end")
    return datetime.datetime.fromisoformat(text).timestamp()


def _value(value, kind):
    import pyarrow as pa

    if value is None:
        return None
    if pa.types.is_timestamp(kind):
        try:
            return datetime.datetime.fromtimestamp(_moment(value), datetime.timezone.utc).replace(tzinfo=None)
        except (ValueError, AttributeError):
            return None
    if pa.types.is_struct(kind):
        return {field.name: value.get(field.name) for field in kind} if isinstance(value, dict) else None
    return str(value) if pa.types.is_string(kind) else value


def _json_value(value):
    """As Flink's JSON format writes it."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") + (f".{value.microsecond // 1000:03d}" if value.microsecond else "")
    return float(value) if value.__class__.__name__ == "Decimal" else value


def _send(table, rows: list) -> None:
    from kafka import KafkaProducer

    key = table.options.get("key.fields")
    producer = KafkaProducer(
        bootstrap_servers=table.options["properties.bootstrap.servers"].split(","), acks="all", linger_ms=10
    )
    try:
        sent = [
            producer.send(
                table.options["topic"], json.dumps(row).encode(), key=str(row[key]).encode() if key else None
            )
            for row in rows
        ]
        producer.flush(timeout=60)
        for future in sent:
            future.get(timeout=60)
    finally:
        producer.close(timeout=5)


def _put(location: str, rows: list) -> None:
    bucket, _, key = location.partition("://")[2].partition("/")
    request = urllib.request.Request(
        f"{os.environ['AWS_ENDPOINT_URL']}/{bucket}/{key}",
        "".join(json.dumps(row) + "\n" for row in rows).encode(),
        {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/20200101/"
            f"{os.environ['AWS_REGION']}/s3/aws4_request"
        },
        method="PUT",
    )
    urllib.request.urlopen(request).close()

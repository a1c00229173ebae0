"""Puts the events of a Splunk index where Spark can read them, checked one by one, before any table is touched."""

import contextlib
import gzip
import json
import tempfile

import boto3
from splunk_columns import COLUMNS, PARTITION, REQUIRED, SEARCH
from splunk_events import DAY, days, events, moment, text
from splunk_rest import SplunkError


@contextlib.contextmanager
def landed(splunk, index: str, latest: float, place: str):
    """The events of `index` before `latest` as files of JSON lines below `place` (`s3://bucket/prefix/`), one a day, gone
    again afterwards: where they are and how many. Fails when Splunk gives another number than it counts."""
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    s3 = boto3.client("s3")
    keys: list = []
    try:
        total = 0
        for day, counted in days(splunk, index, 0, latest):
            date = text(day)[:10]
            with tempfile.TemporaryFile() as file:
                written = _write(file, _day(splunk, index, day, min(day + DAY, latest)))
                if written != counted:
                    raise SplunkError(
                        f"{splunk.endpoint}: {date} has {counted} events in index {index}, the search gave {written}")
                file.seek(0)
                keys.append(f"{prefix}{date}.json.gz")
                s3.upload_fileobj(file, bucket, keys[-1])
            total += written
        if total == 0:
            raise SplunkError(f"{splunk.endpoint}: index {index} has no events")
        yield [f"s3://{bucket}/{key}" for key in keys], total
    finally:
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)


def _write(file, rows) -> int:
    """The rows as compressed lines; how many. Never more than a page of them is in memory."""
    written = 0
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=6) as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    return written


def _day(splunk, index: str, earliest: float, latest: float):
    for page in events(splunk, index, SEARCH, earliest, latest):
        for row in page:
            yield _checked(splunk, row)


def _checked(splunk, row: dict) -> dict:
    """One event as a row of the table; its time as Spark reads it, in UTC."""
    missing = [name for name in REQUIRED if not row.get(name)]
    if missing:
        raise SplunkError(f"{splunk.endpoint}: an event has no {', no '.join(missing)}: {str(row)[:300]}")
    try:
        time = moment(row["_time"])
    except ValueError as problem:
        raise SplunkError(f"{splunk.endpoint}: an event of {row['source']} has no time: {problem}") from None
    # A field with several values comes as a list.
    values = {name: _text(row.get(name)) for name in COLUMNS}
    return {**values, "_time": time.strftime("%Y-%m-%d %H:%M:%S.%f"), PARTITION: time.strftime("%Y-%m-%d")}


def _text(value):
    return ", ".join(map(str, value)) if isinstance(value, list) else value or None

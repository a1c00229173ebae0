"""Reads a delimited report once, before any table is touched, and says what is in it or what is wrong with it.

Spark's own reader forgives: a short row becomes nulls, a truncated archive fewer rows, a stray byte a question mark.
A bill must not. Everything here is plain Python, runs on the driver with constant memory, and names file and line.
"""

import contextlib
import csv
import gzip
import io
import itertools
import re
import uuid
import zlib
from dataclasses import dataclass

csv.field_size_limit(2**31 - 1)


class ReportError(Exception):
    """What is wrong with a report, in words that name the file and, where it is known, the line."""


CHOSEN_BY_PEOPLE = ("resource_tags_", "cost_category_")
"""Columns whose names people make up: AWS tells `Owner` from `owner`, a table does not."""


@dataclass
class Report:
    """What a report holds: the column of each of its fields by normalised name, its number of rows, and how it must be
    read."""

    source: str
    packed: bool
    fields: list
    rows: int = 0
    multiline: bool = False
    headed: bool = True

    @property
    def columns(self) -> list:
        """The columns, each once: of several fields of one column the first that is not empty counts."""
        return list(dict.fromkeys(self.fields))


def normalise(name: str) -> str:
    """The column name for a header name: `lineItem/UsageAmount` becomes `line_item_usage_amount`."""
    words = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", lambda m: (m[1] or m[3]) + "_" + (m[2] or ""), name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def inspect(source: str, stream, checks: dict | None = None, reserved=(), required=(), headerless=()) -> Report:
    """Read the whole report from the binary `stream`; `checks` maps a column to a function that says what is wrong
    with a value, or None. `required` are the columns that must be there. A first row with as many
    fields as `headerless` has names, and not these names, is a row of a report without a header. Raises ReportError."""
    packed, stream = _unpacked(stream)
    rows = csv.reader(_lines(source, stream), strict=True)
    try:
        header = next(rows, None)
        if not header:
            raise ReportError(f"{source} is empty")
        headed = not _is_row(header, headerless)
        report = Report(
            source, packed, _fields(source, header if headed else headerless, reserved, required), headed=headed)
        checked = [(index, name, checks[name]) for index, name in enumerate(report.fields) if name in (checks or {})]
        before = rows.line_num if headed else 0
        for row in rows if headed else itertools.chain([header], rows):
            if row:
                _check_row(source, before + 1, report, row, checked)
                report.rows += 1
                report.multiline = report.multiline or rows.line_num > before + 1
            before = rows.line_num
    except csv.Error as problem:
        raise ReportError(f"{source}, line {rows.line_num}: {problem}") from None
    if report.rows == 0:
        raise ReportError(f"{source} has a header and no rows")
    return report


def _is_row(first: list, headerless) -> bool:
    return len(first) == len(headerless) > 0 and normalise(first[0]) != headerless[0]


def _check_row(source: str, line: int, report: Report, row: list, checked: list) -> None:
    if len(row) != len(report.fields):
        raise ReportError(f"{source}, line {line}: {len(row)} fields, the header has {len(report.fields)}")
    for index, name, check in checked:
        problem = row[index] and check(row[index])
        if problem:
            raise ReportError(f"{source}, line {line}: {name} is {row[index]!r}, {problem}")


def _fields(source: str, header: list, reserved, required) -> list:
    header = [header[0].removeprefix("\ufeff"), *header[1:]]
    fields: list = []
    found: dict = {}
    for position, name in enumerate(header, 1):
        column = normalise(name)
        if not column:
            raise ReportError(f"{source}, line 1: the name of column {position} is empty")
        if column in found and not column.startswith(CHOSEN_BY_PEOPLE):
            raise ReportError(f"{source}, line 1: {found[column]!r} and {name!r} are both named {column}")
        if column in reserved:
            raise ReportError(f"{source}, line 1: {name!r} is a name that the table keeps for itself")
        found.setdefault(column, name)
        fields.append(column)
    missing = [name for name in required if name not in found]
    if missing:
        raise ReportError(f"{source}, line 1: the header has no {', no '.join(missing)}")
    return fields


def _unpacked(stream) -> tuple:
    """Whether the stream is gzip, by its first bytes, and its content."""
    stream = io.BufferedReader(_Raw(stream), 1 << 20)
    packed = stream.peek(2)[:2] == b"\x1f\x8b"
    return packed, gzip.GzipFile(fileobj=stream) if packed else stream


def _lines(source: str, stream):
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline()
        except EOFError:
            raise ReportError(f"{source}, line {number}: the gzip file ends too early, it was cut off") from None
        except (gzip.BadGzipFile, zlib.error) as problem:
            raise ReportError(f"{source}, line {number}: the gzip file is damaged: {problem}") from None
        if not raw:
            return
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise ReportError(
                f"{source}, line {number}: byte 0x{raw[problem.start]:02x} at position {problem.start + 1} is not UTF-8"
            ) from None


class _Raw(io.RawIOBase):
    """Any object with read(n), such as the body of an S3 object, as a raw stream."""

    def __init__(self, body):
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_object(source: str):
    """The content of `s3://bucket/key` as a stream. Raises ReportError when there is no such object."""
    import boto3
    from botocore.exceptions import ClientError

    bucket, key = _bucket_and_key(source)
    try:
        return boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
    except ClientError as problem:
        if problem.response["Error"]["Code"] in ("NoSuchKey", "NoSuchBucket", "404"):
            raise ReportError(f"{source} does not exist") from None
        raise


def landed(source: str) -> str:
    """The day, YYYY-MM-DD in UTC, on which the object was written."""
    import boto3

    bucket, key = _bucket_and_key(source)
    return boto3.client("s3").head_object(Bucket=bucket, Key=key)["LastModified"].strftime("%Y-%m-%d")


@contextlib.contextmanager
def named_for_spark(report: Report, temporary: str):
    """Where Spark can read the report. It unpacks what is named .gz, whatever is inside: a report whose name says
    otherwise than its content is read from a copy below `temporary`, which is gone afterwards."""
    if report.source.lower().endswith(".gz") == report.packed:
        yield report.source
        return
    import boto3

    bucket, key = _bucket_and_key(report.source)
    # Two jobs may read the same report at once: each has a copy of its own.
    place, prefix = _bucket_and_key(f"{temporary.rstrip('/')}/renamed/{uuid.uuid4().hex}/")
    renamed = prefix + (f"{key}.gz" if report.packed else key[: -len(".gz")])
    s3 = boto3.client("s3")
    s3.copy({"Bucket": bucket, "Key": key}, place, renamed)
    try:
        yield f"s3://{place}/{renamed}"
    finally:
        s3.delete_object(Bucket=place, Key=renamed)


def _bucket_and_key(location: str) -> tuple:
    found = re.fullmatch(r"s3[an]?://([^/]+)/(.+)", location)
    if not found:
        raise ReportError(f"{location} is no S3 location of an object")
    return found[1], found[2]

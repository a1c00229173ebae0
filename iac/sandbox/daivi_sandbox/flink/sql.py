"""Flink SQL as DuckDB says it: tables with their options and watermark, views, and windows that tumble."""

import re
from dataclasses import dataclass, field

_FLAGS = re.IGNORECASE | re.DOTALL
_TABLE = re.compile(r"^\s*CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(\w+)\s*\((.*)\)\s*WITH\s*\((.*)\)\s*$", _FLAGS)
_VIEW = re.compile(r"^\s*CREATE\s+(?:TEMPORARY\s+)?VIEW\s+(\w+)\s+AS\s+(.*)$", _FLAGS)
_INSERT = re.compile(r"^\s*INSERT\s+INTO\s+(\w+)\s+(.*)$", _FLAGS)
_WATERMARK = re.compile(r"^WATERMARK\s+FOR\s+(\w+)\s+AS\s+\1\s*-\s*INTERVAL\s+'(\d+)'\s+(SECOND|MINUTE)$", _FLAGS)
_SOUND = re.compile(
    r"^CASE\s+WHEN\s+(\w+)\s*<=\s*CURRENT_TIMESTAMP\s*\+\s*INTERVAL\s+'(\d+)'\s+(SECOND|MINUTE)\s+THEN\s+\1"
    r"\s+ELSE\s+TO_TIMESTAMP_LTZ\s*\(\s*0\s*,\s*3\s*\)\s+END$",
    _FLAGS,
)
_TUMBLE = re.compile(
    r"TABLE\s*\(\s*TUMBLE\s*\(\s*TABLE\s+(\w+)\s*,\s*DESCRIPTOR\s*\(\s*(\w+)\s*\)\s*,"
    r"\s*INTERVAL\s+'(\d+)'\s+(SECOND|MINUTE|HOUR)\s*\)\s*\)",
    _FLAGS,
)
_FROM_1970 = re.compile(r"TO_TIMESTAMP_LTZ\s*\(\s*(-?\d+)\s*,\s*3\s*\)", _FLAGS)
_BRACKETS = re.compile(r"<=|>=|<>|\b(?:ROW|ARRAY|MAP)\s*<|[(),>]", _FLAGS)
_UNITS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600}


@dataclass
class Table:
    name: str
    columns: dict  # name -> Flink's type, in order; those that come from outside
    computed: dict  # name -> expression
    options: dict
    time: str | None = None  # the column with the event's time
    delay: int = 0  # seconds that the watermark stays behind it
    read: str | None = None  # the column that the event's time is read from
    ahead: int | None = None  # a time that is more seconds to come, or cannot be read, is 1970; None: it is no time


@dataclass
class View:
    name: str
    query: str


@dataclass
class Insert:
    table: str
    query: str


@dataclass
class Window:
    """Where a query divides a stream into windows."""

    table: str
    time: str
    seconds: int
    text: str = field(repr=False, default="")


def statement(text: str):
    """CREATE TABLE or CREATE VIEW. ValueError for what the sandbox does not run."""
    made = _VIEW.match(text)
    if made:
        return View(made[1], made[2])
    made = _TABLE.match(text)
    if made is None:
        raise ValueError(f"the sandbox runs CREATE TABLE ... WITH and CREATE VIEW only: {text[:80]}")
    table = Table(made[1], {}, {}, dict(re.findall(r"'([^']*)'\s*=\s*'([^']*)'", made[3])))
    for part in _parts(made[2]):
        mark = _WATERMARK.match(part)
        if mark:
            table.time, table.delay = mark[1], int(mark[2]) * _UNITS[mark[3].upper()]
            continue
        name, _, rest = part.partition(" ")
        if rest.strip().upper().startswith("AS "):
            table.computed[name] = rest.strip()[3:].strip()
        else:
            table.columns[name] = rest.strip()
    table.read = table.time
    if table.time in table.computed:
        sound = _SOUND.match(table.computed.pop(table.time))
        if sound is None:
            raise ValueError(f"the sandbox does not compute the time {table.time} of {table.name}")
        table.read, table.ahead = sound[1], int(sound[2]) * _UNITS[sound[3].upper()]
    return table


def insert(text: str) -> Insert:
    made = _INSERT.match(text)
    if made is None:
        raise ValueError(f"the sandbox runs INSERT INTO table SELECT only: {text[:80]}")
    return Insert(made[1], made[2])


def window(query: str) -> Window | None:
    """The first tumbling window of a query."""
    found = _TUMBLE.search(query)
    return Window(found[1], found[2], int(found[3]) * _UNITS[found[4].upper()], found[0]) if found else None


def leaves_out_null(query: str, column: str) -> bool:
    """Whether a query's WHERE lets no row through whose column is null."""
    found = re.search(r"\bWHERE\b(.*?)(?:\bGROUP\s+BY\b|$)", query, _FLAGS)
    conditions = re.split(r"\bAND\b", found[1], flags=re.IGNORECASE) if found else []
    return any(re.fullmatch(rf"\s*{column}\s+IS\s+NOT\s+NULL\s*", condition, _FLAGS) for condition in conditions)


def duckdb_query(query: str) -> str:
    """A query with its windows in DuckDB's words; windows begin where Flink's do, counted from 1970."""

    def tumbled(found):
        table, time, size = found[1], found[2], int(found[3]) * _UNITS[found[4].upper()] * 1_000_000
        start = f"make_timestamp((epoch_us({time}) // {size}) * {size})"
        end = f"make_timestamp((epoch_us({time}) // {size}) * {size} + {size})"
        return f"(SELECT *, {start} AS window_start, {end} AS window_end FROM {table})"

    query = _FROM_1970.sub(lambda found: f"make_timestamp({int(found[1]) * 1000})", query)
    return _TUMBLE.sub(tumbled, query)


def arrow_type(kind: str):
    """A column's type as the reader makes it."""
    import pyarrow as pa

    kind = kind.strip()
    row = re.match(r"^ROW\s*<(.*)>$", kind, _FLAGS)
    if row:
        return pa.struct([tuple(_named(part)) for part in _parts(row[1])])
    plain = {
        "STRING": pa.string(),
        "BIGINT": pa.int64(),
        "INT": pa.int32(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
    }
    name = re.sub(r"\(.*\)$", "", kind).strip().upper()
    if name in plain:
        return plain[name]
    if name.startswith("TIMESTAMP"):
        return pa.timestamp("us")
    raise ValueError(f"the sandbox does not read columns of type {kind}")


def _named(part: str):
    name, _, kind = part.partition(" ")
    return name, arrow_type(kind)


def _parts(text: str) -> list:
    """A list's parts, divided at commas that no bracket holds; `<` is a bracket after a type only."""
    parts, open_, start = [], [], 0
    for found in _BRACKETS.finditer(text):
        token = found[0]
        if token[-1] in "(<":
            open_.append(token[-1])
        elif token == ")" or token == ">" and open_[-1:] == ["<"]:
            open_.pop()
        elif token == "," and not open_:
            parts.append(text[start : found.start()])
            start = found.end()
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]

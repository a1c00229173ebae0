"""Time travel as Athena writes it: `FROM t FOR VERSION AS OF 123`, `FROM t FOR TIMESTAMP AS OF TIMESTAMP '...'`.

The engine's parser does not know these words: the query is rewritten to name `t@v123` or `t@t<milliseconds>`, and such
a name is made a view of the table at that snapshot.
"""

import re
from datetime import datetime, timezone

from ..errors import AwsError

_PART = r'(?:"[^"]+"|\w+)'
_TRAVEL = re.compile(
    rf"(?P<before>(?:{_PART}\.)*)(?P<table>{_PART})\s+FOR\s+"
    r"(?:VERSION\s+AS\s+OF\s+(?P<version>\d+)|TIMESTAMP\s+AS\s+OF\s+TIMESTAMP\s+'(?P<moment>[^']+)')",
    re.I,
)
_NAME = re.compile(r"(.+)@([vt])(\d+)")


def rewrite(query: str) -> str:
    """The query with tables at a snapshot under names of their own."""

    def named(found) -> str:
        mark = f"v{found['version']}" if found["version"] else f"t{_milliseconds(found['moment'])}"
        name = found["table"].strip('"')
        return f'{found["before"]}"{name}@{mark}"'

    return _TRAVEL.sub(named, query)


def _milliseconds(moment: str) -> int:
    try:
        parsed = datetime.fromisoformat(re.sub(r"\s+(UTC|Z)$", "", moment.strip()))
    except ValueError:
        raise AwsError("INVALID_LITERAL", f"line 1:1: '{moment}' is not a valid timestamp literal") from None
    return int(parsed.replace(tzinfo=parsed.tzinfo or timezone.utc).timestamp() * 1000)


def split(table: str) -> tuple[str, str | None]:
    """A table's name, and the mark of the snapshot if the name has one."""
    found = _NAME.fullmatch(table)
    return (found[1], f"{found[2]}{found[3]}") if found else (table, None)


def snapshot(metadata: dict, mark: str) -> int:
    """The id of the snapshot that a mark means. Raises AwsError when there is none."""
    number = int(mark[1:])
    if mark[0] == "v":
        if any(entry["snapshot-id"] == number for entry in metadata.get("snapshots") or []):
            return number
        raise AwsError("INVALID_ARGUMENTS", f"Iceberg snapshot ID does not exists: {number}")
    log = [entry for entry in metadata.get("snapshot-log") or [] if entry["timestamp-ms"] <= number]
    if not log:
        raise AwsError("INVALID_ARGUMENTS", f"No version history table at or before {number} ms")
    return log[-1]["snapshot-id"]

"""Searches of the stand-in: the two that the platform's jobs ask, and a refusal that says so for any other."""

import bisect
import os
import re
import uuid
from datetime import datetime, timezone

from . import logs

INDEX = "_internal"
PAGE = 50_000
"""Splunk's `maxresultrows`: no page of results is larger."""

_TABLE = re.compile(r"search index=(\S+) \| eval message=_raw \| table ([\w ]+)")
_COUNT = re.compile(r"\| tstats count where index=(\S+) by _time span=1h")


class Searches:
    """The search jobs of one Splunk, by their ids."""

    def __init__(self):
        self.jobs: dict = {}

    def start(self, query: str, earliest: float, latest: float) -> str:
        """Run a search; its id."""
        sid = f"{int(datetime.now(timezone.utc).timestamp())}.{uuid.uuid4().hex[:6]}"
        job = {"asked": 0, "results": [], "events": 0, "messages": []}
        self.jobs[sid] = job
        table, count = _TABLE.fullmatch(query), _COUNT.fullmatch(query)
        if not table and not count:
            job["messages"].append({"type": "FATAL", "text": "the sandbox's Splunk does not know this search"})
            return sid
        found = _between(earliest, latest) if (table or count)[1] == INDEX else []
        job["events"] = len(found)
        job["results"] = _rows(found, table[2].split())[: _limit()] if table else _hours(found)
        return sid

    def described(self, sid: str) -> dict:
        """What Splunk says of a job: not done when it is asked for the first time, as a real one."""
        job = self.jobs[sid]
        job["asked"] += 1
        failed = bool(job["messages"])
        done = job["asked"] > 1 or failed
        return {
            "sid": sid,
            "dispatchState": "FAILED" if failed else "DONE" if done else "RUNNING",
            "isDone": done,
            "isFailed": failed,
            "eventCount": job["events"],
            "resultCount": len(job["results"]),
            "messages": job["messages"],
        }

    def page(self, sid: str, count: int, offset: int) -> list:
        """Results from `offset` on; count 0 means all, but never more than Splunk gives at once."""
        size = min(count or PAGE, PAGE)
        return self.jobs[sid]["results"][offset : offset + size]


def _limit() -> int:
    """How many results of one search are kept (DAIVI_SANDBOX_SPLUNK_RESULTS; Splunk's `max_count`)."""
    return int(os.environ.get("DAIVI_SANDBOX_SPLUNK_RESULTS") or 500_000)


def _between(earliest: float, latest: float) -> list:
    events = logs.events()
    return events[
        bisect.bisect_left(events, earliest, key=_time) : bisect.bisect_left(events, latest, key=_time)
    ]


def _time(event: dict) -> float:
    return event["_time"]


def _rows(events: list, fields: list) -> list:
    """The newest first, as Splunk has it; a field that an event lacks is not in its row."""
    rows = []
    for event in reversed(events):
        values = {**event, "_time": _written(event["_time"]), "message": event["_raw"]}
        rows.append({name: values[name] for name in fields if values.get(name) is not None})
    return rows


def _hours(events: list) -> list:
    counts: dict = {}
    for event in events:
        hour = int(event["_time"]) // 3600 * 3600
        counts[hour] = counts.get(hour, 0) + 1
    return [{"_time": _written(hour), "count": str(count)} for hour, count in sorted(counts.items())]


def _written(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).isoformat(timespec="milliseconds")

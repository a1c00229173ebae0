"""All events of an index in a span of time, however many: Splunk keeps only so many results of one search."""

import time
from datetime import datetime, timezone

from splunk_rest import SplunkError

DAY = 86_400

SETTLED = 120
"""Seconds after which Splunk has indexed what happened: before that its count and its search may differ."""


def until(latest: str) -> float:
    """The moment that `--LATEST` names, in seconds since 1970; `now` is as late as events have settled."""
    return time.time() - SETTLED if latest == "now" else float(latest)


def days(splunk, index: str, earliest: float, latest: float) -> list:
    """The days in UTC that have events in [earliest, latest): (first second, number of events), in order."""
    sid = splunk.search(f"| tstats count where index={index} by _time span=1h", earliest, latest)
    counts: dict = {}
    for page in splunk.results(sid):
        for row in page:
            # Hours, because a day of Splunk's may be another time zone's.
            day = int(moment(row["_time"]).timestamp()) // DAY * DAY
            counts[day] = counts.get(day, 0) + int(row["count"])
    splunk.cancel(sid)
    return sorted(counts.items())


def events(splunk, index: str, query: str, earliest: float, latest: float):
    """The events in [earliest, latest), in pages of rows. Where a search has more events than Splunk keeps results of
    it, the span is cut in two, until each part is whole."""
    sid = splunk.search(f"search index={index} {query}", earliest, latest)
    found = splunk.job(sid)
    if found["resultCount"] < found["eventCount"]:
        splunk.cancel(sid)
        middle = earliest + (latest - earliest) / 2
        if latest - earliest < 0.001:
            raise SplunkError(
                f"{splunk.endpoint}: {found['eventCount']} events in the millisecond after {text(earliest)}, of which "
                f"Splunk gives {found['resultCount']}")
        yield from events(splunk, index, query, earliest, middle)
        yield from events(splunk, index, query, middle, latest)
        return
    yield from splunk.results(sid)
    splunk.cancel(sid)


def moment(written: str) -> datetime:
    """A time as Splunk writes it, `2025-03-01T08:30:00.123+00:00`, in UTC."""
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError(f"{written} has no time zone")
    return found.astimezone(timezone.utc)


def text(seconds: float) -> str:
    """Seconds since 1970 as people read them, in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")

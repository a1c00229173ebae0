"""What the stand-in's index holds: a week of logs like Splunk's own, from a seed, the same rows on every machine."""

import functools
import os
import random
from datetime import datetime, timezone

FIRST = int(datetime(2025, 3, 1, tzinfo=timezone.utc).timestamp())
DAYS = 7
_PLACE = "/opt/splunk/var/log/splunk/"
_HOSTS = ["splunk-1", "splunk-2", "web-1", "web-2", "ledger-1"]

# Of each file: its source type, how often it is written, and its levels with their weights; none has no level.
_FILES = {
    "splunkd.log": ("splunkd", 30, {"INFO": 80, "WARN": 15, "ERROR": 5}),
    "metrics.log": ("splunkd", 40, {"INFO": 100}),
    "splunkd_access.log": ("splunkd_access", 15, {}),
    "audit.log": ("audittrail", 6, {}),
    "scheduler.log": ("scheduler", 6, {"INFO": 85, "WARN": 5, "ERROR": 10}),
    "health.log": ("splunkd", 2, {"INFO": 50, "WARN": 30, "ERROR": 20}),
    "python.log": ("splunk_python", 1, {"INFO": 40, "ERROR": 60}),
}
_COMPONENTS = {
    "splunkd.log": ["TailReader", "HttpListener", "DateParserVerbose", "IndexProcessor", "TcpOutputProc"],
    "metrics.log": ["Metrics"],
    "scheduler.log": ["SavedSplunker"],
    "health.log": ["PeriodicHealthReporter"],
    "python.log": ["modular_input"],
}
_WORDS = {
    "INFO": ["group=queue, name=indexqueue, max_size_kb=500", "Got a new file, path=/var/log/messages", "status=success"],
    "WARN": ["Failed to parse timestamp, \"user=ümit, amount=1,5\"", "queue is nearly full, percent=91"],
    "ERROR": ["Could not send data to output queue", "Read error\n  caused by: Connection reset by peer", "status=failed"],
}


@functools.cache
def events() -> list:
    """Every event, the oldest first (DAIVI_SANDBOX_SPLUNK_EVENTS, 20,000)."""
    count = int(os.environ.get("DAIVI_SANDBOX_SPLUNK_EVENTS") or 20_000)
    chance = random.Random(14)
    names = list(_FILES)
    weights = [_FILES[name][1] for name in names]
    span = DAYS * 86_400_000
    # Thousandths of a second, so that Splunk's own form of a time loses nothing.
    times = sorted(chance.randrange(span) for _ in range(count))
    return [_event(chance, FIRST + time / 1000, chance.choices(names, weights)[0]) for time in times]


def _event(chance: random.Random, time: float, name: str) -> dict:
    sourcetype, _, levels = _FILES[name]
    level = chance.choices(list(levels), list(levels.values()))[0] if levels else None
    component = chance.choice(_COMPONENTS[name]) if name in _COMPONENTS else None
    stamp = datetime.fromtimestamp(time, timezone.utc).strftime("%m-%d-%Y %H:%M:%S.%f")[:-3] + " +0000"
    words = chance.choice(_WORDS[level]) if level else f"GET /services/search/v2/jobs {chance.randrange(1, 900)}ms"
    return {
        "_time": time,
        "host": chance.choice(_HOSTS),
        "source": _PLACE + name,
        "sourcetype": sourcetype,
        "log_level": level,
        "component": component,
        "_raw": " ".join(filter(None, (stamp, level, component, "-", words))),
    }

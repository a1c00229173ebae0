"""GET /_daivi/health and GET /_daivi/requests?since=N: how tests and people look inside."""

import json
import re
from urllib.parse import parse_qs

from . import ACCOUNT, REGIONS, VERSION


def respond(gateway, path: str, query: bytes) -> tuple[int, dict, bytes]:
    """Answer one look inside; 404 for a path that is none."""
    if path == "/_daivi/health":
        settings = gateway.settings
        value = {
            "status": "ready" if gateway.ready.is_set() else "starting",
            "id": settings.identity,
            "version": VERSION,
            "account": ACCOUNT,
            "regions": list(REGIONS),
            "jobs": gateway.extensions.jobs.running(),
        }
    elif path == "/_daivi/requests":
        asked = parse_qs(query.decode(errors="replace")).get("since", ["0"])[0]
        if not re.fullmatch(r"[0-9]{1,18}", asked):
            return 400, {"content-type": "application/json"}, b'{"error": "since must be a number of requests"}'
        since = int(asked)
        found = gateway.log.since(since)
        value = {"requests": found, "next": since + len(found)}
    else:
        return 404, {"content-type": "application/json"}, b'{"error": "no such page"}'
    return 200, {"content-type": "application/json"}, json.dumps(value).encode()

"""requests.jsonl: one line for each AWS request, without bodies and without secrets."""

import datetime
import json
from pathlib import Path

from .validation import access


class RequestLog:
    """Appends to the log and reads it back from a given line on."""

    def __init__(self, path: Path):
        self.path = path
        self.file = open(path, "a", buffering=1)

    def add(self, call, status: int, milliseconds: float) -> None:
        line = {
            "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
            "service": call.service,
            "operation": call.operation,
            "region": call.region,
            "agent": call.agent,
            "status": status,
            "ms": round(milliseconds, 1),
        }
        if action := access.action(call):
            line["action"] = action
        if token := call.token():
            line["token"] = token
        if call.findings:
            line["invalid"] = call.findings
        self.file.write(json.dumps(line) + "\n")

    def since(self, number: int) -> list:
        """The requests after the first `number` of them."""
        with open(self.path) as file:
            return [json.loads(line) for index, line in enumerate(file) if index >= number and line.endswith("\n")]

    def close(self) -> None:
        self.file.close()

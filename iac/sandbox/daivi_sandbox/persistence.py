"""Keeps every service's records on disk, so that what a client was told survives even SIGKILL.

The emulator writes its state at a clean end only. Here each change is written before its reply leaves: the records of
every loaded service are serialised, and the files whose content differs from what is on disk are replaced atomically.
"""

import json
import logging
import os
import threading
from pathlib import Path

logger = logging.getLogger("daivi.persistence")


class Store:
    """The files of `services/`; `keep_changed` may be called from any thread."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.kept: dict = {}
        self.lock = threading.Lock()
        self.extra: dict = {}

    def add(self, name: str, get_state, restore) -> None:
        """Keep a store of our own under `name`, restoring what is on disk now."""
        self.extra[name] = get_state
        path = self.directory / f"{name}.json"
        if path.exists():
            restore(json.loads(path.read_text()))

    def remember_restored(self) -> None:
        """Write everything once, so that a restored or repaired record is on disk before the first request."""
        self.keep_changed()

    def keep_changed(self, service: str | None = None) -> None:
        """Write what changed since it was last written. `service` narrows it to what that service can touch."""
        with self.lock:
            for name, state in self._states(service):
                self._keep(name, state)

    def _states(self, service: str | None):
        from ministack import app

        from ministack.core.persistence import _json_default, _state_format_version

        states = app._build_persistence_save_dict()
        if service in _NARROW:
            states = {name: get for name, get in states.items() if name in _NARROW[service]}
            extra = {}
        else:
            extra = self.extra
        for name, get_state in states.items():
            try:
                state = get_state()
                if state is None:
                    continue
                yield name, json.dumps(
                    {"__ministack_format__": _state_format_version(name), "payload": state}, default=_json_default
                )
            except (RuntimeError, TypeError, ValueError) as problem:
                # A background thread changed a store while it was read; the change is written with its own request.
                logger.warning("state of %s was not read: %s", name, problem)
        for name, get_state in extra.items():
            yield name, json.dumps(get_state())

    def _keep(self, name: str, text: str) -> None:
        if self.kept.get(name) == hash(text):
            return
        path = self.directory / f"{name}.json"
        partial = path.with_suffix(".partial")
        with open(partial, "w") as file:
            file.write(text)
        os.replace(partial, path)
        self.kept[name] = hash(text)


# Services whose requests change nothing but their own records, and are frequent enough for it to matter.
_NARROW = {"s3": ("s3",), "logs": ("cloudwatch_logs",)}

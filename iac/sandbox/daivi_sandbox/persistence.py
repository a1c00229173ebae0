"""Keeps every service's records on disk, so that what a client was told survives even SIGKILL.

The emulator writes its state at a clean end only. Here each change is written before its reply leaves: the records of
every loaded service are serialised, and the files whose content differs from what is on disk are replaced atomically.
"""

import contextlib
import copy
import json
import os
import sys
import threading
from pathlib import Path

import orjson


class Store:
    """The files of `services/`; `keep_changed` may be called from any thread."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.kept: dict = {}
        self.lock = threading.Lock()
        self.extra: dict = {}
        self.touched: set = set()
        self.pending = 0
        self.counting = threading.Lock()

    def add(self, name: str, get_state, restore) -> None:
        """Keep a store of our own under `name`, restoring what is on disk now."""
        self.extra[name] = get_state
        path = self.directory / f"{name}.json"
        if path.exists():
            restore(json.loads(path.read_text()))

    def remember_restored(self) -> None:
        """Write everything once, so that a restored or repaired record is on disk before the first request."""
        self.keep_changed(everything=True)

    def touch(self, name: str) -> None:
        """A large service's records changed without a request to it: the next time they are written too."""
        self.touched.add(name)

    @contextlib.contextmanager
    def changing(self, service: str):
        """Around a change that no request makes. Until it is written a request that only reads writes it first."""
        with self.counting:
            self.pending += 1
        try:
            yield
            self.keep_changed(service)
        finally:
            with self.counting:
                self.pending -= 1

    def keep_changed(self, service: str | None = None, everything: bool = False) -> None:
        """Write what changed since it was last written. `service` narrows it to what that service can touch."""
        with self.lock:
            if everything:
                self.touched.update(_LARGE)
            for name, state in self._states(service):
                self._keep(name, state)

    def _states(self, service: str | None):
        from ministack import app

        names = app._build_persistence_save_dict()
        if service not in (None, "cloudformation"):
            names.pop("cloudformation", None)  # only stack operations change stacks, and theirs is the largest state
        if service in _ONLY:
            wanted = [name for name in _ONLY[service] if name in names]
        else:
            touched = set(self.touched)
            self.touched -= touched  # what is touched from now on may not be in what is read below
            wanted = [name for name in names if name not in _LARGE or name == service or name in touched]
            for name, get_state in self.extra.items():
                yield name, _steady(lambda get_state=get_state: _text(get_state()))
        for name in wanted:
            text = _steady(lambda name=name: _emulator_state(name, names[name]))
            if text is not None:
                yield name, text

    def _keep(self, name: str, text: bytes) -> None:
        if self.kept.get(name) == hash(text):
            return
        path = self.directory / f"{name}.json"
        partial = path.with_suffix(".partial")
        with open(partial, "wb") as file:
            file.write(text)
        os.replace(partial, path)
        self.kept[name] = hash(text)


def _emulator_state(name: str, get_state) -> bytes | None:
    """One service's records in the emulator's own file format."""
    from ministack.core.persistence import _json_default, _state_format_version

    if name in _COPIED_WHOLE:
        with _Uncopied(sys.modules[get_state.__module__]):
            state = get_state()
    else:
        state = _WITHOUT_COPY[name]() if name in _WITHOUT_COPY else get_state()
    if state is None:
        return None
    return _text({"__ministack_format__": _state_format_version(name), "payload": state}, _json_default)


def _text(state, default=None) -> bytes:
    """JSON, by a library in C: a stack operation writes megabytes of records."""
    try:
        return orjson.dumps(state, default=default, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError as problem:
        if isinstance(problem.__cause__, RuntimeError):
            raise problem.__cause__ from None
        raise


def _steady(serialise):
    """Read a store again when a background thread changed it meanwhile."""
    for attempt in range(20):
        try:
            return serialise()
        except RuntimeError:
            if attempt == 19:
                raise


def _cloudformation() -> dict:
    from ministack.services import cloudformation

    seen: dict = {}
    state = {key: _with_templates_kept(store(), seen) for store, key in cloudformation._PERSISTED_STORES}
    _templates.clear()
    _templates.update(seen)
    return state


_templates: dict = {}


def _with_templates_kept(store, seen: dict):
    """A stack and each of its change sets hold their template twice; a template never changes, and is serialised once."""

    def kept(template):
        known = _templates.get(id(template))
        if known is None or known[0] is not template:
            known = (template, orjson.Fragment(orjson.dumps(template, option=orjson.OPT_NON_STR_KEYS)))
        seen[id(template)] = known
        return known[1]

    result = type(store)()
    result._data = {
        key: {**record, **{name: kept(record[name]) for name in ("_template", "_template_body") if name in record}}
        if isinstance(record, dict)
        else record
        for key, record in store._data.items()
    }
    return result


def _glue() -> dict:
    from ministack.services import glue

    return glue._ALL_STATE


# The largest states, without the deep copy that the emulator makes first.
_WITHOUT_COPY = {"cloudformation": _cloudformation, "glue": _glue}

# Services that copy their records deeply and change nothing of the copy: what is written at once needs none.
_COPIED_WHOLE = frozenset(
    ("cloudwatch", "cloudwatch_logs", "eventbridge", "iam", "s3", "s3tables", "secretsmanager", "sns", "sqs", "ssm")
)


class _Uncopied:
    """Has `copy.deepcopy` of one module give back what it is given, on this thread, for a while."""

    _reading = threading.local()

    def __init__(self, module):
        if not isinstance(module.copy, _Uncopied):
            module.copy = self
        self._reading.on = False

    def __getattr__(self, name):
        return getattr(copy, name)

    def deepcopy(self, value, *rest):
        return value if getattr(self._reading, "on", False) else copy.deepcopy(value, *rest)

    def __enter__(self):
        self._reading.on = True

    def __exit__(self, *problem):
        self._reading.on = False


# Services whose records are large, and change by requests to them only (but for what touches them).
_LARGE = ("dynamodb", "lambda")

# Services whose requests change nothing but their own records, and are frequent.
_ONLY = {
    "iam": ("iam",),
    "logs": ("cloudwatch_logs",),
    "s3": ("s3",),
    "secretsmanager": ("secretsmanager",),
    "ssm": ("ssm",),
}

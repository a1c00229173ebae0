"""The emulator's records as the text of its own files, without the deep copies that it makes of them first."""

import copy
import sys
import threading
import time

import orjson


def service(name: str, get_state) -> bytes | None:
    """One service's records; None where it has none to keep."""
    if name in _COPIED_WHOLE:
        with _Shallow(sys.modules[get_state.__module__]):
            state = get_state()
    else:
        state = _WITHOUT_COPY[name]() if name in _WITHOUT_COPY else get_state()
    return None if state is None else in_format(name, state)


def in_format(name: str, state: dict) -> bytes:
    """In the form that the emulator restores a service from."""
    from ministack.core.persistence import _json_default, _state_format_version

    return text({"__ministack_format__": _state_format_version(name), "payload": state}, _json_default)


def text(state, default=None) -> bytes:
    """JSON, by a library in C: an account has megabytes of records."""
    try:
        return orjson.dumps(state, default=default, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError as problem:
        if isinstance(problem.__cause__, RuntimeError):
            raise problem.__cause__ from None
        raise


def steady(serialise):
    """Read a store again when a background thread changed it meanwhile."""
    for attempt in range(20):
        try:
            return serialise()
        except RuntimeError:
            if attempt == 19:
                raise
            time.sleep(0.0005 * attempt)  # it may need the interpreter to get over it


def _glue() -> dict:
    from ministack.services import glue

    return glue._ALL_STATE


_WITHOUT_COPY = {"glue": _glue}

# Services that copy their records deeply and change at most the members of a record in the copy.
_COPIED_WHOLE = frozenset(
    "athena cloudwatch cloudwatch_logs cur dynamodb ec2 elasticache eventbridge iam kinesisanalyticsv2 lambda_durable"
    " organizations s3 s3tables secretsmanager sns sqs ssm".split()
)


class _Shallow:
    """Has `copy.deepcopy` of a module copy a store and its records, not what is in them, on this thread for a while."""

    _reading = threading.local()

    def __init__(self, module):
        if not isinstance(module.copy, _Shallow):
            module.copy = self
        self._reading.on = False

    def __getattr__(self, name):
        return getattr(copy, name)

    def deepcopy(self, value, *rest):
        if not getattr(self._reading, "on", False):
            return copy.deepcopy(value, *rest)
        if not hasattr(value, "_data"):
            return copy.copy(value)
        store = type(value)()
        store._data = {key: copy.copy(record) for key, record in list(value._data.items())}
        return store

    def __enter__(self):
        self._reading.on = True

    def __exit__(self, *problem):
        self._reading.on = False

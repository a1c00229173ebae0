"""CloudFormation's records on disk: a file for each name of a stack, so that an operation writes its own stack only."""

import hashlib
import json
from pathlib import Path

import orjson

from . import state_text

ANY = "*"  # in the place of a name: nobody knows which


class StackFiles:
    """Which stacks changed since they were last written, and the texts of their files."""

    def __init__(self):
        self.changed: set = set()  # names of stacks
        self.under_way: list = []  # names of stacks, once for each operation
        self.known: set = set()  # (account, region, name) of those that have, or had, a file
        self.templates: dict = {}  # (account, region, name) -> the texts of its templates, by their identity

    def note(self, parameters: dict) -> None:
        """A request changed the stack that it names."""
        name = parameters.get("StackName") or _stack_of(parameters.get("ChangeSetName"))
        self.changed.add(_plain(name) if name else ANY)

    def texts(self, changed: set, everything: bool):
        """Name and text of each file that may differ from what is on disk."""
        from ministack.services.cloudformation import _exports, _stacks

        wanted = changed | set(self.under_way)
        if not wanted and not everything:
            return
        _add_nested(wanted, _stacks._data)
        found = _grouped()
        for key in [*found, *(self.known - set(found))]:
            if key in found and key[2] not in wanted and ANY not in wanted and not everything:
                continue
            stores = found.get(key, {})  # none where the stack went without a trace
            yield _file(*key), state_text.steady(lambda key=key, stores=stores: self._text(key, stores))
        self.known |= set(found)
        yield "cloudformation", state_text.in_format("cloudformation", {"exports": _exports})

    def restore(self, directory: Path) -> None:
        """Read every stack. The emulator has read its own file: the exports, or all that an older sandbox kept."""
        from ministack.core.persistence import _json_object_hook
        from ministack.services import cloudformation

        for path in directory.glob("stack.*.json"):
            cloudformation._restore_state(json.loads(path.read_text(), object_hook=_json_object_hook)["payload"])
        self.known = set(_grouped())

    def _text(self, key: tuple, stores: dict) -> bytes:
        """A stack and each of its change sets hold their template twice; it never changes, and is serialised once."""
        from ministack.core.responses import AccountRegionScopedDict

        known, seen = self.templates.get(key, {}), {}

        def kept(template):
            entry = seen.get(id(template)) or known.get(id(template))
            if entry is None or entry[0] is not template:
                entry = (template, orjson.Fragment(state_text.text(template)))
            seen[id(template)] = entry
            return entry[1]

        payload = {}
        for name, records in stores.items():
            payload[name] = AccountRegionScopedDict()
            payload[name]._data = {
                place: {**record, **{part: kept(record[part]) for part in _TEMPLATES if part in record}}
                if isinstance(record, dict)
                else record
                for place, record in records.items()
            }
        self.templates[key] = seen
        return state_text.in_format("cloudformation", payload)


_TEMPLATES = ("_template", "_template_body")


def _file(account: str, region: str, name: str) -> str:
    """A stack that is a resource of another has a name of any length."""
    if len(name) > 150:
        name = f"{name[:80]}-{hashlib.sha256(name.encode()).hexdigest()}"
    return f"stack.{account}.{region}.{name}"


def _grouped() -> dict:
    """The records of stacks, their events and change sets, by (account, region, name of the stack)."""
    from ministack.services.cloudformation import _change_sets, _stack_events, _stacks

    found: dict = {}

    def add(kind: str, place: tuple, name: str, record) -> None:
        found.setdefault((*place[:2], name), {}).setdefault(kind, {})[place] = record

    for place, stack in list(_stacks._data.items()):
        add("stacks", place, place[2], stack)
    for place, events in list(_stack_events._data.items()):
        add("stack_events", place, _plain(place[2]), events)
    for place, change_set in list(_change_sets._data.items()):
        add("change_sets", place, _plain(change_set["StackName"]), change_set)
    return found


def _add_nested(names: set, stacks: dict) -> None:
    """The stacks that are resources of these change with them."""
    parents = {place[2]: stack.get("_parent_stack_name") for place, stack in list(stacks.items())}
    while more := {name for name, parent in parents.items() if parent in names} - names:
        names |= more


def _stack_of(change_set: str | None) -> str | None:
    from ministack.services.cloudformation import _change_sets

    found = (record["StackName"] for place, record in list(_change_sets._data.items()) if place[2] == change_set)
    return next(found, None)


def _plain(name: str) -> str:
    """The name in a stack's ARN."""
    return name.split("/")[1] if name.startswith("arn:") else name

"""Checks a value against a shape: members, presence, types, lengths, ranges and enumerations."""

import functools
import re

_TYPES = {
    "string": (str, "a string"),
    "character": (str, "a string"),
    "integer": (int, "an integer"),
    "long": (int, "an integer"),
    "float": ((int, float, str), "a number"),
    "double": ((int, float, str), "a number"),
    "boolean": (bool, "true or false"),
    "timestamp": ((int, float, str), "a timestamp"),
    "blob": ((str, bytes), "bytes"),
    "structure": (dict, "a structure"),
    "map": (dict, "a map"),
    "list": (list, "a list"),
}


def check(shape, value, protocol: str, where: str, findings: list) -> None:
    """Append to `findings` what AWS would refuse about `value`; `where` names its place."""
    if value is None:
        return  # the JSON protocols treat null as absent
    kind = shape.type_name
    place = where or "the request"
    if kind == "structure" and getattr(shape, "is_document_type", False):
        return
    expected, words = _TYPES.get(kind, (object, "anything"))
    if not isinstance(value, expected) or (isinstance(value, bool) and kind in ("integer", "long", "float", "double")):
        findings.append(f"{place} must be {words}, not {type(value).__name__}")
        return
    if kind == "structure":
        _structure(shape, value, protocol, where, findings)
    elif kind == "list":
        _size(shape, len(value), "elements", place, findings)
        for index, item in enumerate(value):
            check(shape.member, item, protocol, f"{where}[{index}]", findings)
    elif kind == "map":
        _size(shape, len(value), "entries", place, findings)
        for key, item in value.items():
            check(shape.key, key, protocol, f"{where} (key {key})", findings)
            check(shape.value, item, protocol, f"{where}.{key}", findings)
    elif kind == "string":
        _string(shape, value, place, findings, protocol)
    elif kind in ("integer", "long"):
        _range(shape, value, place, findings)


def _structure(shape, value: dict, protocol: str, where: str, findings: list) -> None:
    members = shape.members
    names = (
        {member.serialization.get("name", name): name for name, member in members.items()}
        if protocol.startswith("rest-json")
        else {}
    )
    for key, item in value.items():
        name = key if key in members else names.get(key)
        if name is None:
            if key != "__type":
                findings.append(f"{_join(where, key)} is not known (known: {', '.join(sorted(members)) or 'nothing'})")
            continue
        check(members[name], item, protocol, _join(where, key), findings)
    for name in shape.required_members:
        wire = members[name].serialization.get("name", name)
        if value.get(name) is None and value.get(wire) is None:
            findings.append(f"{_join(where, name)} is required")
    if shape.is_tagged_union and len([item for item in value.values() if item is not None]) != 1:
        findings.append(f"{where or 'the request'} must have exactly one of {', '.join(members)}")


def _string(shape, value: str, place: str, findings: list, protocol: str) -> None:
    _size(shape, len(value), "characters", place, findings)
    # S3 reads its headers in any case, and some SDKs write them so.
    loose = protocol == "rest-xml" and value.upper() in {allowed.upper() for allowed in shape.enum}
    if shape.enum and value not in shape.enum and not loose:
        findings.append(f"{place} must be one of {', '.join(shape.enum)}, not {value}")
        return
    pattern = _compiled(shape.metadata.get("pattern"))
    if pattern is not None and value and not pattern.search(value):
        findings.append(f"{place} must match {shape.metadata['pattern']}")


@functools.cache
def _compiled(pattern: str | None):
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None  # a Java pattern that Python does not have


def _size(shape, size: int, unit: str, place: str, findings: list) -> None:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        findings.append(f"{place} must have at least {low} {unit}")
    if high is not None and size > high:
        findings.append(f"{place} must have at most {high} {unit}")


def _range(shape, value: int, place: str, findings: list) -> None:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and value < low:
        findings.append(f"{place} must be at least {low}")
    if high is not None and value > high:
        findings.append(f"{place} must be at most {high}")


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name

"""Checks a resource's properties against its official schema, in the words CloudFormation uses."""

import functools
import re

from . import schemas

_INTRINSIC = re.compile(r"^(Ref|Condition|Fn::.*)$")


def problems(kind: str, properties: dict) -> list:
    """What is wrong, as (path, reason). Values that are only known when other resources exist are left out."""
    described = schemas.schema(kind)
    if described is None:
        return []
    found: list = []
    _object(described, described, properties, "#", found)
    read_only = {path.split("/")[2] for path in described.get("readOnlyProperties", []) if path.count("/") == 2}
    for name in read_only & set(properties):
        if name not in {path.split("/")[2] for path in described.get("createOnlyProperties", [])}:
            found.append((f"#/{name}", f"#: extraneous key [{name}] is not permitted (it is read-only)"))
    return found


def unknown(value) -> bool:
    """Whether a value is an intrinsic function that is not resolved yet."""
    return isinstance(value, dict) and len(value) == 1 and bool(_INTRINSIC.match(next(iter(value))))


def _resolve(root: dict, shape: dict) -> dict:
    while "$ref" in shape:
        place = root
        for part in shape["$ref"].lstrip("#/").split("/"):
            place = place.get(part, {})
        shape = place
    return shape


def _check(root: dict, shape: dict, value, where: str, found: list) -> None:
    shape = _resolve(root, shape)
    if value is None or unknown(value):
        return
    kinds = shape.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if kinds and not any(_is(kind, value) for kind in kinds):
        found.append((where, f"{where}: expected type: {'/'.join(map(str.capitalize, kinds))}, found: {_name(value)}"))
        return
    if isinstance(value, dict):
        _object(root, shape, value, where, found)
    elif isinstance(value, list):
        _list(root, shape, value, where, found)
    else:
        _scalar(shape, value, where, found)


def _object(root: dict, shape: dict, value: dict, where: str, found: list) -> None:
    members = shape.get("properties") or {}
    patterns = shape.get("patternProperties") or {}
    for key, item in value.items():
        if key in members:
            _check(root, members[key], item, f"{where}/{key}", found)
            continue
        matched = next(
            (part for pattern, part in patterns.items() if _pattern(pattern) and _pattern(pattern).search(key)), None
        )
        if matched is not None:
            _check(root, matched, item, f"{where}/{key}", found)
        elif shape.get("additionalProperties") is False and members and not _INTRINSIC.match(key):
            found.append((f"{where}/{key}", f"{where}: extraneous key [{key}] is not permitted"))
    for key in shape.get("required") or []:
        if key not in value and not any(_INTRINSIC.match(present) for present in value):
            found.append((where, f"{where}: required key [{key}] not found"))


def _list(root: dict, shape: dict, value: list, where: str, found: list) -> None:
    if len(value) < shape.get("minItems", 0):
        found.append((where, f"{where}: expected minimum item count: {shape['minItems']}, found: {len(value)}"))
    if "maxItems" in shape and len(value) > shape["maxItems"]:
        found.append((where, f"{where}: expected maximum item count: {shape['maxItems']}, found: {len(value)}"))
    for number, item in enumerate(value):
        _check(root, shape.get("items") or {}, item, f"{where}/{number}", found)


def _scalar(shape: dict, value, where: str, found: list) -> None:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    allowed = shape.get("enum")
    if allowed and text not in {str(item).lower() if isinstance(item, bool) else str(item) for item in allowed}:
        found.append((where, f"{where}: {text} is not a valid enum value"))
    if isinstance(value, str):
        if len(value) < shape.get("minLength", 0):
            found.append((where, f"{where}: expected minLength: {shape['minLength']}, actual: {len(value)}"))
        if "maxLength" in shape and len(value) > shape["maxLength"]:
            found.append((where, f"{where}: expected maxLength: {shape['maxLength']}, actual: {len(value)}"))
        pattern = _pattern(shape.get("pattern"))
        if pattern is not None and not pattern.search(value):
            found.append((where, f"{where}: failed validation constraint for keyword [pattern] {shape['pattern']}"))
    try:
        number = float(text)
    except ValueError:
        return
    if "minimum" in shape and number < shape["minimum"]:
        found.append((where, f"{where}: {text} is not greater or equal to {shape['minimum']}"))
    if "maximum" in shape and number > shape["maximum"]:
        found.append((where, f"{where}: {text} is not less or equal to {shape['maximum']}"))


@functools.cache
def _pattern(pattern: str | None):
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None  # Java's patterns know more than Python's


def _is(kind: str, value) -> bool:
    """CloudFormation takes numbers and booleans as text too, and text as numbers."""
    if kind == "object":
        return isinstance(value, dict)
    if kind == "array":
        return isinstance(value, list)
    if isinstance(value, (dict, list)):
        return False
    if kind == "boolean":
        return str(value).lower() in ("true", "false")
    if kind in ("integer", "number"):
        return not isinstance(value, bool) and bool(re.fullmatch(r"-?\d+(\.\d+)?", str(value)))
    return True


def _name(value) -> str:
    return {dict: "JSONObject", list: "JSONArray", bool: "Boolean", int: "Integer", float: "Number"}.get(
        type(value), "String"
    )

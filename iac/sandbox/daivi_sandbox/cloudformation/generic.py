"""Types nobody emulates: a record that keeps to the official schema, so that templates and references work.

It shows that a template's properties fit, what Ref and GetAtt are, updates, replacements and drift of the record
itself. It cannot show what the service would do with the resource.
"""

import copy
import json
import uuid

from . import schemas

RECORDS: dict = {}  # (account, region, type, physical id) -> {"properties": ..., "attributes": ...}


def _key(kind: str, physical_id: str) -> tuple:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region(), kind, physical_id


def record(kind: str, physical_id: str) -> dict | None:
    return RECORDS.get(_key(kind, physical_id))


def handlers(kind: str) -> dict:
    """create, update and delete for a type, in the emulator's form."""

    def create(logical_id, properties, stack_name):
        described = schemas.schema(kind)
        attributes = _attributes(kind, described, logical_id, properties, stack_name)
        names = [path.split("/", 2)[2] for path in described.get("primaryIdentifier", [])]
        parts = [
            str(
                _at(properties, name)
                or attributes.get(name.replace("/", "."))
                or _invented(name, logical_id, stack_name)
            )
            for name in names
        ]
        physical_id = "|".join(parts) or f"{stack_name}-{logical_id}-{uuid.uuid4().hex[:12]}"
        if record(kind, physical_id) is not None:
            raise ValueError(f"{kind.split('::')[-1]} with identifier {physical_id} already exists")
        RECORDS[_key(kind, physical_id)] = {"properties": copy.deepcopy(properties), "attributes": attributes}
        return physical_id, attributes

    def update(physical_id, old, new, stack_name, logical_id=None):
        found = record(kind, physical_id)
        if found is None:
            return create(logical_id or physical_id, new, stack_name)
        found["properties"] = copy.deepcopy(new)
        return physical_id, found["attributes"]

    def delete(physical_id, properties):
        RECORDS.pop(_key(kind, physical_id), None)

    return {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}


def _at(properties: dict, path: str):
    value = properties
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, (str, int, float)) else json.dumps(value, sort_keys=True) if value else None


def _invented(name: str, logical_id: str, stack_name: str) -> str:
    return f"{stack_name}-{logical_id}-{uuid.uuid4().hex[:12]}"[-64:].lower()


def _attributes(kind: str, described: dict, logical_id: str, properties: dict, stack_name: str) -> dict:
    """What the service would add: identifiers and ARNs of the right form, dates, and empty text for the rest."""
    from ministack.core.responses import get_account_id, get_region, now_iso

    _, service, name = kind.split("::")
    identifier = uuid.uuid4().hex[:13]
    found = {}
    for path in described.get("readOnlyProperties", []):
        parts = path.split("/")[2:]
        shape: dict = described
        for part in parts:
            while "$ref" in shape:
                shape = described["definitions"].get(shape["$ref"].rsplit("/", 1)[-1], {})
            shape = (shape.get("properties") or {}).get(part, {})
        last = parts[-1]
        key = ".".join(parts)
        if shape.get("type") in ("integer", "number"):
            found[key] = 0
        elif shape.get("type") == "boolean":
            found[key] = False
        elif shape.get("type") in ("array", "object"):
            continue
        elif last.lower().endswith("arn"):
            found[key] = f"arn:aws:{service.lower()}:{get_region()}:{get_account_id()}:{name.lower()}/{identifier}"
        elif last.lower().endswith(("id", "identifier")):
            found[key] = identifier
        elif last.lower().endswith(("at", "time", "date")):
            found[key] = now_iso()
        else:
            found[key] = f"{stack_name}-{logical_id}-{identifier}"[-64:]
    return found

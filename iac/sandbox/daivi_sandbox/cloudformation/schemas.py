"""CloudFormation's own resource-type schemas, which cfn-lint ships as data; read from its files, one type at a time."""

import functools
import importlib.util
import json
from pathlib import Path


@functools.cache
def _directory() -> Path:
    found = importlib.util.find_spec("cfnlint")
    return Path(found.submodule_search_locations[0]) / "data" / "schemas"


@functools.cache
def index() -> dict:
    """Every public type, with the name of the file that holds its schema."""
    return json.loads((_directory() / "providers" / "us-east-1.json").read_text())


@functools.lru_cache(maxsize=256)
def schema(kind: str) -> dict | None:
    """The schema of a type; None when AWS has no such type."""
    name = index().get(kind)
    if name is None:
        return None
    return json.loads((_directory() / "resources" / f"{name}.json").read_text())


def create_only(kind: str) -> tuple:
    """The top-level properties whose change replaces the resource."""
    described = schema(kind) or {}
    return tuple(
        dict.fromkeys(path.split("/")[2] for path in described.get("createOnlyProperties", []) if path.count("/") == 2)
    )


def supports_drift(kind: str) -> bool:
    """Whether CloudFormation can read the type's live state: it has a read handler."""
    return "read" in ((schema(kind) or {}).get("handlers") or {})

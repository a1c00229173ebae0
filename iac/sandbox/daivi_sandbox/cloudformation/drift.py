"""Drift detection against the live services."""

import json
import logging

from . import live, live_data, schemas

logger = logging.getLogger("daivi.drift")
GENERIC: set = set()  # types that are only records


def reader(kind: str):
    """The reader of a type's live state; None for types that cannot be checked."""
    from ministack.services.cloudformation import drift as native

    if kind in live.READERS:
        return live.READERS[kind]
    if kind in GENERIC:
        return live_data.generic_record(kind)
    if kind in native._DRIFT_READERS:
        return native._DRIFT_READERS[kind][0]
    return None


def supports(kind: str) -> bool:
    """Whether AWS detects drift for a type, and the sandbox can read it."""
    return schemas.supports_drift(kind) and reader(kind) is not None


def view(kind: str, physical_id: str, properties: dict) -> dict | None:
    """The live properties that the template sets; None when the resource is gone."""
    found = reader(kind)(physical_id, properties)
    if found is None:
        return None
    return json.loads(json.dumps({name: value for name, value in found.items() if name in properties}, default=str))


def remember(record: dict) -> None:
    """Keep what CloudFormation just made as what is expected from now on."""
    kind = record["ResourceType"]
    if reader(kind) is None:
        return
    try:
        record["_live"] = view(kind, record["PhysicalResourceId"], record.get("Properties") or {})
    except Exception:
        logger.exception("the state of %s %s was not read", kind, record["PhysicalResourceId"])
        record.pop("_live", None)


def status(record: dict) -> tuple[str, list]:
    """IN_SYNC, MODIFIED or DELETED, and the differences."""
    expected = record.get("_live")
    actual = view(record["ResourceType"], record["PhysicalResourceId"], record.get("Properties") or {})
    if actual is None:
        return "DELETED", []
    if expected is None:
        return "IN_SYNC", []
    found: list = []
    _compare(expected, actual, "", found)
    return ("MODIFIED" if found else "IN_SYNC"), found


def _compare(expected, actual, path: str, found: list) -> None:
    if expected == actual:
        return
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in sorted(set(expected) | set(actual)):
            place = f"{path}/{name}"
            if name not in actual or actual[name] is None:
                if expected.get(name) is not None:
                    found.append(_difference(place, expected[name], None, "REMOVE"))
            elif name not in expected or expected[name] is None:
                found.append(_difference(place, None, actual[name], "ADD"))
            else:
                _compare(expected[name], actual[name], place, found)
    elif isinstance(expected, list) and isinstance(actual, list):
        left = [item for item in expected if item not in actual]
        right = [item for item in actual if item not in expected]
        for number in range(max(len(left), len(right))):
            if number >= len(right):
                found.append(_difference(f"{path}/{expected.index(left[number])}", left[number], None, "REMOVE"))
            elif number >= len(left):
                found.append(_difference(f"{path}/{actual.index(right[number])}", None, right[number], "ADD"))
            else:
                _compare(left[number], right[number], f"{path}/{expected.index(left[number])}", found)
        if not left and not right:
            found.append(_difference(path, expected, actual, "NOT_EQUAL"))
    else:
        found.append(_difference(path, expected, actual, "NOT_EQUAL"))


def _difference(path: str, expected, actual, kind: str) -> dict:
    def text(value) -> str:
        return value if isinstance(value, str) else json.dumps(value, sort_keys=True)

    return {"PropertyPath": path, "ExpectedValue": text(expected), "ActualValue": text(actual), "DifferenceType": kind}


def detect(stack: dict, logical_id: str, record: dict, timestamp: str) -> dict:
    """One resource's drift in the form the emulator reports."""
    found = {
        "StackId": stack["StackId"],
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": record.get("PhysicalResourceId", ""),
        "ResourceType": record.get("ResourceType", ""),
        "Timestamp": timestamp,
        "StackResourceDriftStatus": "NOT_CHECKED",
    }
    if not supports(found["ResourceType"]):
        return found
    try:
        state, differences = status(record)
    except Exception as problem:
        logger.exception("the state of %s was not read", logical_id)
        return {
            **found,
            "StackResourceDriftStatus": "UNKNOWN",
            "DriftStatusReason": f"Drift detection failed: {problem}",
        }
    found["StackResourceDriftStatus"] = state
    found["ExpectedProperties"] = json.dumps(record.get("_live") or {}, sort_keys=True)
    if state != "DELETED":
        found["ActualProperties"] = json.dumps(
            view(record["ResourceType"], record["PhysicalResourceId"], record.get("Properties") or {}), sort_keys=True
        )
        found["PropertyDifferences"] = differences
    return found

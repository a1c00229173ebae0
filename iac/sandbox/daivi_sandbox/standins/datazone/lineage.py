"""Lineage: OpenLineage run events become nodes for datasets, jobs and their runs, each with a history."""

import base64
import datetime
import json
import re

from . import assets, store
from .domains import domain

_TYPES = ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER")
_DATASET, _JOB, _RUN = (f"amazon.datazone.{kind}LineageNodeType" for kind in ("Dataset", "Job", "JobRun"))


def post(call):
    """PostLineageEvent: an OpenLineage run event; the same client token again is the same event."""
    given = call.parameters
    domain_id = domain(given["domainIdentifier"])["id"]
    event, moment = _event(given["event"])
    token = given.get("clientToken")
    known = store.find("lineage-token", domain_id, token) if token else None
    if known:
        return {"id": known["event"], "domainId": domain_id}
    identifier = store.new_id()
    text = given["event"]
    stored = {
        "id": identifier,
        "domainId": domain_id,
        "processingStatus": "SUCCESS",
        "eventTime": moment,
        "eventSummary": {"openLineageRunEventSummary": _summary(event)},
        "_event": base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode(),
    }
    store.put("lineage-event", domain_id, identifier, stored)
    if token:
        store.put("lineage-token", domain_id, token, {"event": identifier})
    _draw(domain_id, event, moment)
    return {"id": identifier, "domainId": domain_id}


def _event(body) -> tuple[dict, float]:
    """A run event as OpenLineage defines it, and its time."""
    try:
        event = json.loads(body)
    except ValueError as problem:
        raise store.invalid(f"the event is not JSON: {problem}") from None
    if not isinstance(event, dict):
        raise store.invalid("the event is not a JSON object")
    for path in ("eventTime", "eventType", "producer", "schemaURL", "run.runId", "job.namespace", "job.name"):
        value = event
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not value:
            raise store.invalid(f"only OpenLineage run events are supported: {path} is missing")
    if event["eventType"] not in _TYPES:
        raise store.invalid(f"eventType {event['eventType']} is none of {', '.join(_TYPES)}")
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(event["run"]["runId"]).lower()):
        raise store.invalid("run.runId is not a UUID")
    for dataset in [*event.get("inputs", []), *event.get("outputs", [])]:
        if not dataset.get("namespace") or not dataset.get("name"):
            raise store.invalid("a dataset has no namespace or no name")
    try:
        return event, datetime.datetime.fromisoformat(event["eventTime"].replace("Z", "+00:00")).timestamp()
    except ValueError:
        raise store.invalid(f"eventTime {event['eventTime']} is no time") from None


def _names(dataset: dict) -> dict:
    return {name: dataset[name] for name in ("name", "namespace")}


def _summary(event: dict) -> dict:
    return {
        "eventType": event["eventType"],
        "runId": event["run"]["runId"],
        "job": _names(event["job"]),
        "inputs": [_names(dataset) for dataset in event.get("inputs", [])],
        "outputs": [_names(dataset) for dataset in event.get("outputs", [])],
    }


def _draw(domain_id: str, event: dict, moment: float) -> None:
    """Nodes and edges: datasets lead to the run, the run to datasets; the job has its runs below it."""
    job = event["job"]
    job_name = f"{job['namespace']}.{job['name']}"
    run_name = f"{job_name}/{event['run']['runId']}"
    inputs = {f"{dataset['namespace']}/{dataset['name']}": dataset for dataset in event.get("inputs", [])}
    outputs = {f"{dataset['namespace']}/{dataset['name']}": dataset for dataset in event.get("outputs", [])}
    for source, dataset in {**inputs, **outputs}.items():
        _node(domain_id, source, _DATASET, _dataset_name(domain_id, source, dataset), moment, _facets(dataset))
    _node(domain_id, job_name, _JOB, job["name"], moment, _facets(job))
    _node(domain_id, run_name, _RUN, job["name"], moment, _facets(event["run"]))
    _edge(domain_id, job_name, run_name)
    for source in inputs:
        _edge(domain_id, source, run_name)
    for source in outputs:
        _edge(domain_id, run_name, source)


def _dataset_name(domain_id: str, source: str, dataset: dict) -> str:
    """Of the asset whose external identifier the dataset has, where there is one."""
    found = next((asset for asset in assets.every(domain_id) if asset.get("externalIdentifier") == source), None)
    return found["name"] if found else dataset["name"]


def _facets(part: dict) -> list:
    return [
        {"formName": re.sub(r"\W", "_", name), "content": json.dumps(facet, sort_keys=True)}
        for name, facet in sorted((part.get("facets") or {}).items())
    ]


def _node(domain_id: str, source: str, kind: str, name: str, moment: float, forms: list) -> None:
    """Another version of a node: versions are told apart by the time of their event."""
    node = store.find("lineage-node", domain_id, source)
    if node is None:
        node = {
            "id": store.new_id(),
            "domainId": domain_id,
            "sourceIdentifier": source,
            "typeName": kind,
            "typeRevision": "1",
            "versions": [],
        }
    node["name"] = name
    versions = [version for version in node["versions"] if version["eventTimestamp"] != moment]
    node["versions"] = sorted([*versions, {"eventTimestamp": moment, "forms": forms}], key=_moment)
    store.put("lineage-node", domain_id, source, node)


def _moment(version: dict) -> float:
    return version["eventTimestamp"]


def _edge(domain_id: str, above: str, below: str) -> None:
    store.put("lineage-edge", domain_id, f"{above} -> {below}", {"above": above, "below": below})


def _find(call) -> dict:
    """A node by its id or its sourceIdentifier."""
    wanted = call.parameters["identifier"]
    domain_id = domain(call.parameters["domainIdentifier"])["id"]
    found = store.find("lineage-node", domain_id, wanted)
    if found is None:
        found = next((node for node in store.every("lineage-node", domain_id) if node["id"] == wanted), None)
    return found or store.get("lineage node", domain_id, wanted)


def _beside(node: dict, here: str, there: str) -> list:
    edges = store.every("lineage-edge", node["domainId"])
    nodes = [
        store.get("lineage-node", node["domainId"], edge[there])
        for edge in edges
        if edge[here] == node["sourceIdentifier"]
    ]
    return [{"id": found["id"], "eventTimestamp": found["versions"][-1]["eventTimestamp"]} for found in nodes]


def get_node(call):
    node = _find(call)
    until = _seconds(call.parameters.get("eventTimestamp"))
    versions = [version for version in node["versions"] if until is None or version["eventTimestamp"] <= until]
    if not versions:
        return store.get("lineage node", node["domainId"], f"{node['id']} at that time")
    return {
        **node,
        "eventTimestamp": versions[-1]["eventTimestamp"],
        "formsOutput": versions[-1]["forms"],
        "upstreamNodes": _beside(node, "below", "above"),
        "downstreamNodes": _beside(node, "above", "below"),
    }


def _seconds(value) -> float | None:
    if value is None or isinstance(value, (int, float)):
        return value
    try:
        return float(value)
    except ValueError:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()


def _between(call, found: list, low: str, high: str, key) -> list:
    given = call.parameters
    after, before = _seconds(given.get(low)), _seconds(given.get(high))
    kept = [item for item in found if (after is None or key(item) >= after) and (before is None or key(item) <= before)]
    return sorted(kept, key=key, reverse=given.get("sortOrder") != "ASCENDING")


def history(call):
    node = _find(call)
    versions = [{**node, "eventTimestamp": version["eventTimestamp"]} for version in node["versions"]]
    kept = _between(call, versions, "eventTimestampGTE", "eventTimestampLTE", _moment)
    return store.page(call, kept, "nodes")


def list_events(call):
    given = call.parameters
    found = store.every("lineage-event", domain(given["domainIdentifier"])["id"])
    found = [event for event in found if given.get("processingStatus") in (None, event["processingStatus"])]
    return store.page(
        call, _between(call, found, "timestampAfter", "timestampBefore", lambda event: event["eventTime"])
    )


def get_event(call):
    found = store.get("lineage-event", call.parameters["domainIdentifier"], call.parameters["identifier"])
    moment = datetime.datetime.fromtimestamp(found["eventTime"], datetime.timezone.utc)
    headers = {
        "content-type": "application/json",
        "Domain-Id": found["domainId"],
        "Id": found["id"],
        "Created-By": found["createdBy"],
        "Processing-Status": found["processingStatus"],
        "Event-Time": moment.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    return 200, headers, base64.b64decode(found["_event"])


HANDLERS = {
    "PostLineageEvent": post,
    "GetLineageNode": get_node,
    "ListLineageNodeHistory": history,
    "ListLineageEvents": list_events,
    "GetLineageEvent": get_event,
}

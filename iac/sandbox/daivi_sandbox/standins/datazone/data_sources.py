"""Data sources that really read: a run takes the tables of the Data Catalog into the project's inventory."""

import fnmatch
import json
import time

from ... import aws
from ...errors import AwsError
from . import assets, environments, projects, store

_KEPT = (
    "name",
    "description",
    "enableSetting",
    "publishOnImport",
    "schedule",
    "recommendation",
    "configuration",
)


def _source(call, name: str = "identifier") -> dict:
    return store.get("data-source", call.parameters["domainIdentifier"], call.parameters[name])


def create(call):
    given = call.parameters
    domain_id = given["domainIdentifier"]
    project = projects.project(domain_id, given["projectIdentifier"])
    environment = store.get("environment", domain_id, given.get("environmentIdentifier") or "")
    if environment["projectId"] != project["id"]:
        raise store.invalid(f"environment {environment['id']} is not of project {project['id']}")
    if given["type"] != "GLUE" or "glueRunConfiguration" not in (given.get("configuration") or {}):
        raise store.invalid("the sandbox has data sources of the type GLUE only")
    sources = store.every("data-source", domain_id)
    if any((other["name"], other["projectId"]) == (given["name"], project["id"]) for other in sources):
        raise store.conflict(f"Data source name already exists: {given['name']}")
    identifier = store.new_id()
    kept = {name: given[name] for name in _KEPT if name in given}
    kept["configuration"]["glueRunConfiguration"] |= {"accountId": store.account(), "region": store.region()}
    source = {
        "enableSetting": "ENABLED",
        "publishOnImport": False,
        **kept,
        "id": identifier,
        "dataSourceId": identifier,
        "domainId": domain_id,
        "projectId": project["id"],
        "environmentId": environment["id"],
        "type": "GLUE",
        "status": "READY",
        "assetFormsOutput": [],
    }
    return store.put("data-source", domain_id, identifier, source)


def update(call):
    found = _source(call)
    found.update({name: call.parameters[name] for name in _KEPT if name in call.parameters})
    return store.put("data-source", found["domainId"], found["id"], found)


def listing(call):
    given = call.parameters
    projects.project(given["domainIdentifier"], given["projectIdentifier"])
    found = store.every("data-source", given["domainIdentifier"])
    for name, member in (
        ("projectIdentifier", "projectId"),
        ("environmentIdentifier", "environmentId"),
        ("type", "type"),
        ("status", "status"),
        ("name", "name"),
    ):
        if given.get(name):
            found = [source for source in found if source[member] == given[name]]
    return store.page(call, found)


def delete(call):
    """What it imported stays in the inventory."""
    found = _source(call)
    store.remove("data-source", found["domainId"], found["id"])
    return {**found, "status": "DELETING"}


def start(call):
    """StartDataSourceRun: the same client token again is the same run. It ends before the answer."""
    given = call.parameters
    source = _source(call, "dataSourceIdentifier")
    token = given.get("clientToken")
    for run in _runs(source):
        if token and run["_token"] == token:
            return run
    environment = store.get("environment", source["domainId"], source["environmentId"])
    if environments.status(environment) != "ACTIVE":
        raise store.conflict(f"environment {environment['id']} is {environments.status(environment)}")
    now = time.time()
    identifier = store.new_id()
    run = {
        "id": identifier,
        "domainId": source["domainId"],
        "dataSourceId": source["id"],
        "projectId": source["projectId"],
        "type": "PRIORITIZED",
        "status": "RUNNING",
        "startedAt": now,
        "dataSourceConfigurationSnapshot": json.dumps(source["configuration"], sort_keys=True),
        "_token": token,
        "_activities": [],
    }
    store.put("data-source-run", source["domainId"], identifier, run)
    _import(source, run)
    source.update(lastRunStatus=run["status"], lastRunAt=now, lastRunAssetCount=len(run["_activities"]))
    if "errorMessage" in run:
        source["lastRunErrorMessage"] = run["errorMessage"]
    store.put("data-source", source["domainId"], source["id"], source)
    return run


def _import(source: dict, run: dict) -> None:
    counts = dict.fromkeys(("added", "updated", "unchanged", "skipped", "failed"), 0)
    try:
        for wanted in source["configuration"]["glueRunConfiguration"]["relationalFilterConfigurations"]:
            for table in _tables(wanted):
                outcome, asset = _take(source, table)
                counts[outcome] += 1
                run["_activities"].append(_activity(run, table, outcome, asset))
        run["status"] = "SUCCESS"
    except AwsError as problem:
        run["status"] = "FAILED"
        run["errorMessage"] = {"errorType": "RESOURCE_NOT_FOUND_EXCEPTION", "errorDetail": problem.message}
    run.update(runStatisticsForAssets=counts, stoppedAt=time.time())
    store.put("data-source-run", run["domainId"], run["id"], run)


def _tables(wanted: dict) -> list:
    """The tables of a database that the filters let through: some INCLUDE matches and no EXCLUDE does."""
    tables, token = [], None
    while True:
        page = aws.call(
            "glue", "GetTables", DatabaseName=wanted["databaseName"], **({"NextToken": token} if token else {})
        )
        tables += page["TableList"]
        token = page.get("NextToken")
        if not token:
            break
    filters = wanted.get("filterExpressions") or [{"type": "INCLUDE", "expression": "*"}]

    def matches(name: str, kind: str) -> bool:
        return any(rule["type"] == kind and fnmatch.fnmatch(name, rule["expression"]) for rule in filters)

    return [table for table in tables if matches(table["Name"], "INCLUDE") and not matches(table["Name"], "EXCLUDE")]


def _take(source: dict, table: dict) -> tuple[str, dict]:
    """Add the table to the inventory, or another revision of it when it changed."""
    arn = f"arn:aws:glue:{store.region()}:{store.account()}:table/{table['DatabaseName']}/{table['Name']}"
    columns = [*(table["StorageDescriptor"].get("Columns") or []), *(table.get("PartitionKeys") or [])]
    content = {
        "catalogId": store.account(),
        "region": store.region(),
        "tableArn": arn,
        "tableName": table["Name"],
        "tableDescription": table.get("Description") or "",
        "sourceLocation": table["StorageDescriptor"].get("Location") or "",
        "columns": [{"columnName": column["Name"], "dataType": column["Type"]} for column in columns],
    }
    form = {"formName": "GlueTableForm", "content": json.dumps(content, sort_keys=True)}
    known = assets.every(source["domainId"], source["projectId"])
    found = next((asset for asset in known if asset.get("externalIdentifier") == arn), None)
    if found is None:
        return "added", assets.make(
            source["domainId"],
            {
                "name": table["Name"],
                "externalIdentifier": arn,
                "typeIdentifier": "amazon.datazone.GlueTableAssetType",
                "owningProjectIdentifier": source["projectId"],
                "formsInput": [form],
            },
        )
    if found["formsOutput"][0]["content"] == form["content"]:
        return "unchanged", found
    kept = {**found["formsOutput"][0], "content": form["content"]}
    assets.revise(found, [kept])
    return "updated", found


def _activity(run: dict, table: dict, outcome: str, asset: dict) -> dict:
    states = {"added": "SUCCEEDED_CREATED", "updated": "SUCCEEDED_UPDATED", "unchanged": "UNCHANGED"}
    now = time.time()
    return {
        "database": table["DatabaseName"],
        "dataSourceRunId": run["id"],
        "technicalName": table["Name"],
        "dataAssetStatus": states[outcome],
        "projectId": run["projectId"],
        "dataAssetId": asset["id"],
        "createdAt": now,
        "updatedAt": now,
    }


def _runs(source: dict) -> list:
    """Newest first."""
    runs = store.every("data-source-run", source["domainId"])
    return [run for run in reversed(runs) if run["dataSourceId"] == source["id"]]


def _run(call) -> dict:
    return store.get("data-source-run", call.parameters["domainIdentifier"], call.parameters["identifier"])


def list_runs(call):
    wanted = call.parameters.get("status")
    runs = _runs(_source(call, "dataSourceIdentifier"))
    return store.page(call, [run for run in runs if wanted in (None, run["status"])])


def activities(call):
    wanted = call.parameters.get("status")
    return store.page(call, [item for item in _run(call)["_activities"] if wanted in (None, item["dataAssetStatus"])])


HANDLERS = {
    "CreateDataSource": create,
    "GetDataSource": _source,
    "UpdateDataSource": update,
    "ListDataSources": listing,
    "DeleteDataSource": delete,
    "StartDataSourceRun": start,
    "GetDataSourceRun": _run,
    "ListDataSourceRuns": list_runs,
    "ListDataSourceRunActivities": activities,
}

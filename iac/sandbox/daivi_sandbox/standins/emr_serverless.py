"""EMR Serverless, a stand-in: applications and their states. Its job runs (`emr_runs`) really run, on Sail."""

import copy
import time
import uuid

from ..errors import AwsError

APPLICATIONS: dict = {}  # (account, region, id) -> Application
TOKENS: dict = {}  # (account, region, client token) -> id
BUSY = ("SUBMITTED", "PENDING", "SCHEDULED", "RUNNING", "QUEUED", "CANCELLING")
RUNS: dict = {}  # (account, region, application, id) -> JobRun, oldest first

_CHANGED_ONLY_WHEN = ("CREATED", "STOPPED")


def new_id() -> str:
    return uuid.uuid4().hex[:16]


def runs_of(account: str, region: str, application: str) -> list:
    """Newest first."""
    return [run for key, run in reversed(list(RUNS.items())) if key[:3] == (account, region, application)]


def find(call, identifier: str) -> dict:
    """An application that was not deleted; it stops by itself when it was idle long enough."""
    found = APPLICATIONS.get((call.account, call.region, identifier))
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Application {identifier} does not exist", 404)
    runs = runs_of(call.account, call.region, identifier)
    stop = found["autoStopConfiguration"]
    if found["state"] == "STARTED" and stop["enabled"] and not any(run["state"] in BUSY for run in runs):
        last = max([found["updatedAt"], *(run["updatedAt"] for run in runs)])
        if time.time() - last > stop["idleTimeoutMinutes"] * 60:
            move(found, "STOPPED")
    return found


def move(application: dict, state: str) -> None:
    application.update(state=state, updatedAt=time.time())


def create(call):
    given = copy.deepcopy(call.parameters)
    token = (call.account, call.region, given.pop("clientToken"))
    if token in TOKENS and (call.account, call.region, TOKENS[token]) in APPLICATIONS:
        found = APPLICATIONS[(call.account, call.region, TOKENS[token])]
        return {"applicationId": found["applicationId"], "name": found.get("name"), "arn": found["arn"]}
    identifier, now = new_id(), time.time()
    record = {
        "architecture": "X86_64",
        **given,
        "applicationId": identifier,
        "arn": f"arn:aws:emr-serverless:{call.region}:{call.account}:/applications/{identifier}",
        "type": {"SPARK": "Spark", "HIVE": "Hive"}.get(given["type"].upper(), given["type"]),
        "state": "CREATED",
        "stateDetails": "",
        "createdAt": now,
        "updatedAt": now,
        "autoStartConfiguration": {"enabled": True, **(given.get("autoStartConfiguration") or {})},
        "autoStopConfiguration": {
            "enabled": True,
            "idleTimeoutMinutes": 15,
            **(given.get("autoStopConfiguration") or {}),
        },
        "tags": given.get("tags") or {},
    }
    APPLICATIONS[(call.account, call.region, identifier)] = record
    TOKENS[token] = identifier
    return {"applicationId": identifier, "name": record.get("name"), "arn": record["arn"]}


def get(call):
    return {"application": find(call, call.parameters["applicationId"])}


def list_all(call):
    given = call.parameters
    found = [
        {**find(call, key[2]), "id": key[2]} for key in list(APPLICATIONS) if key[:2] == (call.account, call.region)
    ]
    states = given.get("states")
    found = [record for record in found if not states or record["state"] in states]
    first, size = int(given.get("nextToken") or 0), given.get("maxResults") or 50
    page = {"applications": found[first : first + size]}
    return {**page, "nextToken": str(first + size)} if first + size < len(found) else page


def update(call):
    """UpdateApplication: only while it does not run."""
    given = copy.deepcopy(call.parameters)
    given.pop("clientToken")
    record = _idle(call, given.pop("applicationId"), "updated")
    record.update(given, updatedAt=time.time())
    return {"application": record}


def delete(call):
    """DeleteApplication: only while it does not run."""
    identifier = call.parameters["applicationId"]
    _idle(call, identifier, "deleted")
    del APPLICATIONS[(call.account, call.region, identifier)]
    for key in [key for key in RUNS if key[2] == identifier]:
        del RUNS[key]
    return {}


def _idle(call, identifier: str, done: str) -> dict:
    record = find(call, identifier)
    if record["state"] not in _CHANGED_ONLY_WHEN:
        raise AwsError(
            "ValidationException",
            f"Application {identifier} must be in one of the following statuses [CREATED, STOPPED] to be {done}. "
            f"Current status: {record['state']}",
        )
    return record


def start(call):
    record = find(call, call.parameters["applicationId"])
    if record["state"] in _CHANGED_ONLY_WHEN:
        move(record, "STARTED")
    return {}


def stop(call):
    """StopApplication: refused while jobs run."""
    record = find(call, call.parameters["applicationId"])
    runs = runs_of(call.account, call.region, record["applicationId"])
    if any(run["state"] in BUSY for run in runs):
        raise AwsError("ValidationException", "An application with scheduled or running jobs cannot be stopped")
    if record["state"] == "STARTED":
        move(record, "STOPPED")
    return {}


def _tagged(call) -> dict:
    """The application or run that an ARN names."""
    parts = call.parameters["resourceArn"].rpartition(":")[2].split("/")
    application = find(call, parts[2])
    if len(parts) < 5:
        return application
    run = RUNS.get((call.account, call.region, parts[2], parts[4]))
    if run is None:
        raise AwsError("ResourceNotFoundException", f"JobRun {parts[4]} does not exist", 404)
    return run


def tag(call):
    _tagged(call)["tags"].update(call.parameters["tags"])
    return {}


def untag(call):
    tags = _tagged(call)["tags"]
    for name in call.parameters["tagKeys"]:
        tags.pop(name, None)
    return {}


HANDLERS = {
    "CreateApplication": create,
    "GetApplication": get,
    "ListApplications": list_all,
    "UpdateApplication": update,
    "DeleteApplication": delete,
    "StartApplication": start,
    "StopApplication": stop,
    "TagResource": tag,
    "UntagResource": untag,
    "ListTagsForResource": lambda call: {"tags": _tagged(call)["tags"]},
}

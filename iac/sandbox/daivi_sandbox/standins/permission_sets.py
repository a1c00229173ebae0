"""Permission sets and account assignments of Identity Center, a stand-in: records only, no role appears in an account."""

import copy
import re
import time
import uuid

from ..errors import AwsError
from . import identity_center, identitystore
from .identity_center import page

SETS: dict = {}  # (instance, arn) -> record
ASSIGNMENTS: dict = {}  # (instance, account, permission set, principal type, principal) -> {}
REQUESTS: dict = {}  # (instance, request id) -> status


def forget(instance: str) -> None:
    for kept in (SETS, ASSIGNMENTS, REQUESTS):
        for key in [key for key in kept if key[0] == instance]:
            del kept[key]


def _instance(call) -> dict:
    found = identity_center.instance(call.parameters["InstanceArn"])
    if found["kind"] != "organization":
        raise AwsError("ValidationException", "The operation is not supported for this Identity Center instance")
    return found


def _set(call) -> dict:
    instance = _instance(call)["arn"]
    found = SETS.get((instance, call.parameters["PermissionSetArn"]))
    if found is None:
        raise AwsError("ResourceNotFoundException", f"PermissionSet {call.parameters['PermissionSetArn']} not found")
    return found


def _described(record: dict) -> dict:
    return {name: value for name, value in record.items() if name[0].isupper()}


def create(call):
    instance, given = _instance(call)["arn"], call.parameters
    if any(key[0] == instance and found["Name"] == given["Name"] for key, found in SETS.items()):
        raise AwsError("ConflictException", f"PermissionSet with name {given['Name']} already exists")
    arn = f"arn:aws:sso:::permissionSet/{instance.rsplit('/', 1)[-1]}/ps-{uuid.uuid4().hex[:16]}"
    SETS[(instance, arn)] = {
        **{name: given[name] for name in ("Name", "Description", "RelayState") if given.get(name)},
        "SessionDuration": given.get("SessionDuration") or "PT1H",
        "PermissionSetArn": arn,
        "CreatedDate": time.time(),
        "managed": [],
        "customer": [],
        "inline": "",
        "boundary": None,
        "tags": copy.deepcopy(given.get("Tags") or []),
    }
    return {"PermissionSet": _described(SETS[(instance, arn)])}


def describe(call):
    return {"PermissionSet": _described(_set(call))}


def update(call):
    found = _set(call)
    found.update({key: call.parameters[key] for key in ("Description", "SessionDuration") if key in call.parameters})
    if "RelayState" in call.parameters:
        found["RelayState"] = call.parameters["RelayState"]
    return {}


def delete(call):
    found = _set(call)
    if any(key[2] == found["PermissionSetArn"] for key in ASSIGNMENTS):
        raise AwsError("ConflictException", f"PermissionSet {found['Name']} has assignments")
    del SETS[(call.parameters["InstanceArn"], found["PermissionSetArn"])]
    return {}


def list_sets(call):
    instance = _instance(call)["arn"]
    return page(call, [arn for owner, arn in SETS if owner == instance], "PermissionSets")


def attach_managed(call):
    found, arn = _set(call), call.parameters["ManagedPolicyArn"]
    if not re.fullmatch(r"arn:aws:iam::aws:policy/.+", arn):
        raise AwsError("ValidationException", f"{arn} is no policy of AWS")
    if arn in found["managed"]:
        raise AwsError("ConflictException", f"{arn} is attached already")
    found["managed"].append(arn)
    return {}


def detach_managed(call):
    found, arn = _set(call), call.parameters["ManagedPolicyArn"]
    if arn not in found["managed"]:
        raise AwsError("ResourceNotFoundException", f"{arn} is not attached")
    found["managed"].remove(arn)
    return {}


def list_managed(call):
    entries = [{"Name": arn.rsplit("/", 1)[-1], "Arn": arn} for arn in _set(call)["managed"]]
    return page(call, entries, "AttachedManagedPolicies")


def put_inline(call):
    _set(call)["inline"] = call.parameters["InlinePolicy"]
    return {}


def delete_inline(call):
    _set(call)["inline"] = ""
    return {}


def provision(call):
    _set(call)
    return {"PermissionSetProvisioningStatus": {"Status": "SUCCEEDED", "RequestId": str(uuid.uuid4())}}


# Assignments


def _assignment(call) -> tuple:
    given = call.parameters
    return (
        given["InstanceArn"],
        given["TargetId"],
        given["PermissionSetArn"],
        given["PrincipalType"],
        given["PrincipalId"],
    )


def _status(call, word: str, reason: str | None = None) -> dict:
    given = call.parameters
    status = {
        "Status": word,
        "RequestId": str(uuid.uuid4()),
        "FailureReason": reason,
        "CreatedDate": time.time(),
        **{name: given[name] for name in ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")},
    }
    REQUESTS[(given["InstanceArn"], status["RequestId"])] = status
    return status


def assign(call):
    """Answered at once, done a little later: the status tells, also that a principal does not exist."""
    _set(call)
    key = _assignment(call)
    store = identity_center.instance(key[0])["store"]
    kept = identitystore.USERS if key[3] == "USER" else identitystore.GROUPS
    if (store, key[4]) not in kept:
        return {"AccountAssignmentCreationStatus": _status(call, "FAILED", f"{key[3]} {key[4]} does not exist")}
    ASSIGNMENTS[key] = {}
    return {"AccountAssignmentCreationStatus": {**_status(call, "SUCCEEDED"), "Status": "IN_PROGRESS"}}


def unassign(call):
    _set(call)
    if ASSIGNMENTS.pop(_assignment(call), None) is None:
        return {"AccountAssignmentDeletionStatus": _status(call, "FAILED", "there is no such assignment")}
    return {"AccountAssignmentDeletionStatus": {**_status(call, "SUCCEEDED"), "Status": "IN_PROGRESS"}}


def _request(call, identifier: str) -> dict:
    found = REQUESTS.get((call.parameters["InstanceArn"], identifier))
    if found is None:
        raise AwsError("ResourceNotFoundException", f"there is no request {identifier}")
    return found


def assignment_status(call):
    return {"AccountAssignmentCreationStatus": _request(call, call.parameters["AccountAssignmentCreationRequestId"])}


def unassignment_status(call):
    return {"AccountAssignmentDeletionStatus": _request(call, call.parameters["AccountAssignmentDeletionRequestId"])}


def list_assignments(call):
    given = call.parameters
    _set(call)
    found = [
        {"AccountId": key[1], "PermissionSetArn": key[2], "PrincipalType": key[3], "PrincipalId": key[4]}
        for key in ASSIGNMENTS
        if key[:3] == (given["InstanceArn"], given["AccountId"], given["PermissionSetArn"])
    ]
    return page(call, found, "AccountAssignments")


HANDLERS = {
    "CreatePermissionSet": create,
    "DescribePermissionSet": describe,
    "UpdatePermissionSet": update,
    "DeletePermissionSet": delete,
    "ListPermissionSets": list_sets,
    "AttachManagedPolicyToPermissionSet": attach_managed,
    "DetachManagedPolicyFromPermissionSet": detach_managed,
    "ListManagedPoliciesInPermissionSet": list_managed,
    "PutInlinePolicyToPermissionSet": put_inline,
    "DeleteInlinePolicyFromPermissionSet": delete_inline,
    "GetInlinePolicyForPermissionSet": lambda call: {"InlinePolicy": _set(call)["inline"]},
    "ProvisionPermissionSet": provision,
    "ListTagsForResource": lambda call: {"Tags": _tagged(call)},
    "CreateAccountAssignment": assign,
    "DeleteAccountAssignment": unassign,
    "DescribeAccountAssignmentCreationStatus": assignment_status,
    "DescribeAccountAssignmentDeletionStatus": unassignment_status,
    "ListAccountAssignments": list_assignments,
}


def _tagged(call) -> list:
    arn = call.parameters["ResourceArn"]
    for (_, owned), found in [*SETS.items(), *identity_center.INSTANCES.items()]:
        if owned == arn:
            return found["tags"]
    raise AwsError("ResourceNotFoundException", f"{arn} not found")

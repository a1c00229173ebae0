"""Lake Formation, a stand-in: keeps settings, locations, grants and opt-ins as the API does; enforces none of them."""

import copy
import json
import re
import time

from ..errors import AwsError

SETTINGS: dict = {}  # (account, region) -> DataLakeSettings
RESOURCES: dict = {}  # (account, region, arn) -> ResourceInfo
_LINKED_ROLE = "AWSServiceRoleForLakeFormationDataAccess"
GRANTS: dict = {}  # (account, region, principal, resource as JSON) -> {"permissions": [...], "grantable": [...]}
OPT_INS: dict = {}  # (account, region, principal, resource as JSON) -> LakeFormationOptInsInfo

_ALL_OF = {
    "Database": ["ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"],
    "Table": ["ALL", "SELECT", "ALTER", "DROP", "DELETE", "INSERT", "DESCRIBE"],
    "TableWithColumns": ["SELECT", "DESCRIBE"],
    "DataLocation": ["DATA_LOCATION_ACCESS"],
    "Catalog": ["ALL", "SUPER_USER", "CREATE_DATABASE", "CREATE_CATALOG", "CREATE_LF_TAG", "DESCRIBE", "ALTER", "DROP"],
}


def _scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def _check_catalog(call) -> None:
    catalog = call.parameters.get("CatalogId")
    if catalog is not None and not re.fullmatch(r"\d{12}", catalog):
        raise AwsError(
            "InvalidInputException",
            f"{catalog} is not a valid catalog id: the CatalogId of the request must be a valid AWS account id; "
            "a federated catalog goes into Resource",
        )


def default_settings() -> dict:
    """What a new account has: IAM decides alone."""
    everyone = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]
    return {
        "DataLakeAdmins": [],
        "ReadOnlyAdmins": [],
        "CreateDatabaseDefaultPermissions": copy.deepcopy(everyone),
        "CreateTableDefaultPermissions": copy.deepcopy(everyone),
        "Parameters": {"CROSS_ACCOUNT_VERSION": "4"},
        "TrustedResourceOwners": [],
        "AllowExternalDataFiltering": False,
        "AllowFullTableExternalDataAccess": False,
        "ExternalDataFilteringAllowList": [],
        "AuthorizedSessionTagValueList": [],
    }


def get_settings(call):
    _check_catalog(call)
    return {"DataLakeSettings": SETTINGS.get(_scope()) or default_settings()}


def put_settings(call):
    """Replaces the whole document; every admin must be a principal that exists."""
    _check_catalog(call)
    given = call.parameters["DataLakeSettings"]
    for member in ("DataLakeAdmins", "ReadOnlyAdmins"):
        for principal in given.get(member) or []:
            _check_principal(principal["DataLakePrincipalIdentifier"])
    SETTINGS[_scope()] = {
        **{key: [] if isinstance(value, list) else value for key, value in default_settings().items()},
        **copy.deepcopy(given),
    }
    return {}


def _check_principal(arn: str) -> None:
    """A role or user of this account must exist; others are taken as they are."""
    from ministack.services import iam

    found = re.fullmatch(r"arn:aws:iam::(\d{12}):(role|user)/(.+)", arn)
    if not found:
        if arn.startswith("arn:") or arn == "IAM_ALLOWED_PRINCIPALS" or re.fullmatch(r"\d{12}(:IAMPrincipals)?", arn):
            return
        raise AwsError("InvalidInputException", f"Invalid principal, {arn}")
    if found[1] != _scope()[0] or "/aws-service-role/" in arn or "/aws-reserved/" in arn:
        return
    store = iam._roles if found[2] == "role" else iam._users
    if found[3].rsplit("/", 1)[-1] not in store:
        raise AwsError("InvalidInputException", f"Invalid principal, {arn}")


def _canonical(resource: dict) -> tuple[str, dict]:
    """A resource with the account filled in where no catalog is named."""
    account = _scope()[0]
    if len(resource) != 1:
        raise AwsError("InvalidInputException", "Resource must have exactly one member")
    kind, value = next(iter(resource.items()))
    value = copy.deepcopy(value)
    if kind in ("Database", "Table", "TableWithColumns", "DataLocation"):
        value.setdefault("CatalogId", account)
    return kind, {kind: value}


def _key(principal: str, resource: dict) -> tuple:
    return (*_scope(), principal, json.dumps(resource, sort_keys=True))


def _check_exists(kind: str, resource: dict) -> None:
    """A named database or table must be in the catalog, as a grant on a missing one fails."""
    from ..validation.request import Call
    from ..glue import catalog

    value = resource[kind]
    if kind not in ("Database", "Table", "TableWithColumns"):
        return
    given = {"CatalogId": value["CatalogId"]}
    if kind == "Database":
        catalog.get_database(Call(parameters={**given, "Name": value["Name"]}))
    elif "TableWildcard" in value:
        catalog.get_database(Call(parameters={**given, "Name": value["DatabaseName"]}))
    else:
        catalog.get_table(Call(parameters={**given, "DatabaseName": value["DatabaseName"], "Name": value["Name"]}))


def grant_one(given: dict) -> None:
    """Add permissions to what a principal has on a resource."""
    kind, resource = _canonical(given["Resource"])
    principal = given["Principal"]["DataLakePrincipalIdentifier"]
    wanted = given.get("Permissions") or []
    grantable = given.get("PermissionsWithGrantOption") or []
    for permission in [*wanted, *grantable]:
        if kind in _ALL_OF and permission not in _ALL_OF[kind]:
            raise AwsError("InvalidInputException", f"Permissions modification is invalid: {permission} on {kind}")
    _check_principal(principal)
    _check_exists(kind, resource)
    held = GRANTS.setdefault(
        _key(principal, resource),
        {"principal": principal, "resource": resource, "permissions": [], "grantable": [], "updated": time.time()},
    )
    held["permissions"] += [name for name in wanted if name not in held["permissions"]]
    held["grantable"] += [name for name in grantable if name not in held["grantable"]]


def revoke_one(given: dict) -> None:
    """Take permissions away; revoking what is not held is an error, as in Lake Formation."""
    _, resource = _canonical(given["Resource"])
    key = _key(given["Principal"]["DataLakePrincipalIdentifier"], resource)
    held = GRANTS.get(key)
    wanted = given.get("Permissions") or []
    if held is None or not set(wanted) <= set(held["permissions"]):
        raise AwsError(
            "InvalidInputException",
            "No permissions revoked. Grantee does not have: "
            + ", ".join(sorted(set(wanted) - set(held["permissions"] if held else []))),
        )
    held["permissions"] = [name for name in held["permissions"] if name not in wanted]
    grantable = given.get("PermissionsWithGrantOption") or []
    held["grantable"] = [name for name in held["grantable"] if name not in grantable and name in held["permissions"]]
    if not held["permissions"] and not held["grantable"]:
        del GRANTS[key]


def grant(call):
    _check_catalog(call)
    grant_one(call.parameters)
    return {}


def revoke(call):
    _check_catalog(call)
    revoke_one(call.parameters)
    return {}


def _batch(call, action) -> dict:
    """20 entries at most (the model says so); each fails on its own, with HTTP 200."""
    _check_catalog(call)
    failures = []
    if len(call.parameters["Entries"]) > 20:
        raise AwsError("InvalidInputException", "no more than 20 entries in a batch")
    for entry in call.parameters["Entries"]:
        try:
            action(entry)
        except AwsError as error:
            failures.append({"RequestEntry": entry, "Error": {"ErrorCode": error.code, "ErrorMessage": error.message}})
    return {"Failures": failures}


def list_permissions(call):
    """ListPermissions by principal, resource and kind of resource, in pages."""
    _check_catalog(call)
    given = call.parameters
    principal = (given.get("Principal") or {}).get("DataLakePrincipalIdentifier")
    wanted = _canonical(given["Resource"])[1] if given.get("Resource") else None
    kinds = {"CATALOG": "Catalog", "DATABASE": "Database", "TABLE": "Table", "DATA_LOCATION": "DataLocation"}
    kind = kinds.get(given.get("ResourceType", ""))
    found = []
    for (account, region, holder, _), held in GRANTS.items():
        if (account, region) != _scope() or (principal and holder != principal):
            continue
        if wanted and not _covers(wanted, held["resource"]):
            continue
        if kind and kind not in held["resource"] and not (kind == "Table" and "TableWithColumns" in held["resource"]):
            continue
        found.append(
            {
                "Principal": {"DataLakePrincipalIdentifier": holder},
                "Resource": held["resource"],
                "Permissions": held["permissions"],
                "PermissionsWithGrantOption": held["grantable"],
                "LastUpdated": held["updated"],
            }
        )
    start = int(given.get("NextToken") or 0)
    size = given.get("MaxResults") or 1000
    page = {"PrincipalResourcePermissions": found[start : start + size]}
    if start + size < len(found):
        page["NextToken"] = str(start + size)
    return page


def _covers(wanted: dict, held: dict) -> bool:
    """A grant is listed for the resource it names; one on a table's columns or on all tables also for the table."""
    if wanted == held:
        return True
    table = wanted.get("Table")
    if not table:
        return False
    other = held.get("TableWithColumns") or held.get("Table") or {}
    same = all(other.get(key) == table.get(key) for key in ("CatalogId", "DatabaseName"))
    return same and ("TableWildcard" in other or other.get("Name") == table.get("Name"))


def register(call):
    given = call.parameters
    key = (*_scope(), given["ResourceArn"])
    if key in RESOURCES:
        raise AwsError("AlreadyExistsException", "Resource is already registered")
    if not given.get("RoleArn") and not given.get("UseServiceLinkedRole"):
        raise AwsError("InvalidInputException", "RoleArn or UseServiceLinkedRole is needed")
    account = _scope()[0]
    linked = f"arn:aws:iam::{account}:role/aws-service-role/lakeformation.amazonaws.com/{_LINKED_ROLE}"
    if given.get("RoleArn"):
        _check_principal(given["RoleArn"])
    RESOURCES[key] = {
        "ResourceArn": given["ResourceArn"],
        "RoleArn": given.get("RoleArn") or linked,
        "LastModified": time.time(),
        "WithFederation": bool(given.get("WithFederation")),
        "HybridAccessEnabled": bool(given.get("HybridAccessEnabled")),
        "WithPrivilegedAccess": bool(given.get("WithPrivilegedAccess")),
    }
    return {}


def _registered(arn: str) -> dict:
    found = RESOURCES.get((*_scope(), arn))
    if found is None:
        raise AwsError("EntityNotFoundException", f"Resource {arn} is not registered")
    return found


def describe(call):
    return {"ResourceInfo": _registered(call.parameters["ResourceArn"])}


def list_resources(call):
    found = [record for (account, region, _), record in RESOURCES.items() if (account, region) == _scope()]
    for condition in call.parameters.get("FilterConditionList") or []:
        field = {"RESOURCE_ARN": "ResourceArn", "ROLE_ARN": "RoleArn"}.get(condition.get("Field", ""))
        if field and condition.get("ComparisonOperator", "EQ") in ("EQ", "IN"):
            found = [record for record in found if record[field] in condition.get("StringValueList", [])]
    return {"ResourceInfoList": found}


def update_resource(call):
    given = call.parameters
    found = _registered(given["ResourceArn"])
    found.update(
        {key: given[key] for key in ("RoleArn", "WithFederation", "HybridAccessEnabled") if key in given},
        LastModified=time.time(),
    )
    return {}


def deregister(call):
    _registered(call.parameters["ResourceArn"])
    del RESOURCES[(*_scope(), call.parameters["ResourceArn"])]
    return {}


def opt_in(call):
    """Hold a principal to Lake Formation's rights on what a hybrid location has; twice is once."""
    kind, resource = _canonical(call.parameters["Resource"])
    principal = call.parameters["Principal"]["DataLakePrincipalIdentifier"]
    if kind not in ("Catalog", "Database", "Table"):
        raise AwsError("InvalidInputException", f"Resource of kind {kind} is not supported for opt-in")
    _check_principal(principal)
    _check_exists(kind, resource)
    OPT_INS.setdefault(
        _key(principal, resource),
        {"Resource": resource, "Principal": {"DataLakePrincipalIdentifier": principal}, "LastModified": time.time()},
    )
    return {}


def opt_out(call):
    _, resource = _canonical(call.parameters["Resource"])
    key = _key(call.parameters["Principal"]["DataLakePrincipalIdentifier"], resource)
    if OPT_INS.pop(key, None) is None:
        raise AwsError("EntityNotFoundException", "The principal is not opted in to the resource")
    return {}


def list_opt_ins(call):
    """ListLakeFormationOptIns by principal and resource, in pages."""
    given = call.parameters
    principal = (given.get("Principal") or {}).get("DataLakePrincipalIdentifier")
    wanted = _canonical(given["Resource"])[1] if given.get("Resource") else None
    found = [
        info
        for (account, region, holder, _), info in OPT_INS.items()
        if (account, region) == _scope() and principal in (None, holder) and wanted in (None, info["Resource"])
    ]
    start, size = int(given.get("NextToken") or 0), given.get("MaxResults") or 100
    page = {"LakeFormationOptInsInfoList": found[start : start + size]}
    if start + size < len(found):
        page["NextToken"] = str(start + size)
    return page


HANDLERS = {
    "GetDataLakeSettings": get_settings,
    "PutDataLakeSettings": put_settings,
    "GrantPermissions": grant,
    "RevokePermissions": revoke,
    "BatchGrantPermissions": lambda call: _batch(call, grant_one),
    "BatchRevokePermissions": lambda call: _batch(call, revoke_one),
    "ListPermissions": list_permissions,
    "CreateLakeFormationOptIn": opt_in,
    "DeleteLakeFormationOptIn": opt_out,
    "ListLakeFormationOptIns": list_opt_ins,
    "RegisterResource": register,
    "DescribeResource": describe,
    "ListResources": list_resources,
    "UpdateResource": update_resource,
    "DeregisterResource": deregister,
}

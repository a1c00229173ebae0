"""Lake Formation's types through the stand-in's own operations."""

import copy
import hashlib
import json

from .. import aws
from ..errors import AwsError
from ..standins import lakeformation


def resource_create(logical_id, properties, stack_name):
    parameters = {"ResourceArn": properties["ResourceArn"]}
    for name in ("UseServiceLinkedRole", "WithFederation", "HybridAccessEnabled"):
        if name in properties:
            parameters[name] = str(properties[name]).lower() == "true"
    if properties.get("RoleArn"):
        parameters["RoleArn"] = properties["RoleArn"]
    aws.call("lakeformation", "RegisterResource", **parameters)
    return properties["ResourceArn"], {"Id": properties["ResourceArn"]}


def resource_update(physical_id, old, new, stack_name, logical_id=None):
    resource_delete(physical_id, old)
    return resource_create(logical_id, new, stack_name)


def resource_delete(physical_id, properties):
    try:
        aws.call("lakeformation", "DeregisterResource", ResourceArn=physical_id)
    except AwsError as error:
        if error.code != "EntityNotFoundException":
            raise


def _entry(properties: dict) -> dict:
    resource = copy.deepcopy(properties["Resource"])
    for kind, value in resource.items():
        if isinstance(value, dict) and value.get("TableWildcard") is not None:
            value["TableWildcard"] = {}
        if kind == "Catalog":
            resource[kind] = {}
    return {
        "Principal": {"DataLakePrincipalIdentifier": properties["Principal"]["DataLakePrincipalIdentifier"]},
        "Resource": resource,
        "Permissions": list(properties.get("Permissions") or []),
        "PermissionsWithGrantOption": list(properties.get("PermissionsWithGrantOption") or []),
    }


def permissions_create(logical_id, properties, stack_name):
    entry = _entry(properties)
    aws.call("lakeformation", "GrantPermissions", **entry)
    principal = hashlib.sha256(json.dumps(entry["Principal"]).encode()).hexdigest()
    resource = hashlib.sha256(json.dumps(entry["Resource"], sort_keys=True).encode()).hexdigest()
    return f"{principal}|{resource}", {"PrincipalIdentifier": principal, "ResourceIdentifier": resource}


def permissions_delete(physical_id, properties):
    try:
        aws.call("lakeformation", "RevokePermissions", **_entry(properties))
    except AwsError as error:
        if error.code not in ("InvalidInputException", "EntityNotFoundException"):
            raise


def permissions_read(properties: dict) -> dict | None:
    """What of a grant is still there."""
    entry = _entry(properties)
    _, resource = lakeformation._canonical(entry["Resource"])
    held = lakeformation.GRANTS.get(lakeformation._key(entry["Principal"]["DataLakePrincipalIdentifier"], resource))
    if held is None:
        return None
    return {
        "Permissions": [name for name in entry["Permissions"] if name in held["permissions"]],
        "PermissionsWithGrantOption": [
            name for name in entry["PermissionsWithGrantOption"] if name in held["grantable"]
        ],
    }


def settings_create(logical_id, properties, stack_name):
    _put_settings(properties)
    return f"{stack_name}-{logical_id}", {"Id": f"{stack_name}-{logical_id}"}


def _put_settings(properties: dict) -> None:
    current = aws.call("lakeformation", "GetDataLakeSettings")["DataLakeSettings"]
    admins = [
        {"DataLakePrincipalIdentifier": admin["DataLakePrincipalIdentifier"]}
        for admin in properties.get("Admins") or []
    ]
    if properties.get("MutationType") == "APPEND":
        admins = current["DataLakeAdmins"] + [admin for admin in admins if admin not in current["DataLakeAdmins"]]
    aws.call("lakeformation", "PutDataLakeSettings", DataLakeSettings={**current, "DataLakeAdmins": admins})


def settings_update(physical_id, old, new, stack_name, logical_id=None):
    _put_settings(new)
    return physical_id, {"Id": physical_id}


def settings_delete(physical_id, properties):
    current = aws.call("lakeformation", "GetDataLakeSettings")["DataLakeSettings"]
    own = {admin["DataLakePrincipalIdentifier"] for admin in properties.get("Admins") or []}
    admins = [admin for admin in current["DataLakeAdmins"] if admin["DataLakePrincipalIdentifier"] not in own]
    aws.call("lakeformation", "PutDataLakeSettings", DataLakeSettings={**current, "DataLakeAdmins": admins})


HANDLERS = {
    "AWS::LakeFormation::Resource": {
        "create": resource_create,
        "update": resource_update,
        "delete": resource_delete,
        "update_with_logical_id": True,
    },
    "AWS::LakeFormation::PrincipalPermissions": {"create": permissions_create, "delete": permissions_delete},
    "AWS::LakeFormation::DataLakeSettings": {
        "create": settings_create,
        "update": settings_update,
        "delete": settings_delete,
        "update_with_logical_id": True,
    },
}

"""IAM types whose references the emulator gets wrong or does not have."""

import json

from .. import aws
from ..errors import AwsError


def profile_create(logical_id, properties, stack_name):
    name = properties.get("InstanceProfileName") or f"{stack_name}-{logical_id}"
    path = {"Path": properties["Path"]} if properties.get("Path") else {}
    found = aws.call("iam", "CreateInstanceProfile", InstanceProfileName=name, **path)["InstanceProfile"]
    for role in properties.get("Roles") or []:
        aws.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
    return name, {"Arn": found["Arn"]}


def profile_update(physical_id, old, new, stack_name, logical_id=None):
    found = aws.call("iam", "GetInstanceProfile", InstanceProfileName=physical_id)["InstanceProfile"]
    held = {role["RoleName"] for role in found["Roles"]}
    wanted = set(new.get("Roles") or [])
    for role in held - wanted:
        aws.call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName=physical_id, RoleName=role)
    for role in wanted - held:
        aws.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=physical_id, RoleName=role)
    return physical_id, {"Arn": found["Arn"]}


def profile_delete(physical_id, properties):
    try:
        for role in aws.call("iam", "GetInstanceProfile", InstanceProfileName=physical_id)["InstanceProfile"]["Roles"]:
            aws.call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName=physical_id, RoleName=role["RoleName"])
        aws.call("iam", "DeleteInstanceProfile", InstanceProfileName=physical_id)
    except AwsError as error:
        if error.status != 404 and "NoSuchEntity" not in error.code:
            raise


def role_policy_create(logical_id, properties, stack_name):
    document = properties["PolicyDocument"]
    aws.call(
        "iam",
        "PutRolePolicy",
        RoleName=properties["RoleName"],
        PolicyName=properties["PolicyName"],
        PolicyDocument=document if isinstance(document, str) else json.dumps(document),
    )
    return f"{properties['PolicyName']}|{properties['RoleName']}", {}


def role_policy_update(physical_id, old, new, stack_name, logical_id=None):
    return role_policy_create(logical_id, new, stack_name)


def role_policy_delete(physical_id, properties):
    try:
        aws.call("iam", "DeleteRolePolicy", RoleName=properties["RoleName"], PolicyName=properties["PolicyName"])
    except AwsError as error:
        if "NoSuchEntity" not in error.code:
            raise


HANDLERS = {
    "AWS::IAM::InstanceProfile": {
        "create": profile_create,
        "update": profile_update,
        "delete": profile_delete,
        "update_with_logical_id": True,
    },
    "AWS::IAM::RolePolicy": {
        "create": role_policy_create,
        "update": role_policy_update,
        "delete": role_policy_delete,
        "update_with_logical_id": True,
    },
}

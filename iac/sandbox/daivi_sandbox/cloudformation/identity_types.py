"""Identity Center's types over the stand-in's own operations, so that templates and API see the same people."""

import json

from .. import aws
from ..errors import AwsError
from ..standins import identity_center, identitystore, permission_sets


def _quietly(service: str, operation: str, **parameters) -> None:
    """Take away what may be gone already."""
    try:
        aws.call(service, operation, **parameters)
    except AwsError as error:
        if error.code != "ResourceNotFoundException":
            raise


def instance_create(logical_id, properties, stack_name):
    parameters = {name: properties[name] for name in ("Name", "Tags") if properties.get(name)}
    arn = aws.call("sso", "CreateInstance", **parameters)["InstanceArn"]
    return arn, _instance_attributes(arn)


def _instance_attributes(arn: str) -> dict:
    found = aws.call("sso", "DescribeInstance", InstanceArn=arn)
    return {
        "InstanceArn": arn,
        "IdentityStoreId": found["IdentityStoreId"],
        "OwnerAccountId": found["OwnerAccountId"],
        "Status": "ACTIVE",
    }


def instance_update(physical_id, old, new, stack_name, logical_id=None):
    if new.get("Name"):
        aws.call("sso", "UpdateInstance", InstanceArn=physical_id, Name=new["Name"])
    return physical_id, _instance_attributes(physical_id)


def instance_delete(physical_id, properties):
    _quietly("sso", "DeleteInstance", InstanceArn=physical_id)


def instance_read(physical_id, properties):
    found = identity_center.INSTANCES.get((identity_center.scope()[0], physical_id))
    return None if found is None else {"Name": found["name"], "Tags": found["tags"]}


def group_create(logical_id, properties, stack_name):
    store = properties["IdentityStoreId"]
    description = {"Description": properties["Description"]} if properties.get("Description") else {}
    made = aws.call(
        "identitystore", "CreateGroup", IdentityStoreId=store, DisplayName=properties["DisplayName"], **description
    )
    return f"{made['GroupId']}|{store}", {"GroupId": made["GroupId"]}


def group_update(physical_id, old, new, stack_name, logical_id=None):
    group, store = physical_id.split("|")
    operations = [
        {"AttributePath": path, "AttributeValue": new.get(name)}
        for path, name in (("displayName", "DisplayName"), ("description", "Description"))
    ]
    aws.call("identitystore", "UpdateGroup", IdentityStoreId=store, GroupId=group, Operations=operations)
    return physical_id, {"GroupId": group}


def group_delete(physical_id, properties):
    group, store = physical_id.split("|")
    _quietly("identitystore", "DeleteGroup", IdentityStoreId=store, GroupId=group)


def group_read(physical_id, properties):
    group, store = physical_id.split("|")
    found = identitystore.GROUPS.get((store, group))
    return None if found is None else {name: found.get(name) for name in ("DisplayName", "Description")}


def user_create(logical_id, properties, stack_name):
    given = {name: value for name, value in properties.items() if name != "IdentityStoreId"}
    store = properties["IdentityStoreId"]
    made = aws.call("identitystore", "CreateUser", IdentityStoreId=store, **given)
    arn = f"arn:aws:identitystore:::user/{made['UserId']}"
    return arn, {"Arn": arn, "UserId": made["UserId"], "UserStatus": "ENABLED"}


def user_update(physical_id, old, new, stack_name, logical_id=None):
    user = physical_id.rsplit("/", 1)[-1]
    operations = [
        {"AttributePath": name[0].lower() + name[1:], "AttributeValue": new.get(name)}
        for name in sorted({*old, *new} - {"IdentityStoreId", "UserName"})
    ]
    aws.call(
        "identitystore", "UpdateUser", IdentityStoreId=new["IdentityStoreId"], UserId=user, Operations=operations
    )
    return physical_id, {"Arn": physical_id, "UserId": user, "UserStatus": "ENABLED"}


def user_delete(physical_id, properties):
    user = physical_id.rsplit("/", 1)[-1]
    _quietly("identitystore", "DeleteUser", IdentityStoreId=properties["IdentityStoreId"], UserId=user)


def user_read(physical_id, properties):
    return identitystore.USERS.get((properties["IdentityStoreId"], physical_id.rsplit("/", 1)[-1]))


def membership_create(logical_id, properties, stack_name):
    store = properties["IdentityStoreId"]
    given = {"GroupId": properties["GroupId"], "MemberId": {"UserId": properties["MemberId"]["UserId"]}}
    made = aws.call("identitystore", "CreateGroupMembership", IdentityStoreId=store, **given)
    return f"{made['MembershipId']}|{store}", {"MembershipId": made["MembershipId"]}


def membership_delete(physical_id, properties):
    membership, store = physical_id.split("|")
    _quietly("identitystore", "DeleteGroupMembership", IdentityStoreId=store, MembershipId=membership)


def membership_read(physical_id, properties):
    membership, store = physical_id.split("|")
    found = identitystore.MEMBERSHIPS.get((store, membership))
    return None if found is None else {name: found[name] for name in ("GroupId", "MemberId")}


def set_create(logical_id, properties, stack_name):
    instance = properties["InstanceArn"]
    given = {name: properties[name] for name in ("Name", "Description", "SessionDuration", "Tags") if name in properties}
    if properties.get("RelayStateType"):
        given["RelayState"] = properties["RelayStateType"]
    arn = aws.call("sso", "CreatePermissionSet", InstanceArn=instance, **given)["PermissionSet"]["PermissionSetArn"]
    _policies(instance, arn, properties)
    return f"{instance}|{arn}", {"PermissionSetArn": arn}


def _policies(instance: str, arn: str, properties: dict) -> None:
    """Bring managed and inline policies to what the template says."""
    which = {"InstanceArn": instance, "PermissionSetArn": arn}
    held = permission_sets.SETS[(instance, arn)]["managed"]
    wanted = list(properties.get("ManagedPolicies") or [])
    for policy in [policy for policy in held if policy not in wanted]:
        aws.call("sso", "DetachManagedPolicyFromPermissionSet", ManagedPolicyArn=policy, **which)
    for policy in [policy for policy in wanted if policy not in held]:
        aws.call("sso", "AttachManagedPolicyToPermissionSet", ManagedPolicyArn=policy, **which)
    inline = properties.get("InlinePolicy")
    if inline:
        text = inline if isinstance(inline, str) else json.dumps(inline)
        aws.call("sso", "PutInlinePolicyToPermissionSet", InlinePolicy=text, **which)
    else:
        aws.call("sso", "DeleteInlinePolicyFromPermissionSet", **which)


def set_update(physical_id, old, new, stack_name, logical_id=None):
    instance, arn = physical_id.split("|")
    given = {name: new[name] for name in ("Description", "SessionDuration") if name in new}
    aws.call("sso", "UpdatePermissionSet", InstanceArn=instance, PermissionSetArn=arn, **given)
    _policies(instance, arn, new)
    return physical_id, {"PermissionSetArn": arn}


def set_delete(physical_id, properties):
    instance, arn = physical_id.split("|")
    _quietly("sso", "DeletePermissionSet", InstanceArn=instance, PermissionSetArn=arn)


def set_read(physical_id, properties):
    found = permission_sets.SETS.get(tuple(physical_id.split("|")))
    if found is None:
        return None
    return {
        "Name": found["Name"],
        "Description": found.get("Description"),
        "SessionDuration": found["SessionDuration"],
        "ManagedPolicies": sorted(found["managed"]),
        "InlinePolicy": json.loads(found["inline"]) if found["inline"] else None,
        "Tags": found["tags"],
    }


_ASSIGNED = ("InstanceArn", "TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")


def assignment_create(logical_id, properties, stack_name):
    given = {name: properties[name] for name in _ASSIGNED}
    status = aws.call("sso", "CreateAccountAssignment", **given)["AccountAssignmentCreationStatus"]
    if status["Status"] == "FAILED":
        raise ValueError(status["FailureReason"])
    return "|".join(given.values()), {}


def assignment_delete(physical_id, properties):
    _quietly("sso", "DeleteAccountAssignment", **dict(zip(_ASSIGNED, physical_id.split("|"), strict=True)))


def assignment_read(physical_id, properties):
    found = dict(zip(_ASSIGNED, physical_id.split("|"), strict=True))
    key = tuple(found[name] for name in _ASSIGNED if name != "TargetType")
    return found if key in permission_sets.ASSIGNMENTS else None


def _type(create, delete, update=None) -> dict:
    handler = {"create": create, "delete": delete}
    return {**handler, "update": update, "update_with_logical_id": True} if update else handler


HANDLERS = {
    "AWS::SSO::Instance": _type(instance_create, instance_delete, instance_update),
    "AWS::SSO::PermissionSet": _type(set_create, set_delete, set_update),
    "AWS::SSO::Assignment": _type(assignment_create, assignment_delete),
    "AWS::IdentityStore::Group": _type(group_create, group_delete, group_update),
    "AWS::IdentityStore::User": _type(user_create, user_delete, user_update),
    "AWS::IdentityStore::GroupMembership": _type(membership_create, membership_delete),
}

READERS = {
    "AWS::SSO::Instance": instance_read,
    "AWS::SSO::PermissionSet": set_read,
    "AWS::SSO::Assignment": assignment_read,
    "AWS::IdentityStore::Group": group_read,
    "AWS::IdentityStore::User": user_read,
    "AWS::IdentityStore::GroupMembership": membership_read,
}

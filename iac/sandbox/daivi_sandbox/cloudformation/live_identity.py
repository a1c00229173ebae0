"""The live state of keys and of IAM."""

import json

from .. import aws
from ..errors import AwsError
from .live_common import document, services, stack_records, tags


def key(identifier, properties):
    kms = services()[5]
    record = kms._resolve_key(identifier)
    if record is None or record.get("KeyState") == "PendingDeletion":
        return None
    return {
        "KeyPolicy": document(record.get("Policy")),
        "Description": record.get("Description", ""),
        "Enabled": record.get("KeyState") != "Disabled",
        "EnableKeyRotation": bool(
            record.get("KeyRotationEnabled") or record.get("_rotation_enabled") or _rotation(record["KeyId"])
        ),
        "Tags": tags(record.get("Tags")),
    }


def _rotation(identifier: str) -> bool:
    try:
        return bool(aws.call("kms", "GetKeyRotationStatus", KeyId=identifier).get("KeyRotationEnabled"))
    except AwsError:
        return False


def alias(identifier, properties):
    kms = services()[5]
    target = kms._aliases.get(kms._alias_arn(identifier))
    return None if target is None else {"TargetKeyId": target}


def role(identifier, properties):
    iam = services()[4]
    record = iam._roles.get(identifier)
    if record is None:
        return None
    own = {policy["PolicyName"] for policy in properties.get("Policies") or []}
    others = {given.get("PolicyName") for _, given in stack_records("AWS::IAM::Policy")}
    inline = {
        name: document(text) for name, text in record["InlinePolicies"].items() if name in own or name not in others
    }
    declared = set(properties.get("ManagedPolicyArns") or [])
    managed = {arn for arn, _ in stack_records("AWS::IAM::ManagedPolicy")}
    attached = [entry if isinstance(entry, str) else entry.get("PolicyArn") for entry in record["AttachedPolicies"]]
    boundary = record.get("PermissionsBoundary")
    return {
        "AssumeRolePolicyDocument": document(record["AssumeRolePolicyDocument"]),
        "Description": record.get("Description", ""),
        "MaxSessionDuration": record.get("MaxSessionDuration"),
        "Path": record.get("Path"),
        "Policies": inline,
        "ManagedPolicyArns": sorted(arn for arn in attached if arn in declared or arn not in managed),
        "PermissionsBoundary": boundary.get("PermissionsBoundaryArn") if isinstance(boundary, dict) else boundary,
        "Tags": tags(record.get("Tags")),
    }


def managed_policy(identifier, properties):
    iam = services()[4]
    if identifier not in iam._policies:
        return None
    policy = aws.call("iam", "GetPolicy", PolicyArn=identifier)["Policy"]
    version = aws.call("iam", "GetPolicyVersion", PolicyArn=identifier, VersionId=policy["DefaultVersionId"])
    roles = [name for name in properties.get("Roles") or [] if _attached(iam, name, identifier)]
    return {"PolicyDocument": document(version["PolicyVersion"]["Document"]), "Roles": sorted(roles)}


def _attached(iam, name: str, arn: str) -> bool:
    record = iam._roles.get(name)
    entries = record["AttachedPolicies"] if record else []
    return arn in [entry if isinstance(entry, str) else entry.get("PolicyArn") for entry in entries]


def inline_policy(identifier, properties):
    iam = services()[4]
    name = properties.get("PolicyName")
    holders = {}
    for holder in properties.get("Roles") or []:
        record = iam._roles.get(holder)
        if record and name in record["InlinePolicies"]:
            holders[holder] = document(record["InlinePolicies"][name])
    if not holders:
        return None
    return {
        "PolicyDocument": next(iter(holders.values()))
        if len({json.dumps(text, sort_keys=True) for text in holders.values()}) == 1
        else holders,
        "Roles": sorted(holders),
    }


def role_policy(identifier, properties):
    """The policy inside one role that AWS::IAM::RolePolicy made."""
    record = services()[4]._roles.get(properties.get("RoleName"))
    if record is None or properties.get("PolicyName") not in record["InlinePolicies"]:
        return None
    return {"PolicyDocument": document(record["InlinePolicies"][properties["PolicyName"]])}


def instance_profile(identifier, properties):
    iam = services()[4]
    record = iam._instance_profiles.get(identifier)
    if record is None:
        return None
    return {
        "Roles": sorted(entry if isinstance(entry, str) else entry.get("RoleName") for entry in record.get("Roles", []))
    }

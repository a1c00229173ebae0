"""Brings one drifted resource back to what its template says."""

from .. import aws
from . import drift, live_network

_SAME_ID = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")


def restore(kind: str, record: dict, properties: dict, stack_name: str, logical_id: str) -> tuple[str, dict]:
    """The physical id and attributes after the repair; a resource that was deleted is made again."""
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    handler = _RESOURCE_HANDLERS[kind]
    physical_id, attributes = record["PhysicalResourceId"], record.get("Attributes") or {}
    state, _ = drift.status(record)
    if state == "DELETED":
        made = handler["create"](logical_id, properties, stack_name)
        return (physical_id if kind in _SAME_ID else made[0]), made[1]
    _take_away_additions(kind, physical_id, record)
    if "update" in handler:
        arguments = (physical_id, _found(kind, physical_id, record), properties, stack_name)
        physical_id, changed = (
            handler["update"](*arguments, logical_id)
            if handler.get("update_with_logical_id")
            else (handler["update"](*arguments))
        )
        attributes = {**attributes, **(changed or {})}
    if drift.status({**record, "PhysicalResourceId": physical_id})[0] == "MODIFIED" and kind not in _KEPT:
        handler["delete"](physical_id, record.get("Properties") or {})
        return handler["create"](logical_id, properties, stack_name)
    return physical_id, attributes


def _found(kind: str, physical_id: str, record: dict) -> dict:
    """What an update starts from: nothing, so that it sets everything; a table's compares with what is there."""
    if kind != "AWS::DynamoDB::Table":
        return {}
    declared = record.get("Properties") or {}
    return {**declared, **(drift.view(kind, physical_id, declared) or {})}


# Never deleted to repair them: others hang on them, or there is data in them.
_KEPT = (
    "AWS::IAM::Role",
    "AWS::EC2::VPC",
    "AWS::EC2::Subnet",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Instance",
    "AWS::EC2::Volume",
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::Glue::Database",
    "AWS::Glue::Table",
    "AWS::EC2::RouteTable",
    "AWS::EC2::InternetGateway",
    "AWS::S3Tables::TableBucket",
    "AWS::Lambda::Function",
    "AWS::SecretsManager::Secret",
    "AWS::Logs::LogGroup",
    "AWS::DataZone::Domain",
    "AWS::DataZone::Project",
    "AWS::SSO::Instance",
    "AWS::SSO::PermissionSet",
    "AWS::IdentityStore::Group",
)


def _take_away_additions(kind: str, physical_id: str, record: dict) -> None:
    """What an update would leave in place because the template never had it."""
    expected = record.get("_live") or {}
    actual = drift.view(kind, physical_id, record.get("Properties") or {}) or {}
    if kind == "AWS::IAM::Role":
        for arn in set(actual.get("ManagedPolicyArns") or []) - set(expected.get("ManagedPolicyArns") or []):
            aws.call("iam", "DetachRolePolicy", RoleName=physical_id, PolicyArn=arn)
        for name in set(actual.get("Policies") or {}) - set(expected.get("Policies") or {}):
            aws.call("iam", "DeleteRolePolicy", RoleName=physical_id, PolicyName=name)
    elif kind == "AWS::EC2::SecurityGroup":
        _revoke(physical_id, expected, actual)
    if kind.startswith("AWS::EC2::") and isinstance(actual.get("Tags"), dict):
        extra = set(actual["Tags"]) - set(expected.get("Tags") or {})
        if extra:
            aws.call("ec2", "DeleteTags", Resources=[physical_id], Tags=[{"Key": name} for name in sorted(extra)])


def _revoke(group: str, expected: dict, actual: dict) -> None:
    from ministack.services import ec2

    for direction, store in (("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress")):
        extra = set(actual.get(f"SecurityGroup{direction}") or []) - set(
            expected.get(f"SecurityGroup{direction}") or []
        )
        for rule in list(ec2._security_groups[group].get(store) or []):
            for member in ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds"):
                rule[member] = [
                    peer
                    for peer in rule.get(member) or []
                    if not set(live_network.signatures([{**_bare(rule), member: [peer]}])) <= extra
                ]
        ec2._security_groups[group][store] = [
            rule for rule in ec2._security_groups[group].get(store) or [] if live_network.signatures([rule])
        ]


def _bare(rule: dict) -> dict:
    return {name: rule[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in rule}

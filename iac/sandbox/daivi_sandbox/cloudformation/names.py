"""Names that a template chooses: creating what exists outside the stack fails, as on AWS."""

from . import drift

# The property that names a resource, where the name is its physical id.
_IDENTIFYING = {
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::SSM::Parameter": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Glue::Job": "Name",
    "AWS::Athena::WorkGroup": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::DynamoDB::Table": "TableName",
}


def taken(kind: str, properties: dict) -> str | None:
    """The name that somebody else has already; None when there is none."""
    if kind in _LOOKED_UP:
        property_name, exists = _LOOKED_UP[kind]
        name = properties.get(property_name)
        return name if name and exists(name, properties) else None
    name = properties.get(_IDENTIFYING.get(kind, ""))
    return name if name and drift.reader(kind)(name, properties) is not None else None


def _topic(name: str, properties: dict) -> bool:
    from ministack.services import sns

    return any(topic["name"] == name for topic in sns._topics.values())


def _rule(name: str, properties: dict) -> bool:
    from ministack.services import eventbridge
    from ministack.services.cloudformation import provisioners

    return eventbridge._rule_key(name, provisioners._eb_rule_bus_name(properties)) in eventbridge._rules


def _managed_policy(name: str, properties: dict) -> bool:
    from ministack.services import iam

    return any(policy["PolicyName"] == name for policy in iam._policies.values())


def _security_group(name: str, properties: dict) -> bool:
    """Within one network."""
    from ministack.services import ec2

    network = properties.get("VpcId", ec2._DEFAULT_VPC_ID)
    return any(
        group["GroupName"] == name and group["VpcId"] == network for group in ec2._security_groups.values()
    )


_LOOKED_UP = {
    "AWS::EC2::SecurityGroup": ("GroupName", _security_group),
    "AWS::Events::Rule": ("Name", _rule),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", _managed_policy),
    "AWS::SNS::Topic": ("TopicName", _topic),
}

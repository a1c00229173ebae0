"""DynamoDB tables through the emulator's own operations, so that a table's import, backups and policy are real."""

import json

from .. import aws

_CREATION = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "ProvisionedThroughput",
    "GlobalSecondaryIndexes",
    "OnDemandThroughput",
)


_changed = [lambda: None]


def tell(changed) -> None:
    """What to call when a stack changes tables: no request does."""
    _changed[0] = changed


def _native() -> dict:
    from ministack.services.cloudformation import provisioners

    return {"create": provisioners._ddb_create, "update": provisioners._ddb_update}


def create(logical_id, properties, stack_name):
    """An import runs on after the table is there, and may fail: DescribeImport tells, as on AWS."""
    source = properties.get("ImportSourceSpecification")
    if not source:
        made = _native()["create"](logical_id, properties, stack_name)
    else:
        name = properties.get("TableName") or f"{stack_name}-{logical_id}"
        given = {key: properties[key] for key in _CREATION if key in properties}
        if encryption := _encryption(properties):
            given["SSESpecification"] = encryption
        described = aws.call(
            "dynamodb",
            "ImportTable",
            **{key: source[key] for key in ("S3BucketSource", "InputFormat", "InputFormatOptions") if key in source},
            InputCompressionType=source.get("InputCompressionType") or "NONE",
            TableCreationParameters={"TableName": name, **given},
        )["ImportTableDescription"]
        made = name, {"Arn": described["TableArn"]}
        if properties.get("Tags"):
            aws.call("dynamodb", "TagResource", ResourceArn=described["TableArn"], Tags=_tags(properties))
    _settle(made[0], made[1]["Arn"], properties)
    return made


def update(physical_id, old, new, stack_name, logical_id=None):
    table = _tables().get(physical_id)
    if table is not None and old:
        physical_id, attributes = _native()["update"](physical_id, old, new, stack_name, logical_id)
    else:
        attributes = {} if table is None else {"Arn": table["TableArn"]}
    if table is not None:
        _settle(physical_id, table["TableArn"], new)
    return physical_id, attributes


def delete(physical_id, properties):
    table = _tables().get(physical_id)
    if table is None:
        return
    _changed[0]()
    _policies().pop(table["TableArn"], None)
    aws.call("dynamodb", "DeleteTable", TableName=physical_id)


def _settle(name: str, arn: str, properties: dict) -> None:
    """What the create operations do not take: recovery in time, and the table's policy."""
    _changed[0]()
    recovery = properties.get("PointInTimeRecoverySpecification") or {}
    aws.call(
        "dynamodb",
        "UpdateContinuousBackups",
        TableName=name,
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": str(recovery.get("PointInTimeRecoveryEnabled", False)).lower() == "true"
        },
    )
    policy = (properties.get("ResourcePolicy") or {}).get("PolicyDocument")
    if policy:
        aws.call("dynamodb", "PutResourcePolicy", ResourceArn=arn, Policy=json.dumps(policy))


def _encryption(properties: dict) -> dict | None:
    given = properties.get("SSESpecification")
    if not given:
        return None
    return {
        "Enabled": str(given.get("SSEEnabled")).lower() == "true",
        **{key: given[key] for key in ("SSEType", "KMSMasterKeyId") if key in given},
    }


def _tags(properties: dict) -> list:
    return [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in properties["Tags"]]


def _tables():
    from ministack.services import dynamodb

    return dynamodb._tables


def _policies():
    from ministack.services import dynamodb

    return dynamodb._resource_policies


def read(identifier, properties):
    """What drift detection compares: not the policy and not the import, which AWS does not read back either."""
    from ministack.services import dynamodb
    from ministack.services.cloudformation import drift as native

    found = native._read_dynamodb_table(identifier, properties)
    if found is None:
        return None
    recovery = dynamodb._pitr_settings.get(identifier)
    found["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": bool(recovery)}
    found["SSESpecification"] = _tables()[identifier].get("SSEDescription")
    return found


HANDLERS = {
    "AWS::DynamoDB::Table": {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}
}

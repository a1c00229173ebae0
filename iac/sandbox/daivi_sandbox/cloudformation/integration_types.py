"""Zero-ETL integrations through the stand-in's own operations."""

import time

from .. import aws
from ..errors import AwsError
from ..glue import federated
from ..standins import zero_etl, zero_etl_properties

_MODIFIABLE = ("Description", "DataFilter")


def integration_create(logical_id, properties, stack_name):
    given = {key: value for key, value in properties.items() if key != "Tags"}
    given["Tags"] = [{"key": tag["Key"], "value": str(tag.get("Value", ""))} for tag in properties.get("Tags") or []]
    made = aws.call("glue", "CreateIntegration", **given)
    identifier = f"{made['IntegrationArn']}|{made['IntegrationName']}"
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(made["CreateTime"]))
    return identifier, {"IntegrationArn": made["IntegrationArn"], "CreateTime": moment, "Status": made["Status"]}


def integration_update(physical_id, old, new, stack_name, logical_id=None):
    changed = {key: new[key] for key in _MODIFIABLE if key in new}
    aws.call("glue", "ModifyIntegration", IntegrationIdentifier=physical_id.partition("|")[0], **changed)
    return physical_id, {}


def integration_delete(physical_id, properties):
    _quietly("DeleteIntegration", IntegrationIdentifier=physical_id.partition("|")[0])


def integration_read(identifier, properties):
    found = zero_etl.INTEGRATIONS.get((*federated.scope(), identifier.partition("|")[0]))
    if found is None:
        return None
    return {key: found.get(key) for key in ("IntegrationName", "SourceArn", "TargetArn", "KmsKeyId", *_MODIFIABLE)}


def property_create(logical_id, properties, stack_name):
    given = {key: value for key, value in properties.items() if key != "Tags"}
    made = aws.call("glue", "CreateIntegrationResourceProperty", **given)
    arn = made["ResourcePropertyArn"]
    return f"{properties['ResourceArn']}|{arn}", {"ResourcePropertyArn": arn}


def property_update(physical_id, old, new, stack_name, logical_id=None):
    given = {key: value for key, value in new.items() if key != "Tags"}
    aws.call("glue", "UpdateIntegrationResourceProperty", **given)
    return physical_id, {}


def property_delete(physical_id, properties):
    _quietly("DeleteIntegrationResourceProperty", ResourceArn=physical_id.partition("|")[0])


def property_read(identifier, properties):
    return zero_etl_properties.PROPERTIES.get((*federated.scope(), identifier.partition("|")[0]))


def _quietly(operation: str, **parameters) -> None:
    """A delete of something that is gone already is done."""
    try:
        aws.call("glue", operation, **parameters)
    except AwsError as error:
        if error.code not in ("EntityNotFoundException", "IntegrationNotFoundFault"):
            raise


def _handlers(create, update, delete) -> dict:
    return {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}


HANDLERS = {
    "AWS::Glue::Integration": _handlers(integration_create, integration_update, integration_delete),
    "AWS::Glue::IntegrationResourceProperty": _handlers(property_create, property_update, property_delete),
}

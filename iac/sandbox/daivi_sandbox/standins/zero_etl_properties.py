"""How zero-ETL integrations reach a resource, and how they name and shape the tables of a target."""

import uuid

from ..errors import AwsError
from ..glue import federated

PROPERTIES: dict = {}  # (account, region, resource arn) -> what GetIntegrationResourceProperty answers
TABLES: dict = {}  # (account, region, resource arn, source table) -> what GetIntegrationTableProperties answers


def _create_property(call):
    given = call.parameters
    key = (*federated.scope(), given["ResourceArn"])
    if key in PROPERTIES:
        raise AwsError("ConflictException", f"{given['ResourceArn']} has integration resource properties already")
    _check_role(given)
    PROPERTIES[key] = {
        **{name: given[name] for name in _PROPERTY if name in given},
        "ResourcePropertyArn": f"arn:aws:glue:{call.region}:{call.account}:integrationresourceproperty/{uuid.uuid4()}",
    }
    return PROPERTIES[key]


_PROPERTY = ("ResourceArn", "SourceProcessingProperties", "TargetProcessingProperties")


def _check_role(given: dict) -> None:
    from ministack.services import iam

    arn = (given.get("TargetProcessingProperties") or given.get("SourceProcessingProperties") or {}).get("RoleArn", "")
    if arn and arn.rpartition("/")[2] not in iam._roles:
        raise AwsError("InvalidInputException", f"the role {arn} does not exist")


def _property(call) -> dict:
    found = PROPERTIES.get((*federated.scope(), call.parameters["ResourceArn"]))
    if found is None:
        raise AwsError("EntityNotFoundException", f"{call.parameters['ResourceArn']} has no integration properties")
    return found


def _update_property(call):
    found = _property(call)
    _check_role(call.parameters)
    found.update({name: call.parameters[name] for name in _PROPERTY if name in call.parameters})
    return found


def _delete_property(call):
    _property(call)
    del PROPERTIES[(*federated.scope(), call.parameters["ResourceArn"])]
    return {}


def _table_key(call) -> tuple:
    return (*federated.scope(), call.parameters["ResourceArn"], call.parameters["TableName"])


def _create_table_properties(call):
    if _table_key(call) in TABLES:
        raise AwsError("InvalidInputException", f"{call.parameters['TableName']} has integration properties already")
    TABLES[_table_key(call)] = dict(call.parameters)
    return {}


def _table_properties(call) -> dict:
    found = TABLES.get(_table_key(call))
    if found is None:
        raise AwsError("EntityNotFoundException", f"{call.parameters['TableName']} has no integration properties")
    return found


def _update_table_properties(call):
    _table_properties(call).update(call.parameters)
    return {}


def _delete_table_properties(call):
    _table_properties(call)
    del TABLES[_table_key(call)]
    return {}


HANDLERS = {
    "CreateIntegrationResourceProperty": _create_property,
    "GetIntegrationResourceProperty": _property,
    "UpdateIntegrationResourceProperty": _update_property,
    "DeleteIntegrationResourceProperty": _delete_property,
    "CreateIntegrationTableProperties": _create_table_properties,
    "GetIntegrationTableProperties": _table_properties,
    "UpdateIntegrationTableProperties": _update_table_properties,
    "DeleteIntegrationTableProperties": _delete_table_properties,
}

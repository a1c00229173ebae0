"""Glue's types through the catalog and job stores that the Glue API serves."""

import copy
import json
import time

from .. import aws
from ..errors import AwsError
from ..glue import catalog


def _name(properties: dict, key: str, stack_name: str, logical_id: str) -> str:
    return str(properties.get(key) or f"{stack_name}-{logical_id}".lower())


def database_create(logical_id, properties, stack_name):
    given = dict(properties.get("DatabaseInput") or {})
    given["Name"] = given.get("Name") or properties.get("DatabaseName") or f"{stack_name}-{logical_id}".lower()
    catalog.create_database_record(given)
    return given["Name"].lower(), {}


def database_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call("glue", "UpdateDatabase", Name=physical_id, DatabaseInput={**new["DatabaseInput"], "Name": physical_id})
    return physical_id, {}


def database_delete(physical_id, properties):
    _quietly("DeleteDatabase", Name=physical_id)


def _table_parameters(properties: dict) -> dict:
    given = copy.deepcopy(properties.get("TableInput") or {})
    parameters = {"DatabaseName": properties["DatabaseName"], "TableInput": given}
    name = properties.get("Name") or given.get("Name")
    opened = copy.deepcopy(properties.get("OpenTableFormatInput"))
    if opened:
        iceberg = opened.get("IcebergInput") or {}
        described = iceberg.pop("IcebergTableInput", None)
        if described:
            described.setdefault("Location", (given.get("StorageDescriptor") or {}).get("Location"))
            iceberg["CreateIcebergTableInput"] = described
        parameters["OpenTableFormatInput"] = opened
    given["Name"] = name
    parameters["Name"] = name
    _numbers(given)
    _numbers(parameters)
    return parameters


def _numbers(value) -> None:
    """Text that the catalog keeps as numbers or booleans."""
    if isinstance(value, dict):
        for key, item in value.items():
            if (
                key
                in (
                    "NumberOfBuckets",
                    "SortOrder",
                    "Retention",
                    "SchemaVersionNumber",
                    "Id",
                    "SchemaId",
                    "SourceId",
                    "FieldId",
                    "SpecId",
                    "OrderId",
                )
                and isinstance(item, str)
                and item.isdigit()
            ):
                value[key] = int(item)
            elif key in ("Compressed", "StoredAsSubDirectories", "Required") and isinstance(item, str):
                value[key] = item.lower() == "true"
            else:
                _numbers(item)
    elif isinstance(value, list):
        for item in value:
            _numbers(item)


def table_create(logical_id, properties, stack_name):
    parameters = _table_parameters(properties)
    if not parameters["Name"]:
        parameters["Name"] = parameters["TableInput"]["Name"] = f"{stack_name}-{logical_id}".lower()
    catalog.create_table_record(parameters)
    return parameters["Name"].lower(), {}


def table_update(physical_id, old, new, stack_name, logical_id=None):
    """UpdateTable; an Iceberg table keeps its metadata, whatever the template says of parameters and columns."""
    given = _table_parameters(new)["TableInput"]
    given["Name"] = physical_id
    record = catalog.table_record(new["DatabaseName"], physical_id)
    held = record.get("Parameters") or {}
    if held.get("metadata_location"):
        given["Parameters"] = {
            **(given.get("Parameters") or {}),
            **{
                key: held[key]
                for key in ("table_type", "metadata_location", "previous_metadata_location")
                if key in held
            },
        }
        given.setdefault("TableType", record.get("TableType"))
        storage = given.setdefault("StorageDescriptor", {})
        storage.setdefault("Location", record["StorageDescriptor"].get("Location"))
    aws.call("glue", "UpdateTable", DatabaseName=new["DatabaseName"], TableInput=given)
    return physical_id, {}


def table_delete(physical_id, properties):
    _quietly("DeleteTable", DatabaseName=properties["DatabaseName"], Name=physical_id)


def _store(name: str):
    return getattr(catalog.stores(), name)


def job_create(logical_id, properties, stack_name):
    name = _name(properties, "Name", stack_name, logical_id)
    jobs = _store("_jobs")
    jobs[name] = _job(name, properties)
    if properties.get("Tags"):
        glue = catalog.stores()
        glue._tags[glue._arn("job", name)] = dict(properties["Tags"])
    return name, {}


def _job(name: str, properties: dict) -> dict:
    now = time.time()
    record = {key: copy.deepcopy(value) for key, value in properties.items() if key not in ("Tags", "Name")}
    for key, kind in (("Timeout", int), ("NumberOfWorkers", int), ("MaxRetries", int), ("MaxCapacity", float)):
        if key in record:
            record[key] = kind(float(record[key]))
    concurrent = (record.get("ExecutionProperty") or {}).get("MaxConcurrentRuns")
    if concurrent is not None:
        record["ExecutionProperty"]["MaxConcurrentRuns"] = int(float(concurrent))
    record["DefaultArguments"] = {key: str(value) for key, value in (record.get("DefaultArguments") or {}).items()}
    return {**record, "Name": name, "CreatedOn": now, "LastModifiedOn": now}


def job_update(physical_id, old, new, stack_name, logical_id=None):
    jobs = _store("_jobs")
    if physical_id not in jobs:
        return job_create(logical_id, {**new, "Name": physical_id}, stack_name)
    jobs[physical_id] = {**_job(physical_id, new), "CreatedOn": jobs[physical_id]["CreatedOn"]}
    return physical_id, {}


def job_delete(physical_id, properties):
    _store("_jobs").pop(physical_id, None)
    _store("_job_runs").pop(physical_id, None)


def security_create(logical_id, properties, stack_name):
    name = _name(properties, "Name", stack_name, logical_id)
    aws.call(
        "glue",
        "CreateSecurityConfiguration",
        Name=name,
        EncryptionConfiguration=_encryption(properties["EncryptionConfiguration"]),
    )
    return name, {}


def _encryption(given: dict) -> dict:
    made = {key: value for key, value in given.items() if key != "S3Encryptions"}
    if "S3Encryptions" in given:
        made["S3Encryption"] = given["S3Encryptions"]
    return made


def security_delete(physical_id, properties):
    _quietly("DeleteSecurityConfiguration", Name=physical_id)


def ruleset_create(logical_id, properties, stack_name):
    name = _name(properties, "Name", stack_name, logical_id)
    parameters = {"Name": name, "Ruleset": properties["Ruleset"]}
    if properties.get("Description"):
        parameters["Description"] = properties["Description"]
    if properties.get("TargetTable"):
        parameters["TargetTable"] = properties["TargetTable"]
    if properties.get("Tags"):
        parameters["Tags"] = dict(properties["Tags"])
    aws.call("glue", "CreateDataQualityRuleset", **parameters)
    return name, {}


def ruleset_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call(
        "glue",
        "UpdateDataQualityRuleset",
        Name=physical_id,
        Ruleset=new["Ruleset"],
        Description=new.get("Description") or "",
    )
    return physical_id, {}


def ruleset_delete(physical_id, properties):
    _quietly("DeleteDataQualityRuleset", Name=physical_id)


def workflow_create(logical_id, properties, stack_name):
    name = _name(properties, "Name", stack_name, logical_id)
    parameters = {key: properties[key] for key in ("Description", "DefaultRunProperties") if properties.get(key)}
    if isinstance(parameters.get("DefaultRunProperties"), str):
        parameters["DefaultRunProperties"] = json.loads(parameters["DefaultRunProperties"])
    aws.call("glue", "CreateWorkflow", Name=name, **parameters)
    return name, {}


def workflow_delete(physical_id, properties):
    _quietly("DeleteWorkflow", Name=physical_id)


def _quietly(operation: str, **parameters) -> None:
    """A delete of something that is gone already is done."""
    try:
        aws.call("glue", operation, **parameters)
    except AwsError as error:
        if error.code not in ("EntityNotFoundException", "ResourceNotFoundException"):
            raise


def _handlers(create, delete, update=None) -> dict:
    found = {"create": create, "delete": delete}
    if update:
        found.update(update=update, update_with_logical_id=True)
    return found


HANDLERS = {
    "AWS::Glue::Database": _handlers(database_create, database_delete, database_update),
    "AWS::Glue::Table": _handlers(table_create, table_delete, table_update),
    "AWS::Glue::Job": _handlers(job_create, job_delete, job_update),
    "AWS::Glue::SecurityConfiguration": _handlers(security_create, security_delete),
    "AWS::Glue::DataQualityRuleset": _handlers(ruleset_create, ruleset_delete, ruleset_update),
    "AWS::Glue::Workflow": _handlers(workflow_create, workflow_delete),
}


def encryption_create(logical_id, properties, stack_name):
    aws.call(
        "glue",
        "PutDataCatalogEncryptionSettings",
        DataCatalogEncryptionSettings=properties["DataCatalogEncryptionSettings"],
    )
    return properties["CatalogId"], {}


def encryption_update(physical_id, old, new, stack_name, logical_id=None):
    return encryption_create(logical_id, new, stack_name)


def encryption_delete(physical_id, properties):
    aws.call(
        "glue",
        "PutDataCatalogEncryptionSettings",
        DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"}},
    )


HANDLERS["AWS::Glue::DataCatalogEncryptionSettings"] = _handlers(
    encryption_create, encryption_delete, encryption_update
)

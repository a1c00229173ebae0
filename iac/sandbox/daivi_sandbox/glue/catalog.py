"""The Glue Data Catalog: databases and tables, kept as they were given, in the emulator's own stores."""

import copy
import json
import re
import time

from ..errors import AwsError
from ..objects import get_object, split_location
from . import federated, iceberg_metadata

_FEDERATED = re.compile(r"^(?:\d{12}:)?s3tablescatalog/([^/]+)$")
_TABLE_FIELDS = (
    "Description",
    "Owner",
    "Retention",
    "StorageDescriptor",
    "PartitionKeys",
    "ViewOriginalText",
    "ViewExpandedText",
    "TableType",
    "Parameters",
    "TargetTable",
    "LastAccessTime",
    "LastAnalyzedTime",
)


def stores():
    """The emulator's module, whose dictionaries hold the records."""
    from ministack.services import glue

    return glue


def account() -> str:
    from ministack.core.responses import get_account_id

    return get_account_id()


def bucket_of(call) -> str | None:
    """The table bucket that a call's catalog stands for; None for the account's own catalog."""
    catalog = call.parameters.get("CatalogId") or call.catalog
    if catalog is None or re.fullmatch(r"\d{12}", catalog):
        return None
    if catalog.startswith("s3tables-endpoint/"):
        return catalog.partition("/")[2]  # the table bucket's own Iceberg endpoint needs no integration with Glue
    found = _FEDERATED.match(catalog)
    if not found:
        raise AwsError("EntityNotFoundException", f"Catalog {catalog} not found.")
    federated.require_catalog()
    return found[1]


def create_database(call):
    given = call.parameters["DatabaseInput"]
    bucket = bucket_of(call)
    if bucket is not None:
        return federated.create_database(bucket, given)
    return create_database_record(given, call.parameters.get("Tags"))


def create_database_record(given: dict, tags: dict | None = None) -> dict:
    """Make a database in the account's catalog; AlreadyExistsException when there is one."""
    glue = stores()
    name = given["Name"].lower()
    if name in glue._databases:
        raise AwsError("AlreadyExistsException", f"Database already exists: {name}")
    glue._databases[name] = {**copy.deepcopy(given), "Name": name, "CreateTime": time.time(), "CatalogId": account()}
    if tags:
        glue._tags[glue._arn("database", name)] = dict(tags)
    return {}


def get_database(call):
    bucket = bucket_of(call)
    if bucket is not None:
        return {"Database": federated.database(bucket, call.parameters["Name"])}
    return {"Database": database_record(call.parameters["Name"])}


def database_record(name: str) -> dict:
    """A database of the account's catalog."""
    record = stores()._databases.get(name.lower())
    if record is None:
        raise AwsError("EntityNotFoundException", f"Database {name} not found.")
    return record


def get_databases(call):
    bucket = bucket_of(call)
    if bucket is not None:
        return {"DatabaseList": federated.databases(bucket)}
    return {"DatabaseList": list(stores()._databases.values())}


def update_database(call):
    if bucket_of(call) is not None:
        raise AwsError("InvalidInputException", "a database of a federated catalog cannot be updated")
    record = database_record(call.parameters["Name"])
    kept = {key: record[key] for key in ("CreateTime", "CatalogId", "Name")}
    record.clear()
    record.update({**copy.deepcopy(call.parameters["DatabaseInput"]), **kept})
    return {}


def delete_database(call):
    bucket = bucket_of(call)
    if bucket is not None:
        return federated.delete_database(bucket, call.parameters["Name"])
    name = database_record(call.parameters["Name"])["Name"]
    glue = stores()
    glue._delete_database({"Name": name})
    return {}


def create_table(call):
    parameters = call.parameters
    bucket = bucket_of(call)
    if bucket is not None:
        return federated.create_table(bucket, parameters)
    return create_table_record(parameters)


def create_table_record(parameters: dict) -> dict:
    """Make a table in the account's catalog, with Iceberg metadata when an open table format is asked for."""
    glue = stores()
    database = database_record(parameters["DatabaseName"])["Name"]
    given = copy.deepcopy(parameters.get("TableInput") or {})
    name = (parameters.get("Name") or given.get("Name") or "").lower()
    if not name:
        raise AwsError("InvalidInputException", "the table needs a name")
    key = f"{database}/{name}"
    if key in glue._tables:
        raise AwsError("AlreadyExistsException", f"Table already exists: {database}.{name}")
    iceberg = (parameters.get("OpenTableFormatInput") or {}).get("IcebergInput")
    record = {field: given[field] for field in _TABLE_FIELDS if field in given}
    if iceberg:
        _make_iceberg(iceberg, given, record)
    now = time.time()
    record.update(
        Name=name,
        DatabaseName=database,
        CreateTime=now,
        UpdateTime=now,
        CatalogId=account(),
        VersionId="0",
        IsRegisteredWithLakeFormation=False,
    )
    record.setdefault("Parameters", {})
    glue._tables[key] = record
    return {}


def _make_iceberg(iceberg: dict, given: dict, record: dict) -> None:
    described = iceberg.get("CreateIcebergTableInput")
    if described:
        location, properties = described["Location"], described.get("Properties") or {}
        fields = [
            {
                "id": field.get("Id"),
                "name": field["Name"],
                "type": field["Type"],
                "required": field.get("Required"),
                "doc": field.get("Doc"),
            }
            for field in described["Schema"]["Fields"]
        ]
        spec = [
            {
                "source-id": part["SourceId"],
                "name": part["Name"],
                "transform": part["Transform"],
                "field-id": part.get("FieldId"),
            }
            for part in (described.get("PartitionSpec") or {}).get("Fields", [])
        ]
    else:
        storage = given.get("StorageDescriptor") or {}
        if not storage.get("Location"):
            raise AwsError("InvalidInputException", "an Iceberg table needs StorageDescriptor.Location")
        location, properties, spec = storage["Location"], {}, []
        fields = iceberg_metadata.fields_from_columns(storage.get("Columns") or [])
    version = int(iceberg.get("Version") or 2)
    try:
        place = iceberg_metadata.create(location, fields, spec, properties, version)
    except FileNotFoundError as problem:
        raise AwsError("InvalidInputException", f"the table's location cannot be written: {problem}") from None
    record["TableType"] = "EXTERNAL_TABLE"
    record["Parameters"] = {**(given.get("Parameters") or {}), "table_type": "ICEBERG", "metadata_location": place}
    metadata = json.loads(get_object(*split_location(place)))
    record["StorageDescriptor"] = {
        **(given.get("StorageDescriptor") or {}),
        "Location": location.rstrip("/"),
        "Columns": iceberg_metadata.columns(metadata),
    }


def table_record(database: str, name: str) -> dict:
    """A table of the account's catalog."""
    record = stores()._tables.get(f"{database.lower()}/{name.lower()}")
    if record is None:
        database_record(database)
        raise AwsError("EntityNotFoundException", f"Entity Not Found: table {database}.{name}")
    return record


def get_table(call):
    bucket = bucket_of(call)
    if bucket is not None:
        return {"Table": federated.table(bucket, call.parameters["DatabaseName"], call.parameters["Name"])}
    return {"Table": table_record(call.parameters["DatabaseName"], call.parameters["Name"])}


def get_tables(call):
    bucket = bucket_of(call)
    name = call.parameters["DatabaseName"]
    if bucket is not None:
        found = federated.tables(bucket, name)
    else:
        prefix = database_record(name)["Name"] + "/"
        found = [record for key, record in stores()._tables.items() if key.startswith(prefix)]
    if expression := call.parameters.get("Expression"):
        pattern = re.compile(expression.replace("*", ".*") if ".*" not in expression else expression)
        found = [record for record in found if pattern.fullmatch(record["Name"])]
    return {"TableList": found}


def update_table(call):
    parameters = call.parameters
    bucket = bucket_of(call)
    if bucket is not None:
        return federated.update_table(bucket, parameters)
    given = parameters.get("TableInput") or {}
    record = table_record(parameters["DatabaseName"], parameters.get("Name") or given.get("Name", ""))
    expected = parameters.get("VersionId")
    if expected is not None and expected != record["VersionId"]:
        raise AwsError(
            "ConcurrentModificationException", f"the table is at version {record['VersionId']}, not {expected}"
        )
    _check_commit(record, given)
    for field in _TABLE_FIELDS:
        if field in given:
            record[field] = copy.deepcopy(given[field])
        elif given:
            record.pop(field, None)
    record.setdefault("Parameters", {})
    _show_iceberg_columns(record)
    record["VersionId"] = str(int(record["VersionId"]) + 1)
    record["UpdateTime"] = time.time()
    return {}


def _show_iceberg_columns(record: dict) -> None:
    """After a commit the catalog shows the new metadata's columns, as Iceberg's own Glue catalog writes them."""
    parameters = record["Parameters"]
    if parameters.get("table_type", "").upper() == "ICEBERG" and parameters.get("metadata_location"):
        content = get_object(*split_location(parameters["metadata_location"]))
        if content:
            record.setdefault("StorageDescriptor", {})["Columns"] = iceberg_metadata.columns(json.loads(content))


def _check_commit(record: dict, given: dict) -> None:
    """An Iceberg commit names the metadata it builds on; when another commit came first it is refused."""
    wanted = given.get("Parameters") or {}
    previous = wanted.get("previous_metadata_location")
    current = (record.get("Parameters") or {}).get("metadata_location")
    if previous and wanted.get("metadata_location") not in (None, current) and current not in (None, previous):
        raise AwsError("ConcurrentModificationException", f"the table's metadata is {current}, not {previous}")


def delete_table(call):
    bucket = bucket_of(call)
    database, name = call.parameters["DatabaseName"], call.parameters["Name"]
    if bucket is not None:
        return federated.delete_table(bucket, database, name)
    record = table_record(database, name)
    stores()._delete_table({"DatabaseName": record["DatabaseName"], "Name": record["Name"]})
    return {}


HANDLERS = {
    "CreateDatabase": create_database,
    "GetDatabase": get_database,
    "GetDatabases": get_databases,
    "UpdateDatabase": update_database,
    "DeleteDatabase": delete_database,
    "CreateTable": create_table,
    "GetTable": get_table,
    "GetTables": get_tables,
    "UpdateTable": update_table,
    "DeleteTable": delete_table,
}

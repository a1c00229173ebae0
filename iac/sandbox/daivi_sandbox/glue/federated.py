"""`s3tablescatalog`: S3 Tables seen through the Glue Data Catalog. One store, so every service sees the same tables."""

import json
import time

from ..errors import AwsError
from ..objects import get_object, split_location
from . import iceberg_metadata

CATALOGS: dict = {}  # (account, region, name) -> the catalog record of CreateCatalog


def scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def require_catalog() -> None:
    """Federated names need the account's `s3tablescatalog`, which somebody must have made."""
    if (*scope(), "s3tablescatalog") not in CATALOGS:
        raise AwsError("EntityNotFoundException", "Catalog s3tablescatalog not found: S3 Tables is not integrated here")


def _s3tables():
    from ministack.services import s3tables

    return s3tables


def _arn(bucket: str) -> str:
    found = _s3tables()._table_buckets.get(bucket)
    if found is None:
        raise AwsError("EntityNotFoundException", f"Catalog s3tablescatalog/{bucket} not found.")
    return found["arn"]


def _catalog_id(bucket: str) -> str:
    return f"{scope()[0]}:s3tablescatalog/{bucket}"


def _asked(answer: tuple) -> dict:
    """The emulator's answer as a value; its errors in Glue's words."""
    status, _, body = answer
    value = json.loads(body) if body else {}
    if status >= 400:
        code = {404: "EntityNotFoundException", 409: "AlreadyExistsException"}.get(status, "InvalidInputException")
        raise AwsError(code, value.get("message") or value.get("Message") or "S3 Tables refused it")
    return value


def create_database(bucket: str, given: dict) -> dict:
    _asked(_s3tables()._create_namespace(_arn(bucket), {"namespace": [given["Name"]]}))
    return {}


def database(bucket: str, name: str) -> dict:
    found = _asked(_s3tables()._get_namespace(_arn(bucket), name))
    return {
        "Name": name,
        "CatalogId": _catalog_id(bucket),
        "CreateTime": _seconds(found.get("createdAt")),
        "CreateTableDefaultPermissions": [],
    }


def databases(bucket: str) -> list:
    found = _asked(_s3tables()._list_namespaces(_arn(bucket)))
    return [database(bucket, record["namespace"][0]) for record in found["namespaces"]]


def delete_database(bucket: str, name: str) -> dict:
    if tables(bucket, name):
        raise AwsError("InvalidInputException", f"Namespace {name} is not empty.")
    _asked(_s3tables()._delete_namespace(_arn(bucket), name))
    return {}


def create_table(bucket: str, parameters: dict) -> dict:
    """What Spark's CREATE TABLE sends; S3 Tables chooses the location itself."""
    from ..standins import s3_tables

    given = parameters.get("TableInput") or {}
    name = parameters.get("Name") or given.get("Name")
    described = ((parameters.get("OpenTableFormatInput") or {}).get("IcebergInput") or {}).get(
        "CreateIcebergTableInput"
    )
    if described:
        fields = [
            {"id": field.get("Id"), "name": field["Name"], "type": field["Type"], "required": field.get("Required")}
            for field in described["Schema"]["Fields"]
        ]
        spec = [
            {"source-id": part["SourceId"], "name": part["Name"], "transform": part["Transform"]}
            for part in (described.get("PartitionSpec") or {}).get("Fields", [])
        ]
    else:
        fields = iceberg_metadata.fields_from_columns((given.get("StorageDescriptor") or {}).get("Columns") or [])
        spec = []
    s3_tables.make_table(_arn(bucket), parameters["DatabaseName"], name, fields, spec)
    return {}


def table(bucket: str, database_name: str, name: str) -> dict:
    found = _asked(_s3tables()._get_table(_arn(bucket), database_name, name))
    place = found["metadataLocation"]
    content = get_object(*split_location(place))
    columns = iceberg_metadata.columns(json.loads(content)) if content else []
    return {
        "Name": name,
        "DatabaseName": database_name,
        "CatalogId": _catalog_id(bucket),
        "CreateTime": _seconds(found.get("createdAt")),
        "UpdateTime": _seconds(found.get("modifiedAt")),
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": {"Columns": columns, "Location": found["warehouseLocation"]},
        "Parameters": {"table_type": "ICEBERG", "metadata_location": place, "format": "ICEBERG"},
        "VersionId": found.get("versionToken", "0"),
        "IsRegisteredWithLakeFormation": False,
        "FederatedTable": {"Identifier": found["tableARN"], "ConnectionName": "aws:s3tables"},
    }


def tables(bucket: str, database_name: str) -> list:
    database(bucket, database_name)
    found = _asked(_s3tables()._list_tables(_arn(bucket), database_name))
    return [table(bucket, database_name, record["name"]) for record in found["tables"]]


def update_table(bucket: str, parameters: dict) -> dict:
    """An Iceberg commit through Glue: the metadata pointer moves when nobody moved it before."""
    module = _s3tables()
    given = parameters["TableInput"]
    wanted = given.get("Parameters") or {}
    place = wanted.get("metadata_location")
    arn = _arn(bucket)
    record = module._tables.get(module._table_key(arn, parameters["DatabaseName"], given["Name"]))
    if record is None:
        raise AwsError("EntityNotFoundException", f"Table {given['Name']} not found.")
    previous = wanted.get("previous_metadata_location")
    if place and previous and record["metadataLocation"] not in (previous, place):
        raise AwsError("ConcurrentModificationException", f"the table's metadata is {record['metadataLocation']}")
    if place:
        from ..standins import s3_tables

        s3_tables.move_metadata(record, place)
    return {}


def delete_table(bucket: str, database_name: str, name: str) -> dict:
    from ..standins import s3_tables

    s3_tables.drop_table(_arn(bucket), database_name, name)
    return {}


def _seconds(text: str | None) -> float:
    import datetime

    if not text:
        return time.time()
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

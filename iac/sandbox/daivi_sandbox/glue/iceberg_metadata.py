"""The first metadata file of an Iceberg table, from the schema that Glue or S3 Tables was given."""

import json
import time
import uuid

from ..errors import AwsError
from ..objects import put_object, split_location

GLUE_TYPES = {
    "int": "int",
    "integer": "int",
    "bigint": "long",
    "long": "long",
    "float": "float",
    "double": "double",
    "boolean": "boolean",
    "string": "string",
    "date": "date",
    "timestamp": "timestamptz",
    "binary": "binary",
    "smallint": "int",
    "tinyint": "int",
}
HIVE_TYPES = {"long": "bigint", "timestamptz": "timestamp", "uuid": "string", "time": "string"}


def create(
    location: str, fields: list, partition_fields: list, properties: dict | None = None, version: int = 2
) -> str:
    """Write the metadata of a new, empty table below `location` and return where it is."""
    now = int(time.time() * 1000)
    numbered = [
        {
            "id": field.get("id") or index + 1,
            "name": field["name"],
            "required": bool(field.get("required")),
            "type": field["type"],
            **({"doc": field["doc"]} if field.get("doc") else {}),
        }
        for index, field in enumerate(fields)
    ]
    spec = [
        {
            "source-id": part["source-id"],
            "field-id": part.get("field-id") or 1000 + index,
            "name": part["name"],
            "transform": part["transform"],
        }
        for index, part in enumerate(partition_fields)
    ]
    location = location.rstrip("/")
    metadata = {
        "format-version": version,
        "table-uuid": str(uuid.uuid4()),
        "location": location,
        "last-sequence-number": 0,
        "last-updated-ms": now,
        "last-column-id": max([field["id"] for field in numbered], default=0),
        "current-schema-id": 0,
        "schemas": [{"type": "struct", "schema-id": 0, "fields": numbered}],
        "default-spec-id": 0,
        "partition-specs": [{"spec-id": 0, "fields": spec}],
        "last-partition-id": max([part["field-id"] for part in spec], default=999),
        "default-sort-order-id": 0,
        "sort-orders": [{"order-id": 0, "fields": []}],
        "properties": {"write.parquet.compression-codec": "zstd", **(properties or {})},
        "current-snapshot-id": -1,
        "refs": {},
        "snapshots": [],
        "snapshot-log": [],
        "metadata-log": [],
    }
    place = f"{location}/metadata/00000-{uuid.uuid4()}.metadata.json"
    bucket, key = split_location(place)
    put_object(bucket, key, json.dumps(metadata).encode())
    return place


def fields_from_columns(columns: list) -> list:
    """Glue columns (Hive types) as Iceberg fields."""
    return [
        {"name": column["Name"], "type": iceberg_type(column.get("Type") or "string"), "doc": column.get("Comment")}
        for column in columns
    ]


def iceberg_type(hive: str) -> str:
    """The Iceberg type of a Hive type; complex types are refused, as nothing here uses them."""
    name = hive.strip().lower()
    if name.startswith("decimal"):
        inside = name.partition("(")[2].rstrip(")") or "10,0"
        precision, _, scale = inside.partition(",")
        return f"decimal({int(precision)}, {int(scale or 0)})"
    if name.startswith(("varchar", "char")):
        return "string"
    if name not in GLUE_TYPES:
        raise AwsError("InvalidInputException", f"the sandbox does not make Iceberg columns of type {hive}")
    return GLUE_TYPES[name]


def hive_type(kind) -> str:
    """The Hive type that Glue shows for an Iceberg type."""
    if isinstance(kind, dict):
        return "string" if kind.get("type") != "list" else f"array<{hive_type(kind['element'])}>"
    if kind.startswith("decimal"):
        return kind.replace(" ", "")
    return HIVE_TYPES.get(kind, kind)


def columns(metadata: dict) -> list:
    """The current schema as Glue columns, with the parameters that Iceberg's own Glue catalog writes."""
    schema = next(schema for schema in metadata["schemas"] if schema["schema-id"] == metadata["current-schema-id"])
    return [
        {
            "Name": field["name"],
            "Type": hive_type(field["type"]),
            "Parameters": {
                "iceberg.field.current": "true",
                "iceberg.field.id": str(field["id"]),
                "iceberg.field.optional": "false" if field.get("required") else "true",
            },
        }
        for field in schema["fields"]
    ]

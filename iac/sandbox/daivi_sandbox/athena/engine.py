"""Tables of the Data Catalog as DuckDB reads them: Parquet, delimited text, JSON, Iceberg and S3 Tables."""

import functools
import json
import re
from importlib.util import find_spec
from pathlib import Path

from ..errors import AwsError
from ..objects import get_object, keys, split_location
from ..validation.request import Call
from . import time_travel

_TYPES = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "float": "FLOAT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "binary": "BLOB",
    "smallint": "SMALLINT",
    "tinyint": "TINYINT",
    "long": "BIGINT",
    "timestamptz": "TIMESTAMPTZ",
    "uuid": "VARCHAR",
}
_MACROS = (
    "CREATE TEMP MACRO approx_distinct(x) AS approx_count_distinct(x)",
    "CREATE TEMP MACRO json_extract_scalar(x, p) AS json_extract_string(x, p)",
    "CREATE TEMP MACRO from_iso8601_timestamp(x) AS CAST(x AS TIMESTAMPTZ)",
    "CREATE TEMP MACRO cardinality(x) AS len(x)",
)
_endpoint = [""]


def use_endpoint(port: int) -> None:
    """Where S3 is."""
    _endpoint[0] = f"127.0.0.1:{port}"


@functools.cache
def _extensions() -> tuple:
    found = []
    for name in ("avro", "httpfs", "iceberg"):
        root = Path(find_spec(f"duckdb_extension_{name}").submodule_search_locations[0])
        found.append(str(next(root.rglob(f"{name}.duckdb_extension"))))
    return tuple(found)


def connect():
    """A fresh in-memory database that reads the sandbox's S3, with two threads and no network beyond it."""
    import duckdb

    from ministack.core.responses import get_account_id, get_region

    connection = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "threads": "2", "allow_unsigned_extensions": "true"},
    )
    for path in _extensions():
        connection.execute(f"LOAD '{path}'")
    connection.execute(
        f"CREATE SECRET s3 (TYPE s3, KEY_ID '{get_account_id()}', SECRET 'sandbox', REGION '{get_region()}', "
        f"ENDPOINT '{_endpoint[0]}', URL_STYLE 'path', USE_SSL false)"
    )
    connection.execute("SET TimeZone = 'UTC'")
    for macro in _MACROS:
        connection.execute(macro)
    return connection


def find_table(catalog_name: str | None, database: str, name: str) -> dict:
    """The table's record, by Glue's own rules for catalogs."""
    from ..glue import catalog

    parameters = {"DatabaseName": database, "Name": name}
    if catalog_name:
        parameters["CatalogId"] = catalog_name
    return catalog.get_table(Call(service="glue", operation="GetTable", parameters=parameters))["Table"]


def table_source(connection, catalog_name: str | None, database: str, name: str) -> str:
    """A table, at a snapshot where its name says one, as something SELECT can read from."""
    name, mark = time_travel.split(name)
    record = find_table(catalog_name, database, name)
    parameters = record.get("Parameters") or {}
    if parameters.get("table_type", "").upper() == "ICEBERG":
        return _iceberg(parameters["metadata_location"], mark)
    if mark:
        raise AwsError("NOT_SUPPORTED", f"{name} is no Iceberg table, it has no versions")
    return _files(connection, record, database, name)


def _iceberg(place: str, mark: str | None) -> str:
    content = get_object(*split_location(place))
    if content is None:
        raise AwsError("ICEBERG_INVALID_METADATA", f"Metadata file not found: {place}")
    metadata = json.loads(content)
    if mark:
        return f"iceberg_scan('{place}', snapshot_from_id={time_travel.snapshot(metadata, mark)})"
    if metadata.get("current-snapshot-id") in (None, -1):
        schema = next(entry for entry in metadata["schemas"] if entry["schema-id"] == metadata["current-schema-id"])
        columns = ", ".join(
            f"CAST(NULL AS {sql_type(field['type'])}) AS {quote(field['name'])}" for field in schema["fields"]
        )
        return f"(SELECT {columns} WHERE false)"
    return f"iceberg_scan('{place}')"


def _files(connection, record: dict, database: str, name: str) -> str:
    """A table of plain files: the declared columns by name, null where a file lacks one; registered partitions only."""
    from ..glue import catalog

    storage = record.get("StorageDescriptor") or {}
    columns = storage.get("Columns") or []
    partition_keys = record.get("PartitionKeys") or []
    parts = []
    if partition_keys:
        held = catalog.stores()._partitions.get(f"{record['DatabaseName']}/{record['Name']}") or []
        for partition in held:
            place = (partition.get("StorageDescriptor") or {}).get("Location")
            fixed = [
                f"CAST({text(value)} AS {sql_type(key.get('Type') or 'string')}) AS {quote(key['Name'])}"
                for key, value in zip(partition_keys, partition["Values"])
            ]
            parts.append((place, fixed))
    else:
        parts.append((storage.get("Location"), []))
    selects = []
    for place, fixed in parts:
        found = _objects(place)
        if found:
            selects.append(_select(connection, storage, columns, found, fixed))
    if not selects:
        nothing = [
            f"CAST(NULL AS {sql_type(column.get('Type') or 'string')}) AS {quote(column['Name'])}"
            for column in columns + partition_keys
        ]
        return f"(SELECT {', '.join(nothing)} WHERE false)"
    return f"({' UNION ALL '.join(selects)})"


def _objects(place: str | None) -> list:
    if not place:
        return []
    bucket, prefix = split_location(place.rstrip("/") + "/")
    try:
        found = keys(bucket, prefix)
    except FileNotFoundError:
        return []
    names = [key for key in found if not key.rsplit("/", 1)[-1].startswith(("_", ".")) and not key.endswith("/")]
    return [f"s3://{bucket}/{key}" for key in names]


def _select(connection, storage: dict, columns: list, found: list, fixed: list) -> str:
    library = ((storage.get("SerdeInfo") or {}).get("SerializationLibrary") or "").lower()
    options = (storage.get("SerdeInfo") or {}).get("Parameters") or {}
    listed = "[" + ", ".join(text(place) for place in found) + "]"
    if "parquet" in library or not library:
        source = f"read_parquet({listed}, union_by_name=true, hive_partitioning=false)"
        present = {row[0].lower(): row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        chosen = [
            f"CAST({quote(present[column['Name'].lower()])} AS {sql_type(column['Type'])}) AS {quote(column['Name'])}"
            if column["Name"].lower() in present
            else f"CAST(NULL AS {sql_type(column['Type'])}) AS {quote(column['Name'])}"
            for column in columns
        ]
    elif "json" in library:
        shape = ", ".join(f"{text(column['Name'])}: {text(sql_type(column['Type']))}" for column in columns)
        source = f"read_json({listed}, columns={{{shape}}}, format='newline_delimited')"
        chosen = [quote(column["Name"]) for column in columns]
    elif "csv" in library or "lazysimple" in library:
        separator = options.get("separatorChar") or options.get("field.delim") or ","
        skip = int(options.get("skip.header.line.count") or 0)
        shape = ", ".join(f"{text(column['Name'])}: 'VARCHAR'" for column in columns)
        source = (
            f"read_csv({listed}, delim={text(separator)}, header=false, skip={skip}, columns={{{shape}}}, "
            f"null_padding=true, auto_detect=false, quote='\"')"
        )
        chosen = [
            f"TRY_CAST({quote(column['Name'])} AS {sql_type(column['Type'])}) AS {quote(column['Name'])}"
            for column in columns
        ]
    else:
        raise AwsError("HIVE_UNSUPPORTED_FORMAT", f"the sandbox does not read {library}")
    return f"SELECT {', '.join([*chosen, *fixed])} FROM {source}"


def sql_type(kind) -> str:
    """DuckDB's type for a Hive or Iceberg type."""
    if not isinstance(kind, str):
        return "JSON"
    name = kind.strip().lower()
    if name.startswith("decimal"):
        return name.upper()
    if name.startswith(("varchar", "char")):
        return "VARCHAR"
    if found := re.fullmatch(r"array<(.+)>", name):
        return sql_type(found[1]) + "[]"
    return _TYPES.get(name, "VARCHAR")


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"

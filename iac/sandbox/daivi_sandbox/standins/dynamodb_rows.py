"""Items of a DynamoDB table as columns of rows, and those into an Iceberg table."""

import json

from ..errors import AwsError
from ..glue import catalog, iceberg_rows

_TYPES = {"S": "string", "N": "double", "BOOL": "boolean"}


def columns(table: str, unnest: str) -> dict:
    """Column name to its Hive type and its values, null where an item lacks the attribute.

    Attributes become columns (TOPLEVEL; FULL takes the members of maps apart too), the key first. Where items do not
    agree on a type, and for lists, sets, binaries and maps that stay whole, it is text: DynamoDB's value as JSON.
    """
    from ministack.services import dynamodb

    record = dynamodb._tables.get(table)
    if record is None:
        raise AwsError("ResourceNotFoundException", f"table {table} does not exist")
    if unnest == "NOUNNEST":
        raise AwsError("InvalidInputException", "the sandbox's stand-in for zero-ETL does not do NOUNNEST")
    rows = [
        dict(_attributes(item, unnest == "FULL"))
        for partition in list(record["items"].values())
        for item in list(partition.values())
    ]
    kinds: dict = {key["AttributeName"].lower(): set() for key in record["KeySchema"]}
    for row in rows:
        for name, (kind, _) in row.items():
            if kind != "NULL":
                kinds.setdefault(name, set()).add(kind)
    found = {}
    for name, seen in kinds.items():
        kind = next(iter(seen)) if len(seen) == 1 else "S"
        found[name] = (_TYPES.get(kind, "string"), [_value(row.get(name), kind) for row in rows])
    return found


def _attributes(item: dict, deep: bool, prefix: str = ""):
    for name, typed in item.items():
        kind, value = next(iter(typed.items()))
        if kind == "M" and deep:
            yield from _attributes(value, deep, f"{prefix}{name}_")
        else:
            yield f"{prefix}{name}".lower(), (kind, value)


def _value(typed, kind: str):
    if typed is None or typed[0] == "NULL":
        return None
    if kind == "N":
        return float(typed[1])
    if kind == "BOOL" or isinstance(typed[1], str):
        return typed[1]
    return json.dumps(typed[1])


def write(record: dict, found: dict) -> None:
    """Make these the rows of a table of the Data Catalog. One with other columns is refused."""
    parameters = record["Parameters"]
    held = [column["Name"] for column in record["StorageDescriptor"]["Columns"]]
    if sorted(held) != sorted(found):
        raise AwsError("InvalidInputException", f"table {record['Name']} exists with other columns: {', '.join(held)}")
    place = iceberg_rows.replace(parameters["metadata_location"], {name: values for name, (_, values) in found.items()})
    parameters["previous_metadata_location"], parameters["metadata_location"] = parameters["metadata_location"], place
    catalog._show_iceberg_columns(record)

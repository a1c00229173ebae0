"""Hive partitions in the Data Catalog: Spark on Glue registers those it writes, Sail does not."""

import re
from urllib.parse import unquote


def register(table, prune: bool = False) -> None:
    """Register every partition directory below a partitioned table; Iceberg keeps its own account of partitions.

    With `prune`, partitions whose directory an overwrite emptied are taken out, as Spark does.
    """
    try:
        record = table.record()
    except RuntimeError:
        return
    keys = [key["Name"] for key in record.get("PartitionKeys") or []]
    if not keys or (record.get("Parameters") or {}).get("table_type", "").upper() == "ICEBERG":
        return
    location = record["StorageDescriptor"]["Location"].rstrip("/") + "/"
    prefix = location.partition("://")[2].partition("/")[2]
    present = {tuple(partition["Values"]) for partition in _all(table)}
    wanted = {}
    for key in table.clients.keys_below(location):
        parts = key[len(prefix) :].split("/")[:-1]
        if len(parts) < len(keys):
            continue
        values = [unquote(part.partition("=")[2]) for part in parts[: len(keys)]]
        if [part.partition("=")[0].lower() for part in parts[: len(keys)]] == [name.lower() for name in keys]:
            wanted[tuple(values)] = location + "/".join(parts[: len(keys)]) + "/"
    if prune:
        stale = [{"Values": list(values)} for values in sorted(present - set(wanted))]
        for start in range(0, len(stale), 25):
            table.call("BatchDeletePartition", TableName=table.name, PartitionsToDelete=stale[start : start + 25])
    missing = [(values, place) for values, place in sorted(wanted.items()) if values not in present]
    for start in range(0, len(missing), 100):
        _create(table, record, missing[start : start + 100])


def names(table) -> list:
    """`key=value/key=value` of each registered partition."""
    keys = [key["Name"] for key in table.record().get("PartitionKeys") or []]
    return sorted(
        "/".join(f"{key}={value}" for key, value in zip(keys, partition["Values"])) for partition in _all(table)
    )


def add(table, clause: str) -> None:
    """ALTER TABLE ADD PARTITION (key='value') [LOCATION '...']."""
    record = table.record()
    keys = [key["Name"] for key in record.get("PartitionKeys") or []]
    found = re.search(r"\(([^)]*)\)(?:\s+LOCATION\s+'([^']*)')?", clause, re.IGNORECASE)
    pairs = dict(part.split("=", 1) for part in found[1].split(","))
    given = {key.strip().strip("`").lower(): value.strip().strip("'\"") for key, value in pairs.items()}
    values = tuple(given[key.lower()] for key in keys)
    if values in {tuple(partition["Values"]) for partition in _all(table)}:
        return
    place = found[2] or table.location() + "/".join(f"{key}={value}" for key, value in zip(keys, values)) + "/"
    _create(table, record, [(values, place)])


def _all(table) -> list:
    found, token = [], None
    while True:
        page = table.call("GetPartitions", TableName=table.name, **({"NextToken": token} if token else {}))
        found += page["Partitions"]
        token = page.get("NextToken")
        if not token:
            return found


def _create(table, record: dict, missing: list) -> None:
    storage = record["StorageDescriptor"]
    table.call(
        "BatchCreatePartition",
        TableName=table.name,
        PartitionInputList=[
            {"Values": list(values), "StorageDescriptor": {**storage, "Location": place}} for values, place in missing
        ],
    )

"""Partitions of tables that are not Iceberg's: the operations the emulator lacks, and discovery by directory."""

import copy
import time
from urllib.parse import unquote

from ..errors import AwsError
from ..objects import keys, split_location
from . import catalog


def _held(call) -> list:
    record = catalog.table_record(call.parameters["DatabaseName"], call.parameters["TableName"])
    return catalog.stores()._partitions.setdefault(f"{record['DatabaseName']}/{record['Name']}", [])


def batch_delete(call):
    """BatchDeletePartition: at most 25, each fails on its own."""
    held, errors = _held(call), []
    for wanted in call.parameters["PartitionsToDelete"]:
        found = [partition for partition in held if partition["Values"] == wanted["Values"]]
        if not found:
            errors.append(
                {
                    "PartitionValues": wanted["Values"],
                    "ErrorDetail": {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Partition not found."},
                }
            )
        for partition in found:
            held.remove(partition)
    return {"Errors": errors}


def update(call):
    """UpdatePartition."""
    held = _held(call)
    for number, partition in enumerate(held):
        if partition["Values"] == call.parameters["PartitionValueList"]:
            held[number] = {**partition, **call.parameters["PartitionInput"]}
            return {}
    raise AwsError("EntityNotFoundException", "Partition not found.")


def discover(record: dict) -> list:
    """Register the partitions whose directories exist, as MSCK REPAIR TABLE does; their names."""
    names = [key["Name"] for key in record.get("PartitionKeys") or []]
    location = record["StorageDescriptor"]["Location"].rstrip("/") + "/"
    bucket, prefix = split_location(location)
    held = catalog.stores()._partitions.setdefault(f"{record['DatabaseName']}/{record['Name']}", [])
    present = {tuple(partition["Values"]) for partition in held}
    added = []
    for key in keys(bucket, prefix):
        parts = key[len(prefix) :].split("/")[:-1][: len(names)]
        if [part.partition("=")[0].lower() for part in parts] != [name.lower() for name in names]:
            continue
        values = tuple(unquote(part.partition("=")[2]) for part in parts)
        if values not in present:
            present.add(values)
            storage = {**copy.deepcopy(record["StorageDescriptor"]), "Location": location + "/".join(parts) + "/"}
            held.append(
                {
                    "Values": list(values),
                    "StorageDescriptor": storage,
                    "DatabaseName": record["DatabaseName"],
                    "TableName": record["Name"],
                    "CreationTime": time.time(),
                    "CatalogId": record["CatalogId"],
                }
            )
            added.append("/".join(parts))
    return added


HANDLERS = {"BatchDeletePartition": batch_delete, "UpdatePartition": update}

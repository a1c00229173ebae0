"""S3 Tables: tables have real Iceberg metadata in a bucket of their own, as on AWS."""

import json
import uuid

from ..errors import AwsError
from ..glue import iceberg_metadata
from ..objects import get_object, split_location


def _module():
    from ministack.services import s3tables

    return s3tables


def make_table(bucket_arn: str, namespace: str, name: str, fields: list, spec: list, properties: dict | None = None) -> dict:
    """Make a table with an empty first metadata file; the record is the emulator's own."""
    from ministack.core.responses import get_region, now_iso
    from ministack.services import s3

    module = _module()
    if module._ns_key(bucket_arn, namespace) not in module._namespaces:
        raise AwsError("EntityNotFoundException", f"Namespace {namespace} not found.", 404)
    if module._table_key(bucket_arn, namespace, name) in module._tables:
        raise AwsError("AlreadyExistsException", f"Table {namespace}.{name} already exists.", 409)
    storage = f"{uuid.uuid4().hex[:19]}--table-s3"
    s3._buckets[storage] = {"created": now_iso(), "objects": {}, "region": get_region(), "hidden": True}
    place = iceberg_metadata.create(f"s3://{storage}", fields, spec, properties)
    answer = module._create_table(bucket_arn, namespace, {"name": name, "format": "ICEBERG"})
    if answer[0] >= 400:
        raise AwsError("BadRequestException", json.loads(answer[2]).get("message", "refused"), answer[0])
    record = module._tables[module._table_key(bucket_arn, namespace, name)]
    record["warehouseLocation"] = f"s3://{storage}"
    move_metadata(record, place)
    return record


def move_metadata(record: dict, place: str) -> None:
    """Point a table at newer metadata."""
    from ministack.core.responses import now_iso

    record["metadataLocation"] = place
    record["versionToken"] = uuid.uuid4().hex[:20]
    record["modifiedAt"] = now_iso()
    record.pop("_iceberg_metadata", None)


def metadata(record: dict) -> dict:
    """A table's current Iceberg metadata."""
    return json.loads(get_object(*split_location(record["metadataLocation"])))


def drop_table(bucket_arn: str, namespace: str, name: str) -> None:
    """Remove a table and, as S3 Tables does, its data."""
    from ministack.services import s3

    module = _module()
    record = module._tables.get(module._table_key(bucket_arn, namespace, name))
    if record is None:
        raise AwsError("EntityNotFoundException", f"Table {namespace}.{name} not found.", 404)
    storage = split_location(record["warehouseLocation"] + "/")[0]
    module._delete_table(bucket_arn, namespace, name)
    s3._buckets.pop(storage, None)
    s3._delete_persisted_bucket(storage)

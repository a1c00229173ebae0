"""S3 Tables: tables have real Iceberg metadata in a bucket of their own, as on AWS."""

import json
import uuid

from .. import aws
from ..errors import AwsError
from ..glue import iceberg_metadata
from ..objects import get_object, split_location


def _module():
    from ministack.services import s3tables

    return s3tables


def make_table(
    bucket_arn: str, namespace: str, name: str, fields: list, spec: list, properties: dict | None = None
) -> dict:
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
    aws.REACHED.add("s3")
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
    aws.REACHED.add("s3")


def create_table_bucket(call):
    """CreateTableBucket, without the plain S3 bucket of the same name that the emulator would make (and delete)."""
    from ministack.core.responses import get_account_id, now_iso

    module = _module()
    given = call.parameters
    name = given["name"]
    if name in module._table_buckets:
        raise AwsError(
            "ConflictException", f"The bucket that you tried to create already exists, and you own it: {name}", 409
        )
    arn = module._bucket_arn(name)
    module._table_buckets[name] = {
        "arn": arn,
        "name": name,
        "ownerAccountId": get_account_id(),
        "createdAt": now_iso(),
        "tableBucketId": str(uuid.uuid4()),
        "type": "customer",
        "tableCount": 0,
        "_encryption": given.get("encryptionConfiguration"),
        "_storageClass": given.get("storageClassConfiguration"),
        "_tags": dict(given.get("tags") or {}),
    }
    return {"arn": arn}


def delete_table_bucket(call):
    """DeleteTableBucket: only an empty one."""
    module = _module()
    arn = call.parameters["tableBucketARN"]
    record = module._find_bucket_by_arn(arn)
    if record is None:
        raise AwsError("NotFoundException", f"The specified bucket does not exist: {arn}", 404)
    if any(key.startswith(arn + "\x00") for key in module._namespaces):
        raise AwsError("ConflictException", "The bucket that you tried to delete is not empty.", 409)
    del module._table_buckets[record["name"]]
    return 204, {}, b""


def delete_namespace(call):
    """DeleteNamespace: only one without tables."""
    module = _module()
    arn, name = call.parameters["tableBucketARN"], call.parameters["namespace"]
    if any(key.startswith(f"{arn}\x00{name}\x00") for key in module._tables):
        raise AwsError("ConflictException", "The namespace that you tried to delete is not empty.", 409)
    answer = module._delete_namespace(arn, name)
    if answer[0] >= 400:
        raise AwsError("NotFoundException", f"The specified namespace does not exist: {name}", 404)
    return 204, {}, b""


def create_table(call):
    """CreateTable, with or without a schema."""
    given = call.parameters
    iceberg = (given.get("metadata") or {}).get("iceberg") or {}
    schema = iceberg.get("schema") or iceberg.get("schemaV2") or {}
    fields = [
        {"id": field.get("id"), "name": field["name"], "type": field["type"], "required": field.get("required")}
        for field in schema.get("fields", [])
    ]
    spec = [
        {
            "source-id": part["sourceId"],
            "name": part["name"],
            "transform": part["transform"],
            "field-id": part.get("fieldId"),
        }
        for part in (iceberg.get("partitionSpec") or {}).get("fields", [])
    ]
    try:
        record = make_table(
            given["tableBucketARN"], given["namespace"], given["name"], fields, spec, iceberg.get("properties")
        )
    except AwsError as error:
        code = {"EntityNotFoundException": "NotFoundException", "AlreadyExistsException": "ConflictException"}
        raise AwsError(code.get(error.code, error.code), error.message, error.status) from None
    return {"tableARN": record["tableARN"], "versionToken": record["versionToken"]}


def delete_table(call):
    """DeleteTable removes the data too."""
    given = call.parameters
    try:
        drop_table(given["tableBucketARN"], given["namespace"], given["name"])
    except AwsError as error:
        raise AwsError("NotFoundException", error.message, 404) from None
    return 204, {}, b""


HANDLERS = {
    "CreateTableBucket": create_table_bucket,
    "DeleteTableBucket": delete_table_bucket,
    "DeleteNamespace": delete_namespace,
    "CreateTable": create_table,
    "DeleteTable": delete_table,
}

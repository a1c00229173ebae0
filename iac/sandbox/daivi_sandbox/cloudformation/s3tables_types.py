"""S3 Tables' types through its own operations."""

import json

from .. import aws
from ..errors import AwsError


def _tags(properties: dict) -> dict:
    return {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags") or []}


def bucket_create(logical_id, properties, stack_name):
    parameters = {"name": properties["TableBucketName"]}
    encryption = properties.get("EncryptionConfiguration")
    if encryption:
        parameters["encryptionConfiguration"] = {
            "sseAlgorithm": encryption["SSEAlgorithm"],
            **({"kmsKeyArn": encryption["KMSKeyArn"]} if encryption.get("KMSKeyArn") else {}),
        }
    if _tags(properties):
        parameters["tags"] = _tags(properties)
    arn = aws.call("s3tables", "CreateTableBucket", **parameters)["arn"]
    _maintain(arn, properties)
    return arn, {"TableBucketARN": arn}


def _maintain(arn: str, properties: dict) -> None:
    wanted = properties.get("UnreferencedFileRemoval")
    if wanted:
        settings = {
            key: int(wanted[name])
            for key, name in (("unreferencedDays", "UnreferencedDays"), ("nonCurrentDays", "NoncurrentDays"))
            if name in wanted
        }
        aws.call(
            "s3tables",
            "PutTableBucketMaintenanceConfiguration",
            tableBucketARN=arn,
            type="icebergUnreferencedFileRemoval",
            value={
                "status": wanted.get("Status", "Enabled").lower(),
                "settings": {"icebergUnreferencedFileRemoval": settings},
            },
        )


def bucket_update(physical_id, old, new, stack_name, logical_id=None):
    _maintain(physical_id, new)
    encryption = new.get("EncryptionConfiguration")
    if encryption:
        aws.call(
            "s3tables",
            "PutTableBucketEncryption",
            tableBucketARN=physical_id,
            encryptionConfiguration={
                "sseAlgorithm": encryption["SSEAlgorithm"],
                **({"kmsKeyArn": encryption["KMSKeyArn"]} if encryption.get("KMSKeyArn") else {}),
            },
        )
    return physical_id, {"TableBucketARN": physical_id}


def bucket_delete(physical_id, properties):
    _quietly("DeleteTableBucket", tableBucketARN=physical_id)


def policy_create(logical_id, properties, stack_name):
    policy = properties["ResourcePolicy"]
    aws.call(
        "s3tables",
        "PutTableBucketPolicy",
        tableBucketARN=properties["TableBucketARN"],
        resourcePolicy=policy if isinstance(policy, str) else json.dumps(policy),
    )
    return properties["TableBucketARN"], {}


def policy_update(physical_id, old, new, stack_name, logical_id=None):
    return policy_create(logical_id, new, stack_name)


def policy_delete(physical_id, properties):
    _quietly("DeleteTableBucketPolicy", tableBucketARN=physical_id)


def namespace_create(logical_id, properties, stack_name):
    aws.call(
        "s3tables", "CreateNamespace", tableBucketARN=properties["TableBucketARN"], namespace=[properties["Namespace"]]
    )
    return f"{properties['TableBucketARN']}|{properties['Namespace']}", {}


def namespace_delete(physical_id, properties):
    _quietly("DeleteNamespace", tableBucketARN=properties["TableBucketARN"], namespace=properties["Namespace"])


def table_create(logical_id, properties, stack_name):
    parameters = {
        "tableBucketARN": properties["TableBucketARN"],
        "namespace": properties["Namespace"],
        "name": properties["TableName"],
        "format": properties.get("OpenTableFormat") or "ICEBERG",
    }
    described = properties.get("IcebergMetadata") or {}
    fields = [
        {
            "name": field["Name"],
            "type": field["Type"],
            "required": str(field.get("Required", False)).lower() == "true",
            **({"id": int(field["Id"])} if field.get("Id") else {}),
        }
        for field in (described.get("IcebergSchema") or {}).get("SchemaFieldList", [])
    ]
    if fields:
        iceberg = {"schema": {"fields": fields}}
        spec = (described.get("IcebergPartitionSpec") or {}).get("Fields", [])
        if spec:
            iceberg["partitionSpec"] = {
                "fields": [
                    {"sourceId": int(part["SourceId"]), "name": part["Name"], "transform": part["Transform"]}
                    for part in spec
                ]
            }
        parameters["metadata"] = {"iceberg": iceberg}
    arn = aws.call("s3tables", "CreateTable", **parameters)["tableARN"]
    found = aws.call(
        "s3tables",
        "GetTable",
        tableBucketARN=properties["TableBucketARN"],
        namespace=properties["Namespace"],
        name=properties["TableName"],
    )
    return arn, {
        "TableARN": arn,
        "WarehouseLocation": found["warehouseLocation"],
        "VersionToken": found["versionToken"],
    }


def table_update(physical_id, old, new, stack_name, logical_id=None):
    """Maintenance settings only; everything else replaces."""
    return physical_id, {"TableARN": physical_id}


def table_delete(physical_id, properties):
    _quietly(
        "DeleteTable",
        tableBucketARN=properties["TableBucketARN"],
        namespace=properties["Namespace"],
        name=properties["TableName"],
    )


def _quietly(operation: str, **parameters) -> None:
    try:
        aws.call("s3tables", operation, **parameters)
    except AwsError as error:
        if error.status != 404:
            raise


HANDLERS = {
    "AWS::S3Tables::TableBucket": {
        "create": bucket_create,
        "update": bucket_update,
        "delete": bucket_delete,
        "update_with_logical_id": True,
    },
    "AWS::S3Tables::TableBucketPolicy": {
        "create": policy_create,
        "update": policy_update,
        "delete": policy_delete,
        "update_with_logical_id": True,
    },
    "AWS::S3Tables::Namespace": {"create": namespace_create, "delete": namespace_delete},
    "AWS::S3Tables::Table": {
        "create": table_create,
        "update": table_update,
        "delete": table_delete,
        "update_with_logical_id": True,
    },
}

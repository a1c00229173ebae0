"""The live state of buckets, logs, the Data Catalog, S3 Tables, Athena and Lake Formation."""

from .. import aws
from ..errors import AwsError
from . import buckets, generic, lakeformation_types
from .live_common import document, services, tags


def bucket(identifier, properties):
    return buckets.read(identifier)


def bucket_policy(identifier, properties):
    try:
        found = aws.call("s3", "GetBucketPolicy", Bucket=properties["Bucket"])
    except AwsError:
        return None
    return {"PolicyDocument": document(found["Policy"])}


def log_group(identifier, properties):
    record = services()[1]._log_groups.get(identifier)
    if record is None:
        return None
    return {
        "RetentionInDays": record.get("retentionInDays"),
        "KmsKeyId": record.get("kmsKeyId"),
        "LogGroupClass": record.get("logGroupClass"),
        "Tags": tags(record.get("tags") or {}),
    }


def database(identifier, properties):
    glue = services()[3]
    record = glue._databases.get(identifier.lower())
    if record is None:
        return None
    return {
        "DatabaseInput": {
            name: record.get(name)
            for name in ("Description", "LocationUri", "Parameters", "CreateTableDefaultPermissions")
        }
    }


def table(identifier, properties):
    """What the template declares of a table; without the parameters that every Iceberg commit changes."""
    glue = services()[3]
    record = glue._tables.get(f"{properties.get('DatabaseName', '').lower()}/{identifier.lower()}")
    if record is None:
        return None
    kept = {
        name: record.get(name)
        for name in ("Description", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
        if record.get(name) is not None
    }
    kept["Parameters"] = {
        name: value
        for name, value in (kept.get("Parameters") or {}).items()
        if name not in ("metadata_location", "previous_metadata_location")
    }
    declared = properties.get("TableInput") or {}
    shown = {name: value for name, value in kept.items() if name in declared}
    if isinstance(shown.get("StorageDescriptor"), dict) and isinstance(declared.get("StorageDescriptor"), dict):
        shown["StorageDescriptor"] = {
            name: value for name, value in shown["StorageDescriptor"].items() if name in declared["StorageDescriptor"]
        }
    return {"TableInput": shown}


def glue(store: str):
    def read(identifier, properties):
        record = getattr(services()[3], store).get(identifier)
        if record is None:
            return None
        volatile = {
            "CreatedOn",
            "LastModifiedOn",
            "CreationTime",
            "LastUpdated",
            "State",
            "LastCrawl",
            "CrawlElapsedTime",
            "Name",
            "CreatedTimeStamp",
            "Version",
            "LastRun",
        }
        return {name: value for name, value in record.items() if name not in volatile}

    return read


def connection(identifier, properties):
    record = services()[3]._connections.get(identifier)
    if record is None:
        return None
    declared = properties.get("ConnectionInput") or {}
    return {"ConnectionInput": {name: value for name, value in record.items() if name in declared}}


def secret(identifier, properties):
    try:
        found = aws.call("secretsmanager", "DescribeSecret", SecretId=identifier)
    except AwsError:
        return None
    if found.get("DeletedDate"):
        return None
    return {
        "Name": found.get("Name"),
        "Description": found.get("Description") or "",
        "KmsKeyId": found.get("KmsKeyId"),
        "Tags": tags(found.get("Tags")),
    }


def ruleset(identifier, properties):
    try:
        found = aws.call("glue", "GetDataQualityRuleset", Name=identifier)
    except AwsError:
        return None
    return {"Ruleset": found["Ruleset"], "Description": found.get("Description") or ""}


def encryption_settings(identifier, properties):
    return {
        "DataCatalogEncryptionSettings": aws.call("glue", "GetDataCatalogEncryptionSettings")[
            "DataCatalogEncryptionSettings"
        ]
    }


def workgroup(identifier, properties):
    athena = services()[0]
    record = athena._workgroups.get(identifier)
    if record is None:
        return None
    return {
        "WorkGroupConfiguration": record.get("Configuration") or {},
        "State": record.get("State"),
        "Description": record.get("Description") or "",
        "Tags": tags(athena._tags.get(athena._arn_workgroup(identifier))),
    }


def table_bucket(identifier, properties):
    s3tables = services()[6]
    record = s3tables._find_bucket_by_arn(identifier)
    return (
        None if record is None else {"EncryptionConfiguration": record.get("_encryption"), "Tags": record.get("_tags")}
    )


def table_bucket_policy(identifier, properties):
    try:
        found = aws.call("s3tables", "GetTableBucketPolicy", tableBucketARN=properties["TableBucketARN"])
    except AwsError:
        return None
    return {"ResourcePolicy": document(found["resourcePolicy"])}


def namespace(identifier, properties):
    s3tables = services()[6]
    held = s3tables._ns_key(properties["TableBucketARN"], properties["Namespace"]) in s3tables._namespaces
    return {} if held else None


def s3_table(identifier, properties):
    s3tables = services()[6]
    place = s3tables._table_key(properties["TableBucketARN"], properties["Namespace"], properties["TableName"])
    return {} if place in s3tables._tables else None


def registered_location(identifier, properties):
    try:
        found = aws.call("lakeformation", "DescribeResource", ResourceArn=identifier)["ResourceInfo"]
    except AwsError:
        return None
    return {name: found.get(name) for name in ("RoleArn", "WithFederation", "HybridAccessEnabled")}


def permissions(identifier, properties):
    return lakeformation_types.permissions_read(properties)


def generic_record(kind: str):
    def read(identifier, properties):
        found = generic.record(kind, identifier)
        return None if found is None else found["properties"]

    return read

"""AWS::S3::Bucket through S3's own operations, so that a client reads back every property it set."""

from .. import aws
from ..errors import AwsError
from ..standins import s3_inventory

# CloudFormation's property -> (operation that sets it, operation that reads it, operation that clears it)
OPERATIONS = {
    "BucketEncryption": ("PutBucketEncryption", "GetBucketEncryption", "DeleteBucketEncryption"),
    "LifecycleConfiguration": (
        "PutBucketLifecycleConfiguration",
        "GetBucketLifecycleConfiguration",
        "DeleteBucketLifecycle",
    ),
    "OwnershipControls": ("PutBucketOwnershipControls", "GetBucketOwnershipControls", "DeleteBucketOwnershipControls"),
    "PublicAccessBlockConfiguration": ("PutPublicAccessBlock", "GetPublicAccessBlock", "DeletePublicAccessBlock"),
    "VersioningConfiguration": ("PutBucketVersioning", "GetBucketVersioning", None),
    "LoggingConfiguration": ("PutBucketLogging", "GetBucketLogging", None),
    "ReplicationConfiguration": ("PutBucketReplication", "GetBucketReplication", "DeleteBucketReplication"),
    "Tags": ("PutBucketTagging", "GetBucketTagging", "DeleteBucketTagging"),
}


def wrap(native: dict) -> dict:
    """The emulator's bucket handlers, completed."""

    def create(logical_id, properties, stack_name):
        physical_id, attributes = native["create"](logical_id, properties, stack_name)
        try:
            apply(physical_id, properties, {})
        except Exception:
            native["delete"](physical_id, properties)
            raise
        return physical_id, attributes

    def update(physical_id, old, new, stack_name):
        physical_id, attributes = native["update"](physical_id, old, new, stack_name)
        apply(physical_id, new, old)
        return physical_id, attributes

    def delete(physical_id, properties):
        from ministack.services import s3

        record = s3._buckets.get(physical_id)
        versions = any(bucket == physical_id and found for (bucket, _), found in s3._object_versions.items())
        if record is not None and (record["objects"] or versions):
            raise ValueError(
                f"The bucket you tried to delete is not empty. You must delete all versions in the bucket. "
                f"(Service: S3, Status Code: 409, Bucket: {physical_id})"
            )
        native["delete"](physical_id, properties)
        s3._delete_persisted_bucket(physical_id)

    return {**native, "create": create, "update": update, "delete": delete}


def apply(bucket: str, properties: dict, previous: dict) -> None:
    """Make the bucket's configuration what the properties say."""
    for name, (put, _, clear) in OPERATIONS.items():
        if properties.get(name) is not None:
            aws.call("s3", put, Bucket=bucket, **_parameters(name, properties[name]))
        elif name in previous:
            if clear:
                aws.call("s3", clear, Bucket=bucket)
            elif name == "LoggingConfiguration":
                aws.call("s3", put, Bucket=bucket, BucketLoggingStatus={})
            else:
                aws.call("s3", put, Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    wanted = properties.get("InventoryConfigurations") or []
    held = s3_inventory.held(bucket)
    for identifier in set(held) - {entry["Id"] for entry in wanted}:
        del held[identifier]
    for entry in wanted:
        s3_inventory.keep(bucket, _inventory(entry))


def read(bucket: str) -> dict | None:
    """The bucket's live configuration by property; None when the bucket is gone."""
    if not aws.exists("s3", "HeadBucket", Bucket=bucket):
        return None
    found = {"BucketName": bucket}
    for name, (_, get, _) in OPERATIONS.items():
        try:
            found[name] = aws.call("s3", get, Bucket=bucket)
        except AwsError:
            found[name] = None
    if found["Tags"]:
        found["Tags"] = {tag["Key"]: tag["Value"] for tag in found["Tags"]["TagSet"]}
    found["InventoryConfigurations"] = list(s3_inventory.held(bucket).values())
    return found


def _parameters(name: str, value) -> dict:
    if name == "BucketEncryption":
        rules = [
            {
                "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
                "BucketKeyEnabled": _flag(rule.get("BucketKeyEnabled", False)),
            }
            for rule in value["ServerSideEncryptionConfiguration"]
        ]
        return {"ServerSideEncryptionConfiguration": {"Rules": rules}}
    if name == "LifecycleConfiguration":
        return {"LifecycleConfiguration": {"Rules": [_lifecycle(rule) for rule in value["Rules"]]}}
    if name == "OwnershipControls":
        return {"OwnershipControls": {"Rules": value["Rules"]}}
    if name == "PublicAccessBlockConfiguration":
        return {"PublicAccessBlockConfiguration": {key: _flag(item) for key, item in value.items()}}
    if name == "VersioningConfiguration":
        return {"VersioningConfiguration": {"Status": value["Status"]}}
    if name == "LoggingConfiguration":
        target = {"TargetPrefix": value.get("LogFilePrefix") or ""}
        if value.get("DestinationBucketName"):
            target["TargetBucket"] = value["DestinationBucketName"]
        if value.get("TargetObjectKeyFormat"):
            target["TargetObjectKeyFormat"] = value["TargetObjectKeyFormat"]
        return {"BucketLoggingStatus": {"LoggingEnabled": target}}
    if name == "ReplicationConfiguration":
        return {
            "ReplicationConfiguration": {
                "Role": value["Role"],
                "Rules": [_replication(rule) for rule in value["Rules"]],
            }
        }
    return {"Tagging": {"TagSet": [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in value]}}


def _inventory(entry: dict) -> dict:
    destination = {
        "Bucket": entry["Destination"]["BucketArn"],
        "Format": entry["Destination"]["Format"],
        **({"AccountId": entry["Destination"]["BucketAccountId"]} if "BucketAccountId" in entry["Destination"] else {}),
        **({"Prefix": entry["Destination"]["Prefix"]} if "Prefix" in entry["Destination"] else {}),
    }
    return {
        "Destination": {"S3BucketDestination": destination},
        "IsEnabled": _flag(entry["Enabled"]),
        **({"Filter": {"Prefix": entry["Prefix"]}} if "Prefix" in entry else {}),
        "Id": entry["Id"],
        "IncludedObjectVersions": entry["IncludedObjectVersions"],
        "OptionalFields": list(entry.get("OptionalFields") or []),
        "Schedule": {"Frequency": entry["ScheduleFrequency"]},
    }


def _lifecycle(rule: dict) -> dict:
    made: dict = {"Status": rule["Status"]}
    if rule.get("Id"):
        made["ID"] = rule["Id"]
    made["Filter"] = {"Prefix": rule.get("Prefix") or ""}
    expiration = {}
    if rule.get("ExpirationInDays"):
        expiration["Days"] = int(rule["ExpirationInDays"])
    if rule.get("ExpiredObjectDeleteMarker") is not None:
        expiration["ExpiredObjectDeleteMarker"] = _flag(rule["ExpiredObjectDeleteMarker"])
    if expiration:
        made["Expiration"] = expiration
    noncurrent = rule.get("NoncurrentVersionExpiration") or {}
    if rule.get("NoncurrentVersionExpirationInDays"):
        noncurrent = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    if noncurrent:
        made["NoncurrentVersionExpiration"] = {key: int(item) for key, item in noncurrent.items()}
    if rule.get("AbortIncompleteMultipartUpload"):
        made["AbortIncompleteMultipartUpload"] = {
            "DaysAfterInitiation": int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        }
    if rule.get("Transitions"):
        made["Transitions"] = [
            {"Days": int(item["TransitionInDays"]), "StorageClass": item["StorageClass"]}
            for item in rule["Transitions"]
        ]
    if rule.get("NoncurrentVersionTransitions"):
        made["NoncurrentVersionTransitions"] = [
            {"NoncurrentDays": int(item["TransitionInDays"]), "StorageClass": item["StorageClass"]}
            for item in rule["NoncurrentVersionTransitions"]
        ]
    return made


def _replication(rule: dict) -> dict:
    bucket = rule["Destination"]["Bucket"].rpartition(":")[2]
    if not aws.exists("s3", "HeadBucket", Bucket=bucket):
        raise ValueError(f"Destination bucket must exist: {bucket} (Service: S3, Status Code: 400)")
    if aws.call("s3", "GetBucketVersioning", Bucket=bucket).get("Status") != "Enabled":
        raise ValueError(f"Destination bucket must have versioning enabled: {bucket} (Service: S3, Status Code: 400)")
    made = {("ID" if key == "Id" else key): item for key, item in rule.items()}
    if "Priority" in made:
        made["Priority"] = int(made["Priority"])
    return made


def _flag(value) -> bool:
    return str(value).lower() == "true"

"""What AWS looks at before it takes a report definition: whether it may write to the bucket."""

import json

from .. import aws
from ..errors import AwsError

_NEEDED = {"s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:PutObject"}


def put_definition(call):
    """PutReportDefinition: refused as on AWS unless the bucket's policy lets the service in; kept by the emulator."""
    bucket = call.parameters["ReportDefinition"]["S3Bucket"]
    try:
        policy = json.loads(aws.call("s3", "GetBucketPolicy", Bucket=bucket)["Policy"])
    except AwsError:
        policy = {"Statement": []}
    allowed: set = set()
    for statement in policy["Statement"]:
        services = (statement.get("Principal") or {}) if isinstance(statement.get("Principal"), dict) else {}
        if statement["Effect"] == "Allow" and "billingreports.amazonaws.com" in _list(services.get("Service")):
            allowed.update(_list(statement.get("Action")))
    if not _NEEDED <= allowed:
        raise AwsError(
            "ValidationException",
            f"Failed to verify customer bucket permission. accountId: {call.account}, bucket name: {bucket}",
        )
    return NotImplemented


def _list(value) -> list:
    return value if isinstance(value, list) else [value] if value else []


HANDLERS = {"PutReportDefinition": put_definition}

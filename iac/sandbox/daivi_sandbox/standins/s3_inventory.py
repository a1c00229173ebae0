"""Inventory configurations of buckets, a stand-in: kept with the bucket as S3 keeps them; no report is ever written."""

from xml.sax.saxutils import escape

from ..errors import AwsError

_SPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def held(bucket: str) -> dict:
    """A bucket's configurations by id, inside its own record: it is kept, and goes, with the bucket."""
    from ministack.services import s3

    record = s3._buckets.get(bucket)
    if record is None:
        raise AwsError("NoSuchBucket", f"The specified bucket does not exist: {bucket}", 404)
    return record.setdefault("inventory_configurations", {})


def keep(bucket: str, configuration: dict) -> None:
    """Keep one; its destination must be a bucket that exists."""
    destination = configuration["Destination"]["S3BucketDestination"]["Bucket"].rpartition(":::")[2]
    held(destination)
    held(bucket)[configuration["Id"]] = configuration


def put(call):
    given = call.parameters
    if given["Id"] != given["InventoryConfiguration"]["Id"]:
        raise AwsError("InvalidConfigurationId", "the id of the request is not the one of the configuration")
    keep(given["Bucket"], given["InventoryConfiguration"])
    return 204, {}, b""


def get(call):
    found = held(call.parameters["Bucket"]).get(call.parameters["Id"])
    if found is None:
        raise AwsError("NoSuchConfiguration", "The specified configuration does not exist", 404)
    return _answer(f'<InventoryConfiguration xmlns="{_SPACE}">{_xml(found)}</InventoryConfiguration>')


def list_configurations(call):
    found = [entry for _, entry in sorted(held(call.parameters["Bucket"]).items())]
    inside = "".join(f"<InventoryConfiguration>{_xml(entry)}</InventoryConfiguration>" for entry in found)
    return _answer(
        f'<ListInventoryConfigurationsResult xmlns="{_SPACE}">{inside}<IsTruncated>false</IsTruncated>'
        "</ListInventoryConfigurationsResult>"
    )


def delete(call):
    if held(call.parameters["Bucket"]).pop(call.parameters["Id"], None) is None:
        raise AwsError("NoSuchConfiguration", "The specified configuration does not exist", 404)
    return 204, {}, b""


def _answer(text: str) -> tuple:
    return 200, {"content-type": "application/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


def _xml(value) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_xml(item)}</{key}>" for key, item in value.items())
    if isinstance(value, list):
        return "".join(f"<Field>{_xml(item)}</Field>" for item in value)
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


HANDLERS = {
    "PutBucketInventoryConfiguration": put,
    "GetBucketInventoryConfiguration": get,
    "ListBucketInventoryConfigurations": list_configurations,
    "DeleteBucketInventoryConfiguration": delete,
}

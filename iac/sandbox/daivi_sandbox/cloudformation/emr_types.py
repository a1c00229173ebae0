"""EMR Serverless's types through the stand-in's own operations."""

import uuid

from .. import aws
from ..errors import AwsError

_OPAQUE = ("Properties", "Tags")  # members whose keys are data
_SETTABLE = (
    "Architecture",
    "ReleaseLabel",
    "InitialCapacity",
    "MaximumCapacity",
    "AutoStartConfiguration",
    "AutoStopConfiguration",
    "NetworkConfiguration",
    "MonitoringConfiguration",
    "InteractiveConfiguration",
    "SchedulerConfiguration",
    "RuntimeConfiguration",
)


def _api(value):
    """Properties in the API's spelling."""
    if isinstance(value, dict):
        if set(value) == {"Key", "Value"}:
            return {value["Key"]: _api(value["Value"])}
        return {
            name[0].lower() + name[1:]: item if name in _OPAQUE else _api(item) for name, item in value.items()
        }
    if isinstance(value, list):
        parts = [_api(item) for item in value]
        if value and all(isinstance(item, dict) and set(item) == {"Key", "Value"} for item in value):
            return {key: item for part in parts for key, item in part.items()}
        return parts
    return value


def _given(properties: dict) -> dict:
    found = {name[0].lower() + name[1:]: _api(properties[name]) for name in _SETTABLE if name in properties}
    logging = (found.get("monitoringConfiguration") or {}).get("cloudWatchLoggingConfiguration") or {}
    if "logTypeMap" in logging:
        logging["logTypes"] = logging.pop("logTypeMap")
    _truths(found)
    return found


def _truths(value) -> None:
    """A template's "true" is the API's true."""
    for name, item in list(value.items()) if isinstance(value, dict) else []:
        if item in ("true", "false"):
            value[name] = item == "true"
        _truths(item)


def _tags(properties: dict) -> dict:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []}


def application_create(logical_id, properties, stack_name):
    made = aws.call(
        "emr-serverless",
        "CreateApplication",
        clientToken=str(uuid.uuid4()),
        type=properties["Type"],
        tags=_tags(properties),
        **({"name": properties["Name"]} if "Name" in properties else {}),
        **_given(properties),
    )
    return made["applicationId"], {"ApplicationId": made["applicationId"], "Arn": made["arn"]}


def application_update(physical_id, old, new, stack_name, logical_id=None):
    found = aws.call(
        "emr-serverless", "UpdateApplication", applicationId=physical_id, clientToken=str(uuid.uuid4()), **_given(new)
    )["application"]
    stale = set(found["tags"]) - set(_tags(new))
    if stale:
        aws.call("emr-serverless", "UntagResource", resourceArn=found["arn"], tagKeys=sorted(stale))
    aws.call("emr-serverless", "TagResource", resourceArn=found["arn"], tags=_tags(new))
    return physical_id, {"ApplicationId": physical_id, "Arn": found["arn"]}


def application_delete(physical_id, properties):
    try:
        aws.call("emr-serverless", "DeleteApplication", applicationId=physical_id)
    except AwsError as error:
        if error.code != "ResourceNotFoundException":
            raise


def application_read(identifier, properties):
    """The live properties, each as the API has it."""
    try:
        found = aws.call("emr-serverless", "GetApplication", applicationId=identifier)["application"]
    except AwsError:
        return None
    view = {name: found.get(name[0].lower() + name[1:]) for name in ("Name", *_SETTABLE)}
    return {**view, "Tags": {key: value for key, value in found["tags"].items() if not key.startswith("aws:")}}


HANDLERS = {
    "AWS::EMRServerless::Application": {
        "create": application_create,
        "update": application_update,
        "delete": application_delete,
        "update_with_logical_id": True,
    }
}

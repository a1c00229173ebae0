"""AWS::CUR::ReportDefinition through the report service's own operations."""

import copy

from .. import aws
from .live_common import tags

_REGION = "us-east-1"


def _definition(properties: dict) -> dict:
    given = {name: value for name, value in copy.deepcopy(properties).items() if name != "Tags"}
    given["RefreshClosedReports"] = str(given["RefreshClosedReports"]).lower() == "true"
    given.setdefault("AdditionalSchemaElements", [])
    return given


def create(logical_id, properties, stack_name):
    from ministack.core.responses import get_region

    if get_region() != _REGION:
        raise ValueError(f"AWS::CUR::ReportDefinition exists in {_REGION} only")
    aws.call("cur", "PutReportDefinition", ReportDefinition=_definition(properties))
    _tag(properties)
    return properties["ReportName"], {}


def update(physical_id, old, new, stack_name, logical_id=None):
    aws.call("cur", "ModifyReportDefinition", ReportName=physical_id, ReportDefinition=_definition(new))
    _tag(new)
    return physical_id, {}


def delete(physical_id, properties):
    if _find(physical_id) is not None:
        aws.call("cur", "DeleteReportDefinition", ReportName=physical_id)


def _tag(properties: dict) -> None:
    given = [{"Key": key, "Value": value} for key, value in tags(properties.get("Tags")).items()]
    if given:
        aws.call("cur", "TagResource", ReportName=properties["ReportName"], Tags=given)


def _find(name: str) -> dict | None:
    found = aws.call("cur", "DescribeReportDefinitions")["ReportDefinitions"]
    return next((definition for definition in found if definition["ReportName"] == name), None)


def read(identifier, properties):
    """The definition as the service has it."""
    found = _find(identifier)
    if found is None:
        return None
    kept = aws.call("cur", "ListTagsForResource", ReportName=identifier)["Tags"]
    return {**{name: value for name, value in found.items() if name != "ReportName"}, "Tags": tags(kept)}


HANDLERS = {
    "AWS::CUR::ReportDefinition": {
        "create": create,
        "update": update,
        "delete": delete,
        "update_with_logical_id": True,
    },
}

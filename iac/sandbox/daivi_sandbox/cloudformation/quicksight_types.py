"""QuickSight's types: the generic records, with the ARNs QuickSight gives and refused where QuickSight would refuse."""

import copy
import time

from ..errors import AwsError
from ..standins import quicksight
from . import generic


def _handlers(kind: str, member: str, check) -> dict:
    def create(logical_id, properties, stack_name):
        try:
            quicksight._subscription()
        except AwsError as error:
            raise ValueError(f"{error.message}: subscribe first") from None
        account = quicksight._scope()[0]
        if kind == quicksight.GROUP:
            arn = physical_id = quicksight._group_arn(properties[member])
        else:
            arn, physical_id = quicksight.arn(kind, properties[member]), f"{account}|{properties[member]}"
        if generic.record(kind, physical_id) is not None:
            raise ValueError(f"{kind.rsplit('::', 1)[-1]} with identifier {physical_id} already exists")
        fault = check(properties)
        if fault:
            raise ValueError(f"Resource handler returned message: {fault}")
        attributes = {"Arn": arn, "made": time.time()}
        generic.RECORDS[generic._key(kind, physical_id)] = {
            "properties": copy.deepcopy(properties),
            "attributes": attributes,
        }
        return physical_id, attributes

    def update(physical_id, old, new, stack_name, logical_id=None):
        found = generic.record(kind, physical_id)
        if found is None:
            return create(logical_id or physical_id, new, stack_name)
        fault = check(new)
        if fault:
            raise ValueError(f"Resource handler returned message: {fault}")
        found["properties"] = copy.deepcopy(new)
        return physical_id, found["attributes"]

    def delete(physical_id, properties):
        generic.RECORDS.pop(generic._key(kind, physical_id), None)
        if kind == quicksight.GROUP:
            quicksight.MEMBERS.pop((quicksight._scope()[0], properties.get(member)), None)

    return {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}


def _source(properties: dict) -> str | None:
    return ": ".join(quicksight.connection_fault(properties) or ()) or None


def _set(properties: dict) -> str | None:
    known = [record["attributes"]["Arn"] for record in quicksight._listed(quicksight.SOURCE)]
    used = [
        source.get("DataSourceArn")
        for table in (properties.get("PhysicalTableMap") or {}).values()
        for source in table.values()
    ]
    missing = [arn for arn in used if arn not in known]
    return f"data source {missing[0]} does not exist" if missing else None


HANDLERS = {
    quicksight.GROUP: _handlers(quicksight.GROUP, "GroupName", lambda properties: None),
    quicksight.SOURCE: _handlers(quicksight.SOURCE, "DataSourceId", _source),
    quicksight.SET: _handlers(quicksight.SET, "DataSetId", _set),
    quicksight.DASHBOARD: _handlers(
        quicksight.DASHBOARD, "DashboardId", lambda properties: "; ".join(quicksight.column_faults(properties)) or None
    ),
}

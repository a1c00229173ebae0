"""What a zero-ETL integration from DynamoDB needs of its source and of the Data Catalog's policy."""

import fnmatch
import json

_EXPORT = ("dynamodb:ExportTableToPointInTime", "dynamodb:DescribeTable", "dynamodb:DescribeExport")


def source_problems(arn: str) -> list:
    """What a DynamoDB table lacks to be a source."""
    from ministack.services import dynamodb

    name = arn.rpartition("table/")[2]
    if ":dynamodb:" not in arn or name not in dynamodb._tables:
        return [f"{arn} does not exist"]
    found = []
    if not dynamodb._pitr_settings.get(name):
        found.append(f"table {name} has no point-in-time recovery")
    held = dynamodb._resource_policies.get(arn)
    policy = json.loads(held["Policy"]) if held else None
    missing = [action for action in _EXPORT if not _allows(policy, "glue.amazonaws.com", action, arn)]
    if missing:
        found.append(f"the policy of table {name} does not let glue.amazonaws.com do {', '.join(missing)}")
    return found


def catalog_problems(policy: dict | None, database: str) -> list:
    """What the policy of the Data Catalog lacks for a target database."""
    account = database.split(":")[4]
    wanted = (("glue.amazonaws.com", "glue:AuthorizeInboundIntegration"), (account, "glue:CreateInboundIntegration"))
    return [
        f"the policy of the Data Catalog does not let {who} do {action} on {database}"
        for who, action in wanted
        if not _allows(policy, who, action, database)
    ]


def _allows(policy: dict | None, who: str, action: str, resource: str) -> bool:
    """Whether a statement allows it; conditions are not evaluated."""
    for statement in _list((policy or {}).get("Statement")):
        if statement.get("Effect") != "Allow" or not _is(who, statement.get("Principal")):
            continue
        actions, resources = _list(statement.get("Action")), _list(statement.get("Resource"))
        if any(fnmatch.fnmatchcase(action.lower(), str(entry).lower()) for entry in actions) and any(
            fnmatch.fnmatchcase(resource, str(entry)) for entry in resources
        ):
            return True
    return False


def _is(who: str, principal) -> bool:
    if principal == "*":
        return True
    entries = [str(entry) for value in (principal or {}).values() for entry in _list(value)]
    return any(entry in (who, f"arn:aws:iam::{who}:root") for entry in entries)


def _list(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]

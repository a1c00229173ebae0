"""What the readers of live state share."""

import json
from urllib.parse import unquote


def services():
    from ministack.services import athena, cloudwatch_logs, ec2, glue, iam, kms, s3tables

    return athena, cloudwatch_logs, ec2, glue, iam, kms, s3tables


def tags(pairs) -> dict:
    """Tags by key without CloudFormation's own."""
    if isinstance(pairs, dict):
        found = pairs
    else:
        found = {
            tag.get("Key") or tag.get("TagKey"): tag.get("Value") or tag.get("TagValue") or "" for tag in pairs or []
        }
    return {key: value for key, value in found.items() if not key.startswith("aws:")}


def document(text):
    """A policy document, which services keep as text, some of them percent-encoded."""
    if not isinstance(text, str) or not text:
        return text
    return json.loads(unquote(text) if text.startswith("%") else text)


def stack_records(kind: str) -> list:
    """The properties and physical ids of every resource of a type in any stack of this region."""
    from ministack.services.cloudformation import _stacks

    return [
        (record["PhysicalResourceId"], record.get("Properties") or {})
        for stack in _stacks.values()
        if stack.get("StackStatus") != "DELETE_COMPLETE"
        for record in stack.get("_resources", {}).values()
        if record.get("ResourceType") == kind
    ]

"""Change sets with DeploymentMode REVERT_DRIFT: the template, the last deployment and the live state are compared."""

import re

from . import drift


def wrap_create(native):
    """CreateChangeSet: adds what drifted to what the templates differ in."""

    def create(params):
        answer = native(params)
        if answer[0] != 200 or _parameter(params, "DeploymentMode") != "REVERT_DRIFT":
            return answer
        from ministack.services.cloudformation import _change_sets, _stacks

        text = answer[2].decode() if isinstance(answer[2], bytes) else answer[2]
        change_set = _change_sets[re.search(r"<Id>(.*?)</Id>", text)[1]]
        change_set["_deployment_mode"] = "REVERT_DRIFT"
        if change_set["ChangeSetType"] == "UPDATE":
            _amend(change_set, _stacks[change_set["StackName"]])
        return answer

    return create


def _amend(change_set: dict, stack: dict) -> None:
    listed = {
        change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"] for change in change_set["Changes"]
    }
    reverts = {}
    for logical_id, record in stack.get("_resources", {}).items():
        kind = record.get("ResourceType", "")
        if logical_id not in change_set["_template"].get("Resources", {}) or not drift.supports(kind):
            continue
        state, differences = drift.status(record)
        if state == "IN_SYNC":
            continue
        reverts[logical_id] = state
        if logical_id in listed:
            continue
        change = {
            "Action": "Add" if state == "DELETED" else "Modify",
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": record["PhysicalResourceId"],
            "ResourceType": kind,
        }
        if state != "DELETED":
            names = sorted({found["PropertyPath"].split("/")[1] for found in differences})
            change.update(
                Replacement="False",
                Scope=["Properties"],
                Details=[
                    {
                        "Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": "Never"},
                        "Evaluation": "Static",
                        "ChangeSource": "DirectModification",
                    }
                    for name in names
                ],
            )
        change_set["Changes"].append({"ResourceChange": change})
    change_set["_reverts"] = reverts
    change_set["_stack_drift"] = "DRIFTED" if reverts else "IN_SYNC"
    if reverts:
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")


def wrap_describe(native):
    """DescribeChangeSet: says the mode and whether the stack had drifted."""

    def describe(params):
        answer = native(params)
        if answer[0] != 200:
            return answer
        from ministack.services.cloudformation.changesets import _find_change_set

        _, change_set = _find_change_set(_parameter(params, "ChangeSetName"), _parameter(params, "StackName"))
        if not change_set or change_set.get("_deployment_mode") is None:
            return answer
        added = (
            f"<DeploymentMode>REVERT_DRIFT</DeploymentMode>"
            f"<StackDriftStatus>{change_set.get('_stack_drift', 'NOT_CHECKED')}</StackDriftStatus>"
        )
        body = answer[2].decode() if isinstance(answer[2], bytes) else answer[2]
        body = body.replace("</DescribeChangeSetResult>", added + "</DescribeChangeSetResult>")
        return (answer[0], answer[1], body.encode() if isinstance(answer[2], bytes) else body)

    return describe


def wrap_execute(native):
    """ExecuteChangeSet: hands the list of what to repair to the deployment."""

    def execute(params):
        from ministack.services.cloudformation import _stacks
        from ministack.services.cloudformation.changesets import _find_change_set

        _, change_set = _find_change_set(_parameter(params, "ChangeSetName"), _parameter(params, "StackName"))
        if change_set and change_set.get("_reverts") and change_set["ExecutionStatus"] == "AVAILABLE":
            _stacks[change_set["StackName"]]["_reverting"] = dict(change_set["_reverts"])
        return native(params)

    return execute


def _parameter(params: dict, name: str) -> str:
    value = params.get(name, "")
    return value[0] if isinstance(value, list) else value

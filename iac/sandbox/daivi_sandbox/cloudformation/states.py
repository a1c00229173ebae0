"""What a stack's state lets be done with it: change sets, their execution, creation and deletion."""

# UPDATE_FAILED is left by an update that was not rolled back: the next one goes on from there.
_UPDATABLE = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_FAILED",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
_REVIEW = "REVIEW_IN_PROGRESS"
_GONE = "DELETE_COMPLETE"


def wrap_create_change_set(native):
    """A stack that never lived, or in which something is under way, gets no change set."""

    def create(params):
        from ministack.services.cloudformation import _change_sets

        name, stack = _parameter(params, "ChangeSetName"), _stack(_parameter(params, "StackName"))
        state = stack.get("StackStatus", _GONE) if stack else _GONE
        kind = _parameter(params, "ChangeSetType") or "UPDATE"
        if state == _GONE or any(
            made["ChangeSetName"] == name and made["StackName"] == stack["StackName"] for made in _change_sets.values()
        ):
            return native(params)
        if kind == "CREATE" and state == "ROLLBACK_COMPLETE":
            return _refusal(
                f"Stack [{stack['StackName']}] already exists and cannot be created again with the changeSet [{name}]."
            )
        if kind == "UPDATE" and state not in _UPDATABLE:
            return _not_updatable(stack)
        if kind == "IMPORT" and state not in (*_UPDATABLE, _REVIEW):
            return _not_updatable(stack)
        return native(params)

    return create


def wrap_execute_change_set(native):
    """What a change set was made for must still be so."""

    def execute(params):
        from ministack.services.cloudformation import _stacks
        from ministack.services.cloudformation.changesets import _find_change_set

        _, made = _find_change_set(_parameter(params, "ChangeSetName"), _parameter(params, "StackName"))
        stack = _stacks.get(made["StackName"]) if made else None
        if stack and made["ExecutionStatus"] == "AVAILABLE":
            fitting = {"CREATE": (_REVIEW,), "IMPORT": (*_UPDATABLE, _REVIEW)}.get(made["ChangeSetType"], _UPDATABLE)
            if stack["StackStatus"] not in fitting:
                return _not_updatable(stack)
        return native(params)

    return execute


def wrap_create_stack(native):
    """The name of a stack that was rolled back is not free: the stack is deleted first."""

    def create(params):
        stack = _stack(_parameter(params, "StackName"))
        if stack and stack["StackStatus"] == "ROLLBACK_COMPLETE":
            return _refusal(f"Stack [{stack['StackName']}] already exists", "AlreadyExistsException")
        return native(params)

    return create


def wrap_delete_stack(native):
    """An update that is under way ends first."""

    def delete(params):
        stack = _stack(_parameter(params, "StackName"))
        state = stack.get("StackStatus", "") if stack else ""
        if state.startswith("UPDATE_") and state.endswith("_IN_PROGRESS"):
            return _refusal(f"Stack [{stack['StackId']}] cannot be deleted while in status {state}")
        return native(params)

    return delete


def _not_updatable(stack: dict):
    return _refusal(f"Stack:{stack['StackId']} is in {stack['StackStatus']} state and can not be updated.")


def _refusal(message: str, code: str = "ValidationError"):
    from ministack.services.cloudformation.helpers import _error

    return _error(code, message)


def _stack(name: str) -> dict | None:
    from ministack.services.cloudformation.handlers import _resolve_stack

    return _resolve_stack(name)


def _parameter(params: dict, name: str) -> str:
    value = params.get(name, "")
    return value[0] if isinstance(value, list) else value

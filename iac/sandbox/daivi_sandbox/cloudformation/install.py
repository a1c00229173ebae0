"""Puts the sandbox's CloudFormation over the emulator's: schemas, live drift, repairs, delays, kept state."""

import contextvars
import logging
import time

import yaml

from . import (
    buckets,
    conditions,
    cost_report_types,
    datazone_project_types,
    datazone_types,
    drift,
    emr_types,
    dynamodb_types,
    generic,
    glue_types,
    holders,
    iam_types,
    identity_types,
    integration_types,
    instance_types,
    lakeformation_types,
    msk_types,
    names,
    network_types,
    prerequisites,
    properties,
    quicksight_types,
    references,
    restore,
    revert,
    s3tables_types,
    schemas,
    states,
)

logger = logging.getLogger("daivi.cloudformation")

_TAGGED = {
    "AWS::S3::Bucket": ("Tags", "list"),
    "AWS::EC2::EIP": ("Tags", "list"),
    "AWS::EC2::NatGateway": ("Tags", "list"),
    "AWS::EC2::FlowLog": ("Tags", "list"),
    "AWS::S3Tables::TableBucket": ("Tags", "list"),
    "AWS::Athena::WorkGroup": ("Tags", "list"),
    "AWS::Glue::Job": ("Tags", "map"),
    "AWS::Glue::DataQualityRuleset": ("Tags", "map"),
    "AWS::DataZone::Domain": ("Tags", "list"),
    "AWS::CUR::ReportDefinition": ("Tags", "list"),
    "AWS::EC2::Instance": ("Tags", "list"),
    "AWS::EC2::Volume": ("Tags", "list"),
}


def install(gateway) -> None:
    """Patch the emulator's module; called once, before the first request."""
    from ministack.services import cloudformation
    from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks
    from ministack.services.cloudformation import drift as native_drift

    engine.CfnLoader = _in_c(engine.CfnLoader)
    table = provisioners._RESOURCE_HANDLERS
    table["AWS::S3::Bucket"] = buckets.wrap(table["AWS::S3::Bucket"])
    own = {
        **glue_types.HANDLERS,
        **s3tables_types.HANDLERS,
        **network_types.HANDLERS,
        **lakeformation_types.HANDLERS,
        **iam_types.HANDLERS,
        **datazone_types.HANDLERS,
        **datazone_project_types.HANDLERS,
        **emr_types.HANDLERS,
        **identity_types.HANDLERS,
        **dynamodb_types.HANDLERS,
        **integration_types.HANDLERS,
        **msk_types.HANDLERS,
        **cost_report_types.HANDLERS,
        **instance_types.HANDLERS,
    }
    table.update(own)
    for kind in schemas.index():
        if kind not in table and not kind.startswith("AWS::CloudFormation::"):
            table[kind] = generic.handlers(kind)
            drift.GENERIC.add(kind)
    table.update(quicksight_types.HANDLERS)
    provisioners._STACK_TAG_PROPERTY.update(_TAGGED)
    _use_schema_for_replacement(provisioners, set(own) | drift.GENERIC)
    handlers._capabilities_enforced = lambda: True
    native_drift.supports_drift = drift.supports
    native_drift.detect_resource_drift = drift.detect
    operations = handlers._ACTION_HANDLERS
    operations["CreateChangeSet"] = states.wrap_create_change_set(revert.wrap_create(changesets._create_change_set))
    operations["DescribeChangeSet"] = revert.wrap_describe(changesets._describe_change_set)
    operations["ExecuteChangeSet"] = states.wrap_execute_change_set(
        revert.wrap_execute(changesets._execute_change_set)
    )
    operations["CreateStack"] = states.wrap_create_stack(operations["CreateStack"])
    operations["DeleteStack"] = states.wrap_delete_stack(operations["DeleteStack"])
    cloudformation._ACTION_HANDLERS = operations
    conditions.install()
    references.install()
    changesets._resolve_props_for_diff = conditions.wrap_diff(changesets._resolve_props_for_diff)
    _validate_properties(stacks)
    _watch_resources(gateway, stacks, changesets, handlers)


def _in_c(loader):
    """The emulator's reader of templates, with the scanner and parser of libyaml in the place of PyYAML's own."""

    class Loader(yaml.CSafeLoader):
        yaml_constructors = loader.yaml_constructors
        yaml_implicit_resolvers = loader.yaml_implicit_resolvers

    return Loader


def _use_schema_for_replacement(provisioners, kinds: set) -> None:
    """The schema's create-only properties decide what replaces, for every type the emulator has no list of."""
    native = provisioners._property_recreation

    def recreation(kind, name):
        if kind in provisioners._REPLACING_PROPERTIES and kind not in kinds:
            return native(kind, name)
        if schemas.schema(kind) is None:
            return native(kind, name)
        return "Always" if name in schemas.create_only(kind) else "Never"

    provisioners._property_recreation = recreation
    from ministack.services.cloudformation import stacks

    stacks._property_recreation = recreation


def _validate_properties(stacks) -> None:
    """Check every resource against its official schema before anything is made."""
    native = stacks._validation_errors

    def errors(definitions, ordered, values, conditions, mappings, stack_name, stack_id, owned_buckets=frozenset()):
        found = native(definitions, ordered, values, conditions, mappings, stack_name, stack_id, owned_buckets)
        for logical_id in ordered:
            definition = definitions[logical_id]
            condition = definition.get("Condition")
            kind = definition.get("Type", "")
            if (condition and not conditions.get(condition, True)) or schemas.schema(kind) is None:
                continue
            given = {}
            for name, raw in (definition.get("Properties") or {}).items():
                value = raw
                try:
                    resolved = stacks._static_property(
                        raw, definitions, values, conditions, mappings, stack_name, stack_id
                    )
                    value = raw if resolved is None else resolved
                except Exception:
                    logger.debug("%s.%s is only known when the stack deploys", logical_id, name)
                if value is not stacks._NO_VALUE:
                    given[name] = value
            for path, reason in properties.problems(kind, given):
                text = f"Properties validation failed for resource {logical_id} with message: {reason}"
                found.append(
                    (
                        logical_id,
                        kind,
                        "PROPERTY_VALIDATION",
                        f"/Resources/{logical_id}/Properties{path.lstrip('#')}",
                        text,
                    )
                )
                stacks._add_event(stack_id, stack_name, logical_id, kind, "CREATE_FAILED", text)
        return found

    stacks._validation_errors = errors


def _watch_resources(gateway, stacks, changesets, handlers) -> None:
    """Names that exist, repairs, delays, and the live state after each operation."""
    touched: dict = {}
    settings = gateway.settings
    provision, update, delete = stacks._provision_resource, stacks._update_resource, stacks._delete_resource
    deploy, threaded, begin = (
        stacks._deploy_stack_async,
        stacks._runs_on_worker_thread,
        stacks._create_stack_task_in_region,
    )

    def note(stack_name, logical_id) -> None:
        touched.setdefault((*_scope(), stack_name), set()).add(logical_id)

    def telling(change):
        """Functions change by a stack's operation, without a request to their service: their records are written too."""

        def changing(kind, *arguments, **options):
            try:
                return change(kind, *arguments, **options)
            finally:
                if kind.startswith("AWS::Lambda::"):
                    gateway.store.touch("lambda")

        return changing

    def provisioning(kind, logical_id, given, stack_name):
        time.sleep(settings.stack_delay)
        if name := names.taken(kind, given):
            raise ValueError(f"Resource of type '{kind}' with identifier '{name}' already exists.")
        prerequisites.check(kind, given)
        note(stack_name, logical_id)
        return provision(kind, logical_id, given, stack_name)

    def updating(kind, physical_id, old, new, stack_name, logical_id=None, attributes=None):
        time.sleep(settings.stack_delay)
        stack = _stack(stack_name)
        record = (stack or {}).get("_resources", {}).get(logical_id)
        if record and logical_id in (stack.get("_reverting") or {}) and not stacks._replacing_change(kind, old, new):
            note(stack_name, logical_id)
            return restore.restore(kind, record, new, stack_name, logical_id)
        if old != new:
            prerequisites.check(kind, new, old)
            note(stack_name, logical_id)
        return update(kind, physical_id, old, new, stack_name, logical_id, attributes)

    def deleting(kind, physical_id, given, stack_name=None, logical_id=None):
        time.sleep(settings.stack_delay)
        holders.check(kind, physical_id, given or {})
        return delete(kind, physical_id, given, stack_name, logical_id)

    async def deploying(stack_name, stack_id, *arguments, **options):
        before = {
            logical_id: record["_live"]
            for logical_id, record in (_stack(stack_name) or {}).get("_resources", {}).items()
            if "_live" in record
        }
        try:
            await deploy(stack_name, stack_id, *arguments, **options)
        finally:
            stack = _stack(stack_name) or {}
            stack.pop("_reverting", None)
            noted = touched.pop((*_scope(), stack_name), set())
            for logical_id, record in stack.get("_resources", {}).items():
                if logical_id in noted:
                    drift.remember(record)
                elif logical_id in before:
                    record["_live"] = before[logical_id]  # an update writes the record anew

    def beginning(operation, stack, stack_id=None):
        """Whatever the operation is, nobody is told of its end before that is on disk."""

        async def kept():
            with gateway.store.operation(stack["StackName"]):
                await operation

        begin(kept(), stack, stack_id)

    stacks._provision_resource, stacks._update_resource = telling(provisioning), telling(updating)
    stacks._delete_resource = telling(deleting)
    stacks._runs_on_worker_thread = lambda kind: settings.stack_delay > 0 or threaded(kind)
    for module in (stacks, changesets, handlers):
        module._deploy_stack_async = deploying
        module._create_stack_task_in_region = beginning


def _scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def _stack(stack_name: str) -> dict | None:
    from ministack.services.cloudformation import _stacks

    return _stacks.get(stack_name)


def recover() -> None:
    """Operations that were under way when the sandbox was killed have failed, and their last event says so."""
    from ministack.services.cloudformation import _change_sets, _stacks

    after = {
        "CREATE_IN_PROGRESS": "CREATE_FAILED",
        "UPDATE_IN_PROGRESS": "UPDATE_FAILED",
        "DELETE_IN_PROGRESS": "DELETE_FAILED",
        "ROLLBACK_IN_PROGRESS": "ROLLBACK_FAILED",
        "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_FAILED",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_FAILED",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE",
        "IMPORT_IN_PROGRESS": "IMPORT_ROLLBACK_FAILED",
        "IMPORT_ROLLBACK_IN_PROGRESS": "IMPORT_ROLLBACK_FAILED",
    }
    for stack in list(_stacks._data.values()):
        state = after.get(stack.get("StackStatus", ""))
        if state:
            contextvars.copy_context().run(_end, stack, state, "the sandbox was stopped")
    states = {stack["StackId"]: stack["StackStatus"] for stack in _stacks._data.values()}
    for change_set in list(_change_sets._data.values()):
        if change_set.get("ExecutionStatus") == "EXECUTE_IN_PROGRESS":
            succeeded = states.get(change_set["StackId"]) in _SUCCEEDED
            change_set["ExecutionStatus"] = "EXECUTE_COMPLETE" if succeeded else "EXECUTE_FAILED"


_SUCCEEDED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")


def _end(stack: dict, state: str, reason: str) -> None:
    """End a stack's operation as it would have ended itself: whoever waits for it knows its events by their token."""
    from ministack.core.responses import set_request_account_id, set_request_region
    from ministack.services.cloudformation import _stack_events, stacks

    stack.update(StackStatus=state, StackStatusReason=reason)
    identifier = stack["StackId"]
    set_request_region(identifier.split(":")[3])
    set_request_account_id(identifier.split(":")[4])
    tokens = [event.get("ClientRequestToken") for event in _stack_events.get(identifier) or []]
    stacks.CLIENT_REQUEST_TOKEN.set(next((token for token in reversed(tokens) if token), ""))
    stacks._add_event(
        identifier, stack["StackName"], stack["StackName"], "AWS::CloudFormation::Stack", state, reason, identifier
    )

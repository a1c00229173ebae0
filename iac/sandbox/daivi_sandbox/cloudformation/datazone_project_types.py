"""DataZone's types of what projects make in domains of version V1: environments and data sources."""

from .. import aws
from ..errors import AwsError
from ..standins.datazone import store
from .datazone_types import camel, picked, removed


def _domain(properties: dict) -> dict:
    return {"domainIdentifier": properties["DomainIdentifier"]}


def _parts(physical_id: str) -> dict:
    domain, _, identifier = physical_id.partition("|")
    return {"domainIdentifier": domain, "identifier": identifier}


def _parameters(properties: dict) -> dict:
    """Names and values; a value that looks like a number stays text."""
    given = properties.get("UserParameters")
    if given is None:
        return {}
    return {"userParameters": [{"name": item["Name"], "value": str(item["Value"])} for item in given]}


def _made(entity: dict, **more) -> tuple:
    attributes = {
        "Id": entity["id"],
        "DomainId": entity["domainId"],
        "ProjectId": entity["projectId"],
        "CreatedBy": entity["createdBy"],
        "CreatedAt": str(entity["createdAt"]),
        "UpdatedAt": str(entity["updatedAt"]),
        **more,
    }
    return f"{entity['domainId']}|{entity['id']}", attributes


_PROFILE = ("Name", "Description", "AwsAccountId", "AwsAccountRegion")


def profile_create(logical_id, properties, stack_name):
    given = picked(properties, *_PROFILE, "EnvironmentBlueprintIdentifier", "ProjectIdentifier")
    made = aws.call(
        "datazone", "CreateEnvironmentProfile", **_domain(properties), **given, **_parameters(properties)
    )
    return _made(made, EnvironmentBlueprintId=made["environmentBlueprintId"])


def profile_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call(
        "datazone", "UpdateEnvironmentProfile", **_parts(physical_id), **picked(new, *_PROFILE), **_parameters(new)
    )
    return physical_id, {}


def profile_delete(physical_id, properties):
    removed("DeleteEnvironmentProfile", **_parts(physical_id))


_ENVIRONMENT = ("Name", "Description", "GlossaryTerms")


def environment_create(logical_id, properties, stack_name):
    given = picked(properties, *_ENVIRONMENT, "EnvironmentProfileIdentifier", "ProjectIdentifier")
    made = aws.call("datazone", "CreateEnvironment", **_domain(properties), **given, **_parameters(properties))
    if properties.get("EnvironmentRoleArn"):
        _associate(made["domainId"], made["id"], properties["EnvironmentRoleArn"])
    names = ("AwsAccountId", "AwsAccountRegion", "EnvironmentBlueprintId", "EnvironmentProfileId", "Provider", "Status")
    return _made(made, **{name: made[name[0].lower() + name[1:]] for name in names})


def _associate(domain: str, environment: str, role: str, operation: str = "AssociateEnvironmentRole") -> None:
    aws.call(
        "datazone", operation, domainIdentifier=domain, environmentIdentifier=environment, environmentRoleArn=role
    )


def environment_update(physical_id, old, new, stack_name, logical_id=None):
    parts = _parts(physical_id)
    aws.call("datazone", "UpdateEnvironment", **parts, **picked(new, *_ENVIRONMENT))
    held = (store.find("environment", *parts.values()) or {}).get("_role")
    wanted = new.get("EnvironmentRoleArn")
    if held and held != wanted:
        _associate(*parts.values(), held, "DisassociateEnvironmentRole")
    if wanted and held != wanted:
        _associate(*parts.values(), wanted)
    return physical_id, {}


def environment_delete(physical_id, properties):
    removed("DeleteEnvironment", **_parts(physical_id))


def environment_read(identifier, properties):
    """Its role cannot be read back on AWS."""
    found = store.find("environment", *_parts(identifier).values())
    if found is None:
        return None
    return {
        "Name": found["name"],
        "Description": found.get("description"),
        "GlossaryTerms": found.get("glossaryTerms") or [],
    }


def _action(properties: dict) -> dict:
    found = picked(properties, "Name", "Description")
    if properties.get("Parameters"):
        found["parameters"] = {"awsConsoleLink": {"uri": properties["Parameters"].get("Uri")}}
    return found


def action_create(logical_id, properties, stack_name):
    made = aws.call(
        "datazone",
        "CreateEnvironmentAction",
        **_domain(properties),
        environmentIdentifier=properties["EnvironmentIdentifier"],
        **_action(properties),
    )
    names = {"DomainId": made["domainId"], "EnvironmentId": made["environmentId"], "Id": made["id"]}
    return "|".join(names.values()), names


def _action_parts(physical_id: str) -> dict:
    names = ("domainIdentifier", "environmentIdentifier", "identifier")
    return dict(zip(names, physical_id.split("|")))


def action_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call("datazone", "UpdateEnvironmentAction", **_action_parts(physical_id), **_action(new))
    return physical_id, {}


def action_delete(physical_id, properties):
    removed("DeleteEnvironmentAction", **_action_parts(physical_id))


def action_read(identifier, properties):
    try:
        found = aws.call("datazone", "GetEnvironmentAction", **_action_parts(identifier))
    except AwsError:
        return None
    uri = (found["parameters"].get("awsConsoleLink") or {}).get("uri")
    return {"Name": found["name"], "Description": found.get("description"), "Parameters": {"Uri": uri}}


_SOURCE = ("Name", "Description", "EnableSetting", "PublishOnImport", "Recommendation", "Schedule", "Configuration")


def source_create(logical_id, properties, stack_name):
    given = picked(properties, *_SOURCE, "EnvironmentIdentifier", "ProjectIdentifier", "Type")
    made = aws.call("datazone", "CreateDataSource", **_domain(properties), **given)
    return _made(made, EnvironmentId=made["environmentId"], Status=made["status"])


def source_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call("datazone", "UpdateDataSource", **_parts(physical_id), **picked(new, *_SOURCE))
    return physical_id, {}


def source_delete(physical_id, properties):
    removed("DeleteDataSource", **_parts(physical_id))


def _reader(kind: str, *names: str):
    """What of an entity can be read back."""

    def read(identifier, properties):
        found = store.find(kind, *_parts(identifier).values())
        return None if found is None else {name: found.get(name[0].lower() + name[1:]) for name in names}

    return read


def source_read(identifier, properties):
    found = _reader("data-source", "Name", "Description", "EnableSetting", "PublishOnImport")(identifier, properties)
    if found is None:
        return None
    held = store.find("data-source", *_parts(identifier).values())
    wanted = camel(properties.get("Recommendation") or {})
    recommended = {name: (held.get("recommendation") or {}).get(name) for name in wanted}
    return {**found, "Recommendation": recommended}


def _handlers(create, update, delete) -> dict:
    return {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}


HANDLERS = {
    "AWS::DataZone::EnvironmentProfile": _handlers(profile_create, profile_update, profile_delete),
    "AWS::DataZone::Environment": _handlers(environment_create, environment_update, environment_delete),
    "AWS::DataZone::EnvironmentActions": _handlers(action_create, action_update, action_delete),
    "AWS::DataZone::DataSource": _handlers(source_create, source_update, source_delete),
}
READERS = {
    "AWS::DataZone::EnvironmentProfile": _reader("environment-profile", *_PROFILE),
    "AWS::DataZone::Environment": environment_read,
    "AWS::DataZone::EnvironmentActions": action_read,
    "AWS::DataZone::DataSource": source_read,
}

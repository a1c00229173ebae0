"""Environment profiles of domains of version V1: a blueprint with an account, a region and values for its parameters."""

from . import blueprints, grants, projects, store
from .domains import domain

# What a blueprint of version V1 may be told.
_PARAMETERS = {
    "DefaultDataLake": ("producerGlueDbName", "consumerGlueDbName", "workgroupName"),
    "DefaultDataWarehouse": ("dataAccessSecretsArn", "clusterName", "databaseName", "schemaName"),
    "CustomAwsService": (),
}


def profile(domain_id: str, identifier: str) -> dict:
    domain(domain_id)
    return store.get("environment-profile", domain_id, identifier)


def create(call):
    """Of a blueprint that is configured for the region, by a project that was granted it."""
    given = call.parameters
    domain_id = domain(given["domainIdentifier"])["id"]
    projects.project(domain_id, given["projectIdentifier"])
    blueprint = blueprints.identifier(domain_id, given["environmentBlueprintIdentifier"])
    region = given.get("awsAccountRegion") or store.region()
    configured = store.find("blueprint-configuration", domain_id, blueprint)
    if configured is None or region not in configured.get("enabledRegions", []):
        raise store.invalid(f"blueprint {blueprint} is not enabled in {region}")
    entity = f"ENVIRONMENT_BLUEPRINT_CONFIGURATION/{store.account()}:{blueprint}"
    if not grants.every(domain_id, entity, "CREATE_ENVIRONMENT_PROFILE"):
        raise store.denied("User is not permitted to perform operation: CreateEnvironmentProfile")
    if any(
        (other["name"], other["projectId"]) == (given["name"], given["projectIdentifier"])
        for other in store.every("environment-profile", domain_id)
    ):
        raise store.conflict(f"Environment profile name already exists: {given['name']}")
    identifier = store.new_id()
    return store.put(
        "environment-profile",
        domain_id,
        identifier,
        {
            "id": identifier,
            "domainId": domain_id,
            "name": given["name"],
            "description": given.get("description"),
            "environmentBlueprintId": blueprint,
            "projectId": given["projectIdentifier"],
            "awsAccountId": given.get("awsAccountId") or store.account(),
            "awsAccountRegion": region,
            "userParameters": _parameters(blueprint, given.get("userParameters") or []),
        },
    )


def _parameters(blueprint: str, given: list) -> list:
    known = _PARAMETERS.get(blueprints.name_of(blueprint), ())
    for parameter in given:
        if parameter["name"] not in known:
            raise store.invalid(f"{blueprints.name_of(blueprint)} has no parameter {parameter['name']}")
    return [
        {"keyName": parameter["name"], "fieldType": "String", "defaultValue": parameter.get("value")}
        for parameter in given
    ]


def get(call):
    return profile(call.parameters["domainIdentifier"], call.parameters["identifier"])


def update(call):
    given = call.parameters
    found = get(call)
    found.update({name: given[name] for name in ("name", "description") if name in given})
    for name in ("awsAccountId", "awsAccountRegion"):
        found[name] = given.get(name) or found[name]
    if "userParameters" in given:
        found["userParameters"] = _parameters(found["environmentBlueprintId"], given["userParameters"])
    return store.put("environment-profile", found["domainId"], found["id"], found)


def listing(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    found = store.every("environment-profile", given["domainIdentifier"])
    for name, member in (
        ("projectIdentifier", "projectId"),
        ("environmentBlueprintIdentifier", "environmentBlueprintId"),
        ("name", "name"),
        ("awsAccountId", "awsAccountId"),
        ("awsAccountRegion", "awsAccountRegion"),
    ):
        if given.get(name):
            found = [profile for profile in found if profile[member] == given[name]]
    return store.page(call, found)


def delete(call):
    found = get(call)
    if any(
        environment.get("environmentProfileId") == found["id"]
        for environment in store.every("environment", found["domainId"])
    ):
        raise store.conflict(f"Environment profile {found['name']} is used by an environment")
    store.remove("environment-profile", found["domainId"], found["id"])
    return 204, {}, b""


HANDLERS = {
    "CreateEnvironmentProfile": create,
    "GetEnvironmentProfile": get,
    "UpdateEnvironmentProfile": update,
    "ListEnvironmentProfiles": listing,
    "DeleteEnvironmentProfile": delete,
}

"""Environments that a project makes itself from an environment profile, as in domains of version V1."""

from . import blueprints, environment_profiles, environments, projects, provisioning, store


def create(call):
    """Deployed at once. One of the blueprint CustomAwsService is incomplete until a role is associated with it."""
    given = call.parameters
    domain_id = given["domainIdentifier"]
    project = projects.project(domain_id, given["projectIdentifier"])
    if not given.get("environmentProfileIdentifier"):
        raise store.invalid("the sandbox makes environments of environment profiles only")
    profile = environment_profiles.profile(domain_id, given["environmentProfileIdentifier"])
    if any(other["name"] == given["name"] for other in environments.of(project)):
        raise store.conflict(f"Environment name already exists: {given['name']}")
    identifier = store.new_id()
    parameters = {parameter["keyName"]: parameter["defaultValue"] for parameter in profile["userParameters"]}
    parameters |= {parameter["name"]: parameter.get("value") for parameter in given.get("userParameters") or []}
    environment = {
        "id": identifier,
        "projectId": project["id"],
        "domainId": domain_id,
        "name": given["name"],
        "description": given.get("description"),
        "awsAccountId": profile["awsAccountId"],
        "awsAccountRegion": profile["awsAccountRegion"],
        "provider": "Amazon DataZone",
        "environmentBlueprintId": profile["environmentBlueprintId"],
        "environmentProfileId": profile["id"],
        "glossaryTerms": given.get("glossaryTerms") or [],
        "userParameters": profile["userParameters"],
        "environmentActions": [],
        "provisionedResources": [],
    }
    environment["provisionedResources"] = provisioning.provision(environment, parameters)
    store.put("environment", domain_id, identifier, environment)
    return environments.shown(environment)


def _environment(call, name: str = "identifier") -> dict:
    return store.get("environment", call.parameters["domainIdentifier"], call.parameters[name])


def update(call):
    given = call.parameters
    found = _environment(call)
    found.update({name: given[name] for name in ("name", "description", "glossaryTerms") if name in given})
    return environments.shown(store.put("environment", found["domainId"], found["id"], found))


def associate(call):
    """The role under which members are in the AWS console; only where DataZone makes none itself."""
    found = _environment(call, "environmentIdentifier")
    if blueprints.name_of(found["environmentBlueprintId"]) != "CustomAwsService":
        raise store.invalid("a role can be associated with an environment of the blueprint CustomAwsService only")
    provisioning.check_role(call.parameters["environmentRoleArn"])
    found["_role"] = call.parameters["environmentRoleArn"]
    store.put("environment", found["domainId"], found["id"], found)
    return {}


def disassociate(call):
    found = _environment(call, "environmentIdentifier")
    if found.pop("_role", None) != call.parameters["environmentRoleArn"]:
        raise store.invalid(f"{call.parameters['environmentRoleArn']} is not associated with {found['id']}")
    store.put("environment", found["domainId"], found["id"], found)
    return {}


def _action(call) -> dict:
    found = _environment(call, "environmentIdentifier")
    action = store.get("environment-action", found["domainId"], call.parameters["identifier"])
    if action["environmentId"] != found["id"]:
        return store.get("environment-action", found["domainId"], "")
    return action


def create_action(call):
    given = call.parameters
    found = _environment(call, "environmentIdentifier")
    identifier = store.new_id()
    action = {name: given[name] for name in ("name", "description", "parameters") if name in given}
    action |= {"id": identifier, "domainId": found["domainId"], "environmentId": found["id"]}
    return store.put("environment-action", found["domainId"], identifier, action)


def update_action(call):
    given = call.parameters
    found = _action(call)
    found.update({name: given[name] for name in ("name", "description", "parameters") if name in given})
    return store.put("environment-action", found["domainId"], found["id"], found)


def list_actions(call):
    found = _environment(call, "environmentIdentifier")
    actions = store.every("environment-action", found["domainId"])
    return store.page(call, [action for action in actions if action["environmentId"] == found["id"]])


def delete_action(call):
    found = _action(call)
    store.remove("environment-action", found["domainId"], found["id"])
    return 204, {}, b""


HANDLERS = {
    "CreateEnvironment": create,
    "UpdateEnvironment": update,
    "AssociateEnvironmentRole": associate,
    "DisassociateEnvironmentRole": disassociate,
    "CreateEnvironmentAction": create_action,
    "GetEnvironmentAction": _action,
    "UpdateEnvironmentAction": update_action,
    "ListEnvironmentActions": list_actions,
    "DeleteEnvironmentAction": delete_action,
}

"""Environments: deployed one after the other in their order, each with resources that really exist here."""

import os
import time

from . import blueprints, grants, provisioning, store

# Milliseconds that the environments of one order take, as stacks take minutes on AWS.
_DELAY = "DAIVI_SANDBOX_ENVIRONMENT_DELAY_MS"


def of(project: dict) -> list:
    found = store.every("environment", project["domainId"])
    return [environment for environment in found if environment["projectId"] == project["id"]]


def deploy_profile(project: dict, profile: dict, chosen: list) -> None:
    """Deploy those environments of the profile that come with the project and are not there yet."""
    there = {environment.get("environmentConfigurationName") for environment in of(project)}
    wanted = [
        configuration
        for configuration in profile["environmentConfigurations"]
        if configuration.get("deploymentMode") == "ON_CREATE" and configuration["name"] not in there
    ]
    values = {
        choice.get("environmentConfigurationName"): {
            parameter["name"]: parameter.get("value") for parameter in choice.get("environmentParameters") or []
        }
        for choice in chosen
    }
    orders = sorted({int(configuration.get("deploymentOrder") or 0) for configuration in wanted})
    delay = int(os.environ.get(_DELAY) or 0) / 1000
    for configuration in sorted(wanted, key=lambda found: int(found.get("deploymentOrder") or 0)):
        place = orders.index(int(configuration.get("deploymentOrder") or 0)) + 1
        _deploy(project, configuration, values.get(configuration["name"]) or {}, time.time() + delay * place)


def _deploy(project: dict, configuration: dict, values: dict, ready: float) -> None:
    blueprint = blueprints.identifier(project["domainId"], configuration["environmentBlueprintId"])
    overrides = (configuration.get("configurationParameters") or {}).get("parameterOverrides") or []
    parameters = {parameter["name"]: parameter.get("value") for parameter in overrides} | values
    identifier = store.new_id()
    place = (configuration.get("awsRegion") or {}).get("regionName") or store.region()
    environment = {
        "id": identifier,
        "projectId": project["id"],
        "domainId": project["domainId"],
        "name": configuration["name"],
        "description": configuration.get("description"),
        "awsAccountId": (configuration.get("awsAccount") or {}).get("awsAccountId") or store.account(),
        "awsAccountRegion": place,
        "provider": "Amazon SageMaker",
        "environmentBlueprintId": blueprint,
        "environmentConfigurationId": configuration["id"],
        "environmentConfigurationName": configuration["name"],
        "userParameters": [],
        "provisionedResources": [],
        "_ready": ready,
    }
    environment["_refused"] = _refusal(environment)
    if environment["_refused"] is None:
        environment["provisionedResources"] = provisioning.provision(environment, parameters)
    store.put("environment", project["domainId"], identifier, environment)


def _refusal(environment: dict) -> str | None:
    """Why the service would not deploy it: the blueprint is not configured here, or no project may use it."""
    domain, blueprint = environment["domainId"], environment["environmentBlueprintId"]
    configured = store.find("blueprint-configuration", domain, blueprint)
    if configured is None or environment["awsAccountRegion"] not in configured.get("enabledRegions", []):
        return f"blueprint {blueprint} is not enabled in {environment['awsAccountRegion']}"
    entity = f"ENVIRONMENT_BLUEPRINT_CONFIGURATION/{store.account()}:{blueprint}"
    if not grants.every(domain, entity, "CREATE_ENVIRONMENT_FROM_BLUEPRINT"):
        return f"User is not permitted to perform operation: CreateEnvironmentFromBlueprint on {blueprint}"
    return None


def status(environment: dict) -> str:
    if environment.get("_refused"):
        return "VALIDATION_FAILED"
    if time.time() < environment.get("_ready", 0):
        return "CREATING"
    return environment.get("status") or "ACTIVE"


def shown(environment: dict) -> dict:
    """An environment as it is now: what it provisions is listed once it is there."""
    now = status(environment)
    found = {**environment, "status": now}
    if now != "ACTIVE":
        found["provisionedResources"] = []
    if now == "VALIDATION_FAILED":
        found["lastDeployment"] = {
            "deploymentStatus": "FAILED",
            "failureReason": {"message": environment["_refused"]},
            "isDeploymentComplete": True,
        }
    return found


def details(project: dict) -> dict | None:
    """environmentDeploymentDetails of a project that has a profile."""
    if not project.get("projectProfileId"):
        return None
    there = [(environment, status(environment)) for environment in of(project)]
    reasons = {
        environment["id"]: [{"message": environment["_refused"]}]
        for environment, _ in there
        if environment.get("_refused")
    }
    if reasons:
        return {"overallDeploymentStatus": "FAILED_VALIDATION", "environmentFailureReasons": reasons}
    done = all(now == "ACTIVE" for _, now in there)
    return {"overallDeploymentStatus": "SUCCESSFUL" if done else "IN_PROGRESS"}


def _environment(call) -> dict:
    return store.get("environment", call.parameters["domainIdentifier"], call.parameters["identifier"])


def get(call):
    return shown(_environment(call))


def listing(call):
    given = call.parameters
    project = store.get("project", given["domainIdentifier"], given["projectIdentifier"])
    found = [shown(environment) for environment in of(project)]
    for name, member in (
        ("name", "name"),
        ("status", "status"),
        ("environmentBlueprintIdentifier", "environmentBlueprintId"),
        ("environmentProfileIdentifier", "environmentProfileId"),
    ):
        if given.get(name):
            found = [environment for environment in found if environment.get(member) == given[name]]
    return store.page(call, found)


def delete(call):
    found = _environment(call)
    provisioning.take_away(found)
    for action in store.every("environment-action", found["domainId"]):
        if action["environmentId"] == found["id"]:
            store.remove("environment-action", found["domainId"], action["id"])
    store.remove("environment", found["domainId"], found["id"])
    return 204, {}, b""


HANDLERS = {"GetEnvironment": get, "ListEnvironments": listing, "DeleteEnvironment": delete}

"""Projects and their members. A project of a profile gets the profile's environments."""

from . import environments, grants, profiles, provisioning, store, users
from .domains import domain


def project(domain_id: str, identifier: str) -> dict:
    domain(domain_id)
    return store.get("project", domain_id, identifier)


def create(call):
    """The project is there at once; its environments are deployed afterwards, in the order of the profile."""
    given = call.parameters
    found = domain(given["domainIdentifier"])
    unit = given.get("domainUnitId") or found["rootDomainUnitId"]
    if any(other["name"] == given["name"] for other in store.every("project", found["id"])):
        raise store.conflict(f"Project name already exists: {given['name']}")
    profile = None
    if given.get("projectProfileId"):
        profile = profiles.profile(found["id"], given["projectProfileId"])
        _check_profile(found, unit, profile, given)
    identifier = store.new_id()
    kept = ("name", "description", "glossaryTerms", "projectProfileId", "userParameters", "projectCategory")
    entity = {
        **{name: given[name] for name in kept if name in given},
        "domainId": found["id"],
        "id": identifier,
        "projectStatus": "ACTIVE",
        "domainUnitId": unit,
        "resourceTags": [
            {"key": key, "value": value, "source": "PROJECT"}
            for key, value in (given.get("resourceTags") or {}).items()
        ],
    }
    store.put("project", found["id"], identifier, entity)
    maker = entity["createdBy"]
    _join(found["id"], identifier, f"user/{maker}", {"user": {"userId": maker}}, "PROJECT_OWNER")
    for assignment in given.get("membershipAssignments") or []:
        join({"domainIdentifier": found["id"], "projectIdentifier": identifier, **assignment})
    if profile:
        environments.deploy_profile(entity, profile, given.get("userParameters") or [])
    return shown(entity)


def _check_profile(found: dict, unit: str, profile: dict, given: dict) -> None:
    if profile["status"] != "ENABLED":
        raise store.invalid(f"Project profile {profile['name']} is not enabled")
    granted = grants.every(found["id"], f"DOMAIN_UNIT/{unit}", "CREATE_PROJECT_FROM_PROJECT_PROFILE")
    if not any(
        profile["id"] in (grant["detail"]["createProjectFromProjectProfile"].get("projectProfiles") or [profile["id"]])
        for grant in granted
    ):
        raise store.denied("User is not permitted to perform operation: CreateProjectFromProjectProfile")
    known = {environment["name"]: environment for environment in profile["environmentConfigurations"]}
    for chosen in given.get("userParameters") or []:
        name = chosen.get("environmentConfigurationName")
        if name not in known:
            raise store.invalid(f"Project profile {profile['name']} has no environment configuration {name}")
        overrides = (known[name].get("configurationParameters") or {}).get("parameterOverrides") or []
        locked = {parameter["name"] for parameter in overrides if parameter.get("isEditable") is False}
        for parameter in chosen.get("environmentParameters") or []:
            if parameter["name"] in locked:
                raise store.invalid(f"{parameter['name']} of {name} is not editable")


def shown(entity: dict) -> dict:
    """A project with how far its environments are."""
    return {**entity, "environmentDeploymentDetails": environments.details(entity)}


def get(call):
    return shown(project(call.parameters["domainIdentifier"], call.parameters["identifier"]))


def listing(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    found = store.every("project", given["domainIdentifier"])
    return store.page(call, [entity for entity in found if given.get("name") in (None, entity["name"])])


def update(call):
    given = call.parameters
    found = project(given["domainIdentifier"], given["identifier"])
    kept = ("name", "description", "glossaryTerms", "userParameters", "domainUnitId")
    found.update({name: given[name] for name in kept if name in given})
    store.put("project", found["domainId"], found["id"], found)
    if found.get("projectProfileId"):
        profile = profiles.profile(found["domainId"], found["projectProfileId"])
        environments.deploy_profile(found, profile, found.get("userParameters") or [])
    return shown(found)


def delete(call):
    given = call.parameters
    found = project(given["domainIdentifier"], given["identifier"])
    if environments.of(found) and not given.get("skipDeletionCheck"):
        raise store.conflict(f"Project {found['id']} has environments and can't be deleted")
    provisioning.take_away_project(found["domainId"], found["id"])
    return 204, {}, b""


def _member(given: dict) -> tuple[str, dict]:
    member = given["member"]
    if "groupIdentifier" in member:
        return f"group/{member['groupIdentifier']}", {"group": {"groupId": member["groupIdentifier"]}}
    name = member["userIdentifier"]
    found = users.profile(given["domainIdentifier"], name)["id"]
    return f"user/{found}", {"user": {"userId": found}}


def _join(domain_id: str, project_id: str, name: str, details: dict, designation: str) -> None:
    store.put(
        "membership",
        domain_id,
        f"{project_id}/{name}",
        {"project": project_id, "memberDetails": details, "designation": designation},
    )


def join(given: dict) -> None:
    """Somebody with a profile joins; in a domain of version V2 only where the pool of members was granted."""
    entity = project(given["domainIdentifier"], given["projectIdentifier"])
    name, details = _member(given)
    unit = f"DOMAIN_UNIT/{entity['domainUnitId']}"
    version = domain(entity["domainId"])["domainVersion"]
    if version == "V2" and not grants.every(entity["domainId"], unit, "ADD_TO_PROJECT_MEMBER_POOL"):
        raise store.denied("User is not permitted to perform operation: CreateProjectMembership")
    if store.find("membership", entity["domainId"], f"{entity['id']}/{name}"):
        # The operation knows no ConflictException.
        raise store.invalid(f"{name} is a member of {entity['id']} already")
    _join(entity["domainId"], entity["id"], name, details, given["designation"])


def create_membership(call):
    join(call.parameters)
    return {}


def delete_membership(call):
    given = call.parameters
    entity = project(given["domainIdentifier"], given["projectIdentifier"])
    name, _ = _member(given)
    store.get("membership", entity["domainId"], f"{entity['id']}/{name}")
    store.remove("membership", entity["domainId"], f"{entity['id']}/{name}")
    return 204, {}, b""


def memberships(call):
    given = call.parameters
    entity = project(given["domainIdentifier"], given["projectIdentifier"])
    members = store.every("membership", entity["domainId"])
    return store.page(call, [member for member in members if member["project"] == entity["id"]], "members")


HANDLERS = {
    "CreateProject": create,
    "GetProject": get,
    "ListProjects": listing,
    "UpdateProject": update,
    "DeleteProject": delete,
    "CreateProjectMembership": create_membership,
    "DeleteProjectMembership": delete_membership,
    "ListProjectMemberships": memberships,
}

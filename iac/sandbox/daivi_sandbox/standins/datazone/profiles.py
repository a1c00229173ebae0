"""Project profiles: which environments a project gets, and what may be chosen about them."""

from . import blueprints, store
from .domains import domain

_KEPT = (
    "name",
    "description",
    "status",
    "environmentConfigurations",
    "projectResourceTags",
    "allowCustomProjectResourceTags",
    "projectResourceTagsDescription",
)


def profile(domain_id: str, identifier: str) -> dict:
    domain(domain_id)
    return store.get("project-profile", domain_id, identifier)


def _check(domain_id: str, given: dict, own: str | None = None) -> None:
    """Names are unique; environments are of blueprints that the domain has, with different names."""
    for other in store.every("project-profile", domain_id):
        if other["id"] != own and other["name"] == given.get("name"):
            raise store.conflict(f"Project profile name already exists: {given['name']}")
    names = [environment["name"] for environment in given.get("environmentConfigurations") or []]
    if len(set(names)) < len(names):
        raise store.invalid(f"environment configurations have the same name: {sorted(names)}")
    for environment in given.get("environmentConfigurations") or []:
        blueprints.identifier(domain_id, environment["environmentBlueprintId"])


def _with_ids(given: dict, earlier: list) -> dict:
    ids = {environment["name"]: environment["id"] for environment in earlier}
    environments = [
        {**environment, "id": ids.get(environment["name"]) or store.new_id()}
        for environment in given.get("environmentConfigurations") or []
    ]
    return {**{name: given[name] for name in _KEPT if name in given}, "environmentConfigurations": environments}


def create(call):
    given = call.parameters
    found = domain(given["domainIdentifier"])
    _check(found["id"], given)
    identifier = store.new_id()
    return store.put(
        "project-profile",
        found["id"],
        identifier,
        {
            "status": "DISABLED",
            **_with_ids(given, []),
            "domainId": found["id"],
            "id": identifier,
            "domainUnitId": given.get("domainUnitIdentifier") or found["rootDomainUnitId"],
        },
    )


def get(call):
    return profile(call.parameters["domainIdentifier"], call.parameters["identifier"])


def update(call):
    given = call.parameters
    found = profile(given["domainIdentifier"], given["identifier"])
    _check(found["domainId"], given, found["id"])
    changed = _with_ids(given, found["environmentConfigurations"])
    if "environmentConfigurations" not in given:
        changed.pop("environmentConfigurations")
    found.update(changed)
    return store.put("project-profile", found["domainId"], found["id"], found)


def listing(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    found = store.every("project-profile", given["domainIdentifier"])
    return store.page(call, [profile for profile in found if given.get("name") in (None, profile["name"])])


def delete(call):
    found = get(call)
    if any(project.get("projectProfileId") == found["id"] for project in store.every("project", found["domainId"])):
        raise store.conflict(f"Project profile {found['name']} is used by a project")
    store.remove("project-profile", found["domainId"], found["id"])
    return 204, {}, b""


HANDLERS = {
    "CreateProjectProfile": create,
    "GetProjectProfile": get,
    "UpdateProjectProfile": update,
    "ListProjectProfiles": listing,
    "DeleteProjectProfile": delete,
}

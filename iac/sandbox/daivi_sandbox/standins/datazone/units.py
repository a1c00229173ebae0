"""Domain units and their owners."""

from . import store, users
from .domains import domain


def _unit(domain_id: str, identifier: str) -> dict:
    domain(domain_id)
    return store.get("domain-unit", domain_id, identifier)


def create(call):
    given = call.parameters
    _unit(given["domainIdentifier"], given["parentDomainUnitIdentifier"])
    identifier = store.new_id()
    return store.put(
        "domain-unit",
        given["domainIdentifier"],
        identifier,
        {
            "id": identifier,
            "domainId": given["domainIdentifier"],
            "name": given["name"],
            "description": given.get("description"),
            "parentDomainUnitId": given["parentDomainUnitIdentifier"],
        },
    )


def get(call):
    found = _unit(call.parameters["domainIdentifier"], call.parameters["identifier"])
    return {**found, "owners": owners(found["domainId"], found["id"])}


def children(call):
    given = call.parameters
    _unit(given["domainIdentifier"], given["parentDomainUnitIdentifier"])
    parent = given["parentDomainUnitIdentifier"]
    units = store.every("domain-unit", given["domainIdentifier"])
    found = [unit for unit in units if unit.get("parentDomainUnitId") == parent]
    return store.page(call, [{"id": unit["id"], "name": unit["name"]} for unit in found])


def delete(call):
    found = _unit(call.parameters["domainIdentifier"], call.parameters["identifier"])
    store.remove("domain-unit", found["domainId"], found["id"])
    return 204, {}, b""


def owners(domain_id: str, unit: str) -> list:
    return [owner["owner"] for owner in store.every("owner", domain_id) if owner["unit"] == unit]


def _owner(given: dict) -> tuple[str, dict]:
    """The owner's identifier here, and as it is listed. A user needs a profile in the domain."""
    owner = given["owner"]
    if "group" in owner:
        name = owner["group"]["groupIdentifier"]
        return f"group/{name}", {"group": {"groupId": name}}
    found = users.profile(given["domainIdentifier"], owner["user"]["userIdentifier"])
    return f"user/{found['id']}", {"user": {"userId": found["id"]}}


def add_owner(call):
    given = call.parameters
    _unit(given["domainIdentifier"], given["entityIdentifier"])
    name, listed = _owner(given)
    key = f"{given['entityIdentifier']}/{name}"
    if store.find("owner", given["domainIdentifier"], key):
        raise store.conflict(f"{name} owns {given['entityIdentifier']} already")
    store.put("owner", given["domainIdentifier"], key, {"unit": given["entityIdentifier"], "owner": listed})
    return {}


def remove_owner(call):
    given = call.parameters
    _unit(given["domainIdentifier"], given["entityIdentifier"])
    name, _ = _owner(given)
    key = f"{given['entityIdentifier']}/{name}"
    store.get("owner", given["domainIdentifier"], key)
    store.remove("owner", given["domainIdentifier"], key)
    return 204, {}, b""


def list_owners(call):
    given = call.parameters
    _unit(given["domainIdentifier"], given["entityIdentifier"])
    return store.page(call, owners(given["domainIdentifier"], given["entityIdentifier"]), "owners")


HANDLERS = {
    "CreateDomainUnit": create,
    "GetDomainUnit": get,
    "ListDomainUnitsForParent": children,
    "DeleteDomainUnit": delete,
    "AddEntityOwner": add_owner,
    "RemoveEntityOwner": remove_owner,
    "ListEntityOwners": list_owners,
}

"""Policy grants: kept, listed and asked for by what needs one. To whom a grant goes is not looked at."""

import secrets
import string

from . import store
from .domains import domain

_ALPHABET = string.ascii_letters + string.digits + "+/"


def _entity(given: dict) -> str:
    return f"{given['entityType']}/{given['entityIdentifier']}"


def _check_entity(given: dict) -> None:
    """What a grant is on must be there."""
    domain(given["domainIdentifier"])
    name = given["entityIdentifier"]
    if given["entityType"] == "DOMAIN_UNIT":
        store.get("domain-unit", given["domainIdentifier"], name)
    elif given["entityType"] == "ENVIRONMENT_BLUEPRINT_CONFIGURATION":
        account, _, blueprint = name.partition(":")
        if account != store.account() or not blueprint:
            raise store.invalid(f"{name} is not account:blueprint")
        store.get("blueprint-configuration", given["domainIdentifier"], blueprint)
    elif given["entityType"] == "ENVIRONMENT_PROFILE":
        store.get("environment-profile", given["domainIdentifier"], name)
    elif given["entityType"] == "ASSET_TYPE":
        store.get("asset-type", given["domainIdentifier"], name)


def add(call):
    given = call.parameters
    _check_entity(given)
    entity = _entity(given)
    held = every(given["domainIdentifier"], entity)
    same = ("policyType", "principal", "detail")
    if any(all(grant[name] == given[name] for name in same) for grant in held):
        raise store.conflict(f"the grant of {given['policyType']} on {entity} exists already")
    identifier = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    made = {**{name: given[name] for name in same}, "grantId": identifier, "entity": entity}
    store.put("grant", given["domainIdentifier"], identifier, made)
    return {"grantId": identifier}


def every(domain_id: str, entity: str, policy: str | None = None) -> list:
    """The grants on an entity."""
    grants = store.every("grant", domain_id)
    return [grant for grant in grants if grant["entity"] == entity and policy in (None, grant["policyType"])]


def remove(call):
    """By its identifier, or by policy and principal."""
    given = call.parameters
    held = every(given["domainIdentifier"], _entity(given), given["policyType"])
    wanted = given.get("grantIdentifier")
    if wanted:
        gone = [grant for grant in held if grant["grantId"] == wanted]
    else:
        gone = [grant for grant in held if grant["principal"] == given["principal"]]
    if not gone:
        store.get("grant", given["domainIdentifier"], wanted or given["policyType"])
    for grant in gone:
        store.remove("grant", given["domainIdentifier"], grant["grantId"])
    return 204, {}, b""


def listing(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    return store.page(call, every(given["domainIdentifier"], _entity(given), given.get("policyType")), "grantList")


HANDLERS = {"AddPolicyGrant": add, "RemovePolicyGrant": remove, "ListPolicyGrants": listing}

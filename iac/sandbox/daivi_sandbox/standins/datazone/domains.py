"""Domains: one name once an account and region, and a root domain unit each."""

from ...errors import AwsError
from . import provisioning, store
from .store import ENTITIES

_KEPT = ("name", "description", "singleSignOn", "domainExecutionRole", "kmsKeyIdentifier", "tags", "serviceRole")


def all_domains() -> list:
    here = (store.account(), store.region())
    return [entity for key, entity in ENTITIES.items() if key[:3] == (*here, "domain")]


def domain(identifier: str) -> dict:
    """A domain; what is asked of one that does not exist is refused, as the service does it."""
    found = store.find("domain", identifier, identifier)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Domain {identifier} can't be found", 404)
    return found


def create(call):
    given = call.parameters
    version = given.get("domainVersion", "V1")
    if any(entity["name"] == given["name"] for entity in all_domains()):
        raise store.conflict(f"Domain name already exists: {given['name']}")
    for member in ("domainExecutionRole", "serviceRole"):
        if given.get(member):
            provisioning.check_role(given[member])
    if version == "V2" and not given.get("serviceRole"):
        raise store.invalid("a domain of version V2 needs a serviceRole")
    identifier = f"dzd-{store.new_id()}" if version == "V2" else f"dzd_{store.new_id()}"
    unit = store.new_id()
    host = "sagemaker" if version == "V2" else "datazone"
    entity = {
        **{name: given[name] for name in _KEPT if name in given},
        "id": identifier,
        "arn": f"arn:aws:datazone:{store.region()}:{store.account()}:domain/{identifier}",
        "domainVersion": version,
        "rootDomainUnitId": unit,
        "managedAccountId": store.account(),
        "status": "AVAILABLE",
        "portalUrl": f"https://{identifier}.{host}.{store.region()}.on.aws",
    }
    store.put("domain", identifier, identifier, entity)
    store.put("domain-unit", identifier, unit, {"id": unit, "domainId": identifier, "name": given["name"]})
    return entity


def get(call):
    return domain(call.parameters["identifier"])


def listing(call):
    status = call.parameters.get("status")
    return store.page(call, [entity for entity in all_domains() if status in (None, entity["status"])])


def update(call):
    given = call.parameters
    found = domain(given["identifier"])
    found.update({name: given[name] for name in _KEPT if name in given})
    return store.put("domain", found["id"], found["id"], found)


def delete(call):
    """A domain with projects or with what was configured in it goes only when the check is skipped."""
    given = call.parameters
    found = domain(given["identifier"])
    projects = store.every("project", found["id"])
    if not given.get("skipDeletionCheck") and (projects or store.every("blueprint-configuration", found["id"])):
        raise store.conflict(f"Domain {found['id']} has projects or blueprint configurations and can't be deleted")
    for project in projects:
        provisioning.take_away_project(found["id"], project["id"])
    store.remove_domain(found["id"])
    return {"status": "DELETING"}


HANDLERS = {
    "CreateDomain": create,
    "GetDomain": get,
    "ListDomains": listing,
    "UpdateDomain": update,
    "DeleteDomain": delete,
}

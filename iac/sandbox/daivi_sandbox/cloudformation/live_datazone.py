"""The live state of DataZone's types. Properties that AWS cannot read back (write-only ones) are left out, as there."""

from ..standins.datazone import store


def pascal(value):
    """A value of the API as CloudFormation spells it; free-form maps are not passed through here."""
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: pascal(item) for key, item in value.items()}
    return [pascal(item) for item in value] if isinstance(value, list) else value


def _reader(kind: str, *names: str):
    """Of an entity whose physical id is domain|id: these properties."""

    def read(identifier, properties):
        domain, _, entity = identifier.partition("|")
        found = store.find(kind, domain, entity)
        if found is None:
            return None
        return pascal({name: found.get(name) for name in names})

    return read


def domain(identifier, properties):
    found = store.find("domain", identifier, identifier)
    if found is None:
        return None
    names = ("name", "description", "domainExecutionRole", "singleSignOn")
    return {**pascal({name: found.get(name) for name in names}), "Tags": dict(found.get("tags") or {})}


def blueprint(identifier, properties):
    domain_id, _, blueprint_id = identifier.partition("|")
    found = store.find("blueprint-configuration", domain_id, blueprint_id)
    if found is None:
        return None
    return {
        "EnabledRegions": found.get("enabledRegions"),
        "ManageAccessRoleArn": found.get("manageAccessRoleArn"),
        "ProvisioningRoleArn": found.get("provisioningRoleArn"),
        "RegionalParameters": [
            {"Region": region, "Parameters": parameters}
            for region, parameters in sorted((found.get("regionalParameters") or {}).items())
        ],
    }


def grant(identifier, properties):
    domain_id, grant_id, *_ = identifier.split("|")
    return None if store.find("grant", domain_id, grant_id) is None else {}


def owner(identifier, properties):
    domain_id, _, unit, kind, name = identifier.split("|")
    there = store.find("owner", domain_id, f"{unit}/{kind.lower()}/{_member(domain_id, name)}")
    return None if there is None else {}


def user(identifier, properties):
    domain_id, _, user_id = identifier.partition("|")
    found = store.find("user-profile", domain_id, user_id)
    return None if found is None or found["status"] == "DEACTIVATED" else {"Status": found["status"]}


def membership(identifier, properties):
    domain_id, project, name = identifier.split("|")
    kind = "group" if "GroupIdentifier" in properties["Member"] else "user"
    there = store.find("membership", domain_id, f"{project}/{kind}/{_member(domain_id, name)}")
    return None if there is None else {}


def _member(domain_id: str, name: str) -> str:
    """The profile id of a member or owner that a template names in another way."""
    users = store.every("user-profile", domain_id)
    return next((found["id"] for found in users if name in (found["id"], found["_for"])), name)


READERS = {
    "AWS::DataZone::Domain": domain,
    "AWS::DataZone::DomainUnit": _reader("domain-unit", "name", "description"),
    "AWS::DataZone::EnvironmentBlueprintConfiguration": blueprint,
    "AWS::DataZone::PolicyGrant": grant,
    "AWS::DataZone::Owner": owner,
    "AWS::DataZone::UserProfile": user,
    "AWS::DataZone::ProjectProfile": _reader(
        "project-profile", "name", "description", "status", "environmentConfigurations"
    ),
    "AWS::DataZone::Project": _reader("project", "name", "description"),
    "AWS::DataZone::ProjectMembership": membership,
}

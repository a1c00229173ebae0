"""Connections of projects to Glue's kinds of sources: their records. One to a store with a catalog, such as Snowflake,
also shows that catalog to Glue and Lake Formation, under the connection's name and without what is in it."""

import time

from ...glue import federated
from . import environments, store
from .domains import domain

_WITH_CATALOG = ("SNOWFLAKE", "BIGQUERY", "DYNAMODB", "MYSQL", "OPENSEARCH", "ORACLE", "POSTGRESQL", "SQLSERVER")


def _of(domain_id: str, project_id: str) -> list:
    return [found for found in store.every("connection", domain_id) if found.get("projectId") == project_id]


def create(call):
    """The environment says which project it is for; a name is taken once a project."""
    given = call.parameters
    found = domain(given["domainIdentifier"])
    environment = store.get("environment", found["id"], given["environmentIdentifier"])
    project = environment["projectId"]
    if any(other["name"] == given["name"] for other in _of(found["id"], project)):
        raise store.conflict(f"Connection name already exists: {given['name']}")
    glue = ((given.get("props") or {}).get("glueProperties") or {}).get("glueConnectionInput") or {}
    if not glue.get("connectionType"):
        raise store.invalid("the sandbox keeps connections of Glue's kinds: glueProperties with a connectionType")
    _check(glue)
    identifier = store.new_id()
    entity = {
        "connectionId": identifier,
        "name": given["name"],
        "description": given.get("description"),
        "domainId": found["id"],
        "domainUnitId": found["rootDomainUnitId"],
        "environmentId": environment["id"],
        "projectId": project,
        "type": glue["connectionType"],
        "scope": given.get("scope", "PROJECT"),
        "physicalEndpoints": [],
        "props": {"glueProperties": {"status": "READY"}},
        "glue": glue,
    }
    store.put("connection", found["id"], identifier, entity)
    if glue["connectionType"] in _WITH_CATALOG:
        _show_catalog(given["name"], identifier)
    return _shown(entity)


def _check(glue: dict) -> None:
    """What a connection cannot do without: its secret, and a place in the network."""
    from ... import aws

    secret = (glue.get("authenticationConfiguration") or {}).get("secretArn")
    if secret and not aws.exists("secretsmanager", "DescribeSecret", SecretId=secret):
        raise store.invalid(f"Secret {secret} can't be found")
    if glue["connectionType"] == "SNOWFLAKE":
        given = glue.get("connectionProperties") or {}
        missing = [name for name in ("HOST", "WAREHOUSE", "DATABASE") if not given.get(name)]
        if missing:
            raise store.invalid(f"connectionProperties lack {', '.join(missing)}")


def _show_catalog(name: str, identifier: str) -> None:
    account, region = federated.scope()
    now = time.time()
    federated.CATALOGS[(account, region, name)] = {
        "Name": name,
        "CatalogId": f"{account}:{name}",
        "ResourceArn": f"arn:aws:glue:{region}:{account}:catalog/{name}",
        "ParentCatalogId": account,
        "FederatedCatalog": {"Identifier": f"datazone:{identifier}", "ConnectionName": f"datazone-{identifier}"},
        "CreateTime": now,
        "UpdateTime": now,
        "Tags": {},
    }


def hide_catalog(entity: dict) -> None:
    record = federated.CATALOGS.get((*federated.scope(), entity["name"])) or {}
    if (record.get("FederatedCatalog") or {}).get("Identifier") == f"datazone:{entity['connectionId']}":
        del federated.CATALOGS[(*federated.scope(), entity["name"])]


def _shown(entity: dict) -> dict:
    return {name: value for name, value in entity.items() if name != "glue"}


def get(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    return _shown(store.get("connection", given["domainIdentifier"], given["identifier"]))


def listing(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    wanted = {"projectId": "projectIdentifier", "environmentId": "environmentIdentifier"}
    wanted |= {"name": "name", "type": "type"}
    found = [
        _shown(entity)
        for entity in store.every("connection", given["domainIdentifier"])
        if all(given.get(asked) in (None, entity[member]) for member, asked in wanted.items())
    ]
    return store.page(call, found)


def update(call):
    given = call.parameters
    entity = store.get("connection", given["domainIdentifier"], given["identifier"])
    patch = ((given.get("props") or {}).get("glueProperties") or {}).get("glueConnectionInput") or {}
    properties = {**entity["glue"].get("connectionProperties", {}), **(patch.get("connectionProperties") or {})}
    glue = {**entity["glue"], "connectionProperties": properties}
    _check(glue)
    entity.update(glue=glue, description=given.get("description") or entity["description"])
    store.put("connection", given["domainIdentifier"], given["identifier"], entity)
    return _shown(entity)


def delete(call):
    given = call.parameters
    entity = store.get("connection", given["domainIdentifier"], given["identifier"])
    hide_catalog(entity)
    store.remove("connection", given["domainIdentifier"], given["identifier"])
    return {"status": "DELETING"}


HANDLERS = {
    "CreateConnection": create,
    "GetConnection": get,
    "ListConnections": listing,
    "UpdateConnection": update,
    "DeleteConnection": delete,
}

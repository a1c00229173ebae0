"""Glue catalogs: the federated `s3tablescatalog` and, below it, one catalog for each table bucket."""

import time

from ..errors import AwsError
from . import federated


def _key(name: str) -> tuple:
    return (*federated.scope(), name)


def create(call):
    """CreateCatalog; one of a name in an account and region."""
    given = call.parameters
    name, described = given["Name"], given["CatalogInput"]
    if _key(name) in federated.CATALOGS:
        raise AwsError("AlreadyExistsException", f"Catalog {name} already exists.")
    target = described.get("FederatedCatalog") or {}
    for (account, region, other), record in federated.CATALOGS.items():
        same = (record.get("FederatedCatalog") or {}).get("Identifier") == target.get("Identifier")
        if target and same and (account, region) == federated.scope():
            raise AwsError(
                "FederatedResourceAlreadyExistsException", f"{target['Identifier']} is federated as {other}."
            )
    account, region = federated.scope()
    now = time.time()
    federated.CATALOGS[_key(name)] = {
        **{key: value for key, value in described.items() if value is not None},
        "Name": name,
        "CatalogId": f"{account}:{name}",
        "ResourceArn": f"arn:aws:glue:{region}:{account}:catalog/{name}",
        "ParentCatalogId": account,
        "CreateTime": now,
        "UpdateTime": now,
        "Tags": given.get("Tags") or {},
    }
    return {}


def get(call):
    """GetCatalog by id: the account, a catalog, or a table bucket below s3tablescatalog."""
    account, region = federated.scope()
    identifier = call.parameters["CatalogId"]
    if identifier == account:
        return {
            "Catalog": {
                "Name": account,
                "CatalogId": account,
                "ResourceArn": f"arn:aws:glue:{region}:{account}:catalog",
            }
        }
    name = identifier.removeprefix(f"{account}:")
    top, _, bucket = name.partition("/")
    record = federated.CATALOGS.get(_key(top))
    if record is None:
        raise AwsError("EntityNotFoundException", f"Catalog {name} not found.")
    if not bucket:
        return {"Catalog": record}
    federated._arn(bucket)
    return {"Catalog": _bucket_catalog(record, bucket)}


def _bucket_catalog(parent: dict, bucket: str) -> dict:
    account, region = federated.scope()
    return {
        "Name": bucket,
        "CatalogId": f"{account}:{parent['Name']}/{bucket}",
        "ResourceArn": f"arn:aws:glue:{region}:{account}:catalog/{parent['Name']}/{bucket}",
        "ParentCatalogId": f"{account}:{parent['Name']}",
        "FederatedCatalog": {"Identifier": federated._arn(bucket), "ConnectionName": "aws:s3tables"},
        "CreateTime": parent["CreateTime"],
        "UpdateTime": parent["UpdateTime"],
    }


def list_all(call):
    """GetCatalogs: the children of the account, of a catalog, or all of them when recursive."""
    account, region = federated.scope()
    parent = (call.parameters.get("ParentCatalogId") or account).removeprefix(f"{account}:")
    own = [record for (owner, place, _), record in federated.CATALOGS.items() if (owner, place) == (account, region)]
    below = []
    for record in own:
        if (record.get("FederatedCatalog") or {}).get("ConnectionName") == "aws:s3tables":
            buckets = [found["name"] for found in federated._s3tables()._table_buckets.values()]
            below += [(record["Name"], _bucket_catalog(record, bucket)) for bucket in buckets]
    if parent == account:
        found = own + ([record for _, record in below] if call.parameters.get("Recursive") else [])
        if call.parameters.get("IncludeRoot"):
            found.insert(0, {"Name": account, "CatalogId": account})
        return {"CatalogList": found}
    if _key(parent) not in federated.CATALOGS:
        raise AwsError("EntityNotFoundException", f"Catalog {parent} not found.")
    return {"CatalogList": [record for name, record in below if name == parent]}


def update(call):
    """UpdateCatalog replaces what CreateCatalog was given."""
    account, _ = federated.scope()
    record = federated.CATALOGS.get(_key(call.parameters["CatalogId"].removeprefix(f"{account}:")))
    if record is None:
        raise AwsError("EntityNotFoundException", f"Catalog {call.parameters['CatalogId']} not found.")
    record.update(call.parameters["CatalogInput"], UpdateTime=time.time())
    return {}


def delete(call):
    """DeleteCatalog."""
    account, _ = federated.scope()
    name = call.parameters["CatalogId"].removeprefix(f"{account}:")
    if federated.CATALOGS.pop(_key(name), None) is None:
        raise AwsError("EntityNotFoundException", f"Catalog {name} not found.")
    return {}


HANDLERS = {
    "CreateCatalog": create,
    "GetCatalog": get,
    "GetCatalogs": list_all,
    "UpdateCatalog": update,
    "DeleteCatalog": delete,
}

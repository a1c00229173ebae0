"""Assets: what projects have in their catalog, imported by data sources or made by hand."""

from . import asset_types, grants, projects, store
from .domains import domain


def every(domain_id: str, project_id: str | None = None) -> list:
    found = store.every("asset", domain_id)
    return [asset for asset in found if project_id in (None, asset["owningProjectId"])]


def make(domain_id: str, given: dict) -> dict:
    """An asset; a project has an external identifier once."""
    project = projects.project(domain_id, given["owningProjectIdentifier"])
    kind = asset_types.asset_type(domain_id, given["typeIdentifier"])
    forms = asset_types.check_forms(domain_id, kind, given.get("formsInput") or [])
    external = given.get("externalIdentifier")
    if external and any(asset.get("externalIdentifier") == external for asset in every(domain_id, project["id"])):
        raise store.conflict(f"an asset with the external identifier {external} exists already")
    identifier = store.new_id()
    asset = {
        **{name: given[name] for name in ("name", "description", "externalIdentifier", "glossaryTerms") if name in given},
        "id": identifier,
        "domainId": domain_id,
        "typeIdentifier": kind["name"],
        "typeRevision": given.get("typeRevision") or kind["revision"],
        "revision": "1",
        "owningProjectId": project["id"],
        "formsOutput": forms,
        "readOnlyFormsOutput": [],
    }
    made = store.put("asset", domain_id, identifier, asset)
    made.update(firstRevisionCreatedAt=made["createdAt"], firstRevisionCreatedBy=made["createdBy"])
    return made


def create(call):
    """The same client token again is the same asset; a type of another project must have been granted."""
    given = call.parameters
    domain_id = domain(given["domainIdentifier"])["id"]
    token = given.get("clientToken")
    known = store.find("asset-token", domain_id, token) if token else None
    if known and store.find("asset", domain_id, known["asset"]):
        return store.get("asset", domain_id, known["asset"])
    kind = asset_types.asset_type(domain_id, given["typeIdentifier"])
    owner = kind["owningProjectId"]
    if owner not in ("amazon", given["owningProjectIdentifier"]) and not grants.every(
        domain_id, f"ASSET_TYPE/{kind['name']}", "USE_ASSET_TYPE"
    ):
        raise store.denied(f"User is not permitted to perform operation: CreateAsset of the type {kind['name']}")
    made = make(domain_id, given)
    if token:
        store.put("asset-token", domain_id, token, {"asset": made["id"]})
    return made


def get(call):
    return store.get("asset", call.parameters["domainIdentifier"], call.parameters["identifier"])


def delete(call):
    found = get(call)
    store.remove("asset", found["domainId"], found["id"])
    return 204, {}, b""


def revise(asset: dict, forms: list) -> None:
    """Another revision, with other forms."""
    asset.update(formsOutput=forms, revision=str(int(asset["revision"]) + 1))
    store.put("asset", asset["domainId"], asset["id"], asset)


def create_revision(call):
    given = call.parameters
    found = get(call)
    kind = asset_types.asset_type(found["domainId"], found["typeIdentifier"])
    found.update({name: given[name] for name in ("name", "description", "glossaryTerms") if name in given})
    revise(found, asset_types.check_forms(found["domainId"], kind, given.get("formsInput") or []))
    return found


def search(call):
    """Search: the inventory of assets, by project and text; filters on names of attributes are not evaluated."""
    given = call.parameters
    domain_id = domain(given["domainIdentifier"])["id"]
    if given.get("filters"):
        raise store.invalid("the sandbox does not evaluate filters of Search")
    if given["searchScope"] != "ASSET":
        return {"items": [], "totalMatchCount": 0}
    text = (given.get("searchText") or "").lower()
    found = [
        {"assetItem": {**asset, "identifier": asset["id"]}}
        for asset in every(domain_id, given.get("owningProjectIdentifier"))
        if text in asset["name"].lower()
    ]
    return {**store.page(call, found), "totalMatchCount": len(found)}


HANDLERS = {
    "CreateAsset": create,
    "GetAsset": get,
    "DeleteAsset": delete,
    "CreateAssetRevision": create_revision,
    "Search": search,
}

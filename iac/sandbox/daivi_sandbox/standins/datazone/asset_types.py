"""Types of assets and of their forms: the service's own, and those that projects make."""

import json
import re

from . import grants, projects, store
from .domains import domain

# The service's own form types that are used here, with the members of each that are required.
FORMS = {
    "amazon.datazone.AssetCommonDetailsFormType": (),
    "amazon.datazone.GlueTableFormType": ("tableName",),
    "amazon.datazone.DataSourceReferenceFormType": (),
    "amazon.datazone.RelationalTableFormType": ("tableName", "columns"),
}
SYSTEM = {
    "amazon.datazone.GlueTableAssetType": {
        "GlueTableForm": {"typeName": "amazon.datazone.GlueTableFormType", "typeRevision": "1", "required": True},
        "DataSourceReferenceForm": {
            "typeName": "amazon.datazone.DataSourceReferenceFormType",
            "typeRevision": "1",
            "required": False,
        },
    }
}


def asset_type(domain_id: str, name: str) -> dict:
    """A type by its name."""
    domain(domain_id)
    if name in SYSTEM:
        return {
            "domainId": domain_id,
            "name": name,
            "revision": "1",
            "formsOutput": SYSTEM[name],
            "owningProjectId": "amazon",
        }
    return store.get("asset-type", domain_id, name)


def form(domain_id: str, name: str) -> tuple:
    """The required members of a form type; the sandbox knows those of the service, and keeps no others."""
    full = name if name.startswith("amazon.datazone.") else f"amazon.datazone.{name}"
    if full not in FORMS:
        return store.get("form type", domain_id, name)
    return full, FORMS[full]


def create(call):
    """By a project that may make asset types; a name that is there gets another revision."""
    given = call.parameters
    domain_id = given["domainIdentifier"]
    project = projects.project(domain_id, given["owningProjectIdentifier"])
    _check_granted(domain_id, project)
    forms = {}
    for form_name, wanted in given["formsInput"].items():
        type_name, _ = form(domain_id, wanted["typeIdentifier"])
        if not re.fullmatch(r"\d+", wanted["typeRevision"]):
            raise store.invalid(f"{wanted['typeRevision']} is no revision of {type_name}")
        forms[form_name] = {
            "typeName": type_name,
            "typeRevision": wanted["typeRevision"],
            "required": bool(wanted.get("required")),
        }
    earlier = store.find("asset-type", domain_id, given["name"])
    if earlier and earlier["owningProjectId"] != project["id"]:
        raise store.conflict(f"asset type {given['name']} belongs to project {earlier['owningProjectId']}")
    return store.put(
        "asset-type",
        domain_id,
        given["name"],
        {
            "domainId": domain_id,
            "name": given["name"],
            "description": given.get("description"),
            "revision": str(int(earlier["revision"]) + 1 if earlier else 1),
            "formsOutput": forms,
            "owningProjectId": project["id"],
            "originDomainId": domain_id,
            "originProjectId": project["id"],
        },
    )


def _check_granted(domain_id: str, project: dict) -> None:
    granted = grants.every(domain_id, f"DOMAIN_UNIT/{project['domainUnitId']}", "CREATE_ASSET_TYPE")
    for grant in granted:
        of_project = grant["principal"].get("project")
        if of_project is None or of_project.get("projectIdentifier") in (None, project["id"]):
            return
    raise store.denied("User is not permitted to perform operation: CreateAssetType")


def get(call):
    return asset_type(call.parameters["domainIdentifier"], call.parameters["identifier"])


def delete(call):
    """Not while there is an asset of it."""
    domain_id, name = call.parameters["domainIdentifier"], call.parameters["identifier"]
    store.get("asset-type", domain_id, name)
    if any(asset["typeIdentifier"] == name for asset in store.every("asset", domain_id)):
        raise store.conflict(f"asset type {name} is used by assets")
    for grant in grants.every(domain_id, f"ASSET_TYPE/{name}"):
        store.remove("grant", domain_id, grant["grantId"])
    store.remove("asset-type", domain_id, name)
    return 204, {}, b""


def search(call):
    """SearchTypes: asset types only."""
    given = call.parameters
    domain_id = domain(given["domainIdentifier"])["id"]
    if given["searchScope"] != "ASSET_TYPE":
        return {"items": [], "totalMatchCount": 0}
    own = store.every("asset-type", domain_id)
    found = [asset_type(domain_id, name) for name in SYSTEM] if given["managed"] else own
    text = (given.get("searchText") or "").lower()
    found = [{"assetTypeItem": entity} for entity in found if text in entity["name"].lower()]
    return {**store.page(call, found), "totalMatchCount": len(found)}


def check_forms(domain_id: str, kind: dict, given: list) -> list:
    """The forms of an asset as its type wants them: known, with JSON that has what each form requires."""
    shown = []
    for entered in given:
        wanted = kind["formsOutput"].get(entered["formName"])
        if wanted is None and not entered.get("typeIdentifier"):
            raise store.invalid(f"{kind['name']} has no form {entered['formName']}")
        type_name, required = form(domain_id, entered.get("typeIdentifier") or wanted["typeName"])
        try:
            content = json.loads(entered.get("content") or "{}")
        except ValueError as problem:
            raise store.invalid(f"the content of {entered['formName']} is not JSON: {problem}") from None
        missing = [name for name in required if not content.get(name)]
        if missing:
            raise store.invalid(f"{entered['formName']} ({type_name}) lacks {', '.join(missing)}")
        shown.append({
            "formName": entered["formName"],
            "typeName": type_name,
            "typeRevision": entered.get("typeRevision") or "1",
            "content": json.dumps(content, sort_keys=True),
        })
    absent = {name for name, wanted in kind["formsOutput"].items() if wanted["required"]} - {
        entered["formName"] for entered in shown
    }
    if absent:
        raise store.invalid(f"an asset of {kind['name']} needs the forms {', '.join(sorted(absent))}")
    return shown


HANDLERS = {
    "CreateAssetType": create,
    "GetAssetType": get,
    "DeleteAssetType": delete,
    "SearchTypes": search,
}

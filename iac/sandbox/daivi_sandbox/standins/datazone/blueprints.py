"""The managed blueprints that every domain has, and which of them an account has configured."""

from . import provisioning, store
from .domains import domain

# Ids are the same in every domain; those of version V2 are the real ones.
MANAGED = {
    "V2": {
        "Tooling": "cjegf7f6kky6w7",
        "DataLake": "d6y5smpdi8x9lz",
        "LakehouseCatalog": "3hmvwtz507a6zr",
        "RedshiftServerless": "43h4jsps0h7baf",
        "EmrServerless": "5rd9qqcc5hdujr",
        "EmrOnEc2": "4y8ipsp95vr0mf",
        "Workflows": "bcbhfiwy67wrqf",
        "MLExperiments": "b5u742v3kgqup3",
        "PartnerApps": "anmndpxu191nqf",
        "AmazonBedrockChatAgent": "bly43tfzfsqq93",
        "AmazonBedrockKnowledgeBase": "3tysjf9i90fa7b",
        "AmazonBedrockGuardrail": "bigfid01brmulj",
        "AmazonBedrockFunction": "6duduhcid2c7af",
        "AmazonBedrockFlow": "d533nz65rc9duv",
        "AmazonBedrockPrompt": "ddjlv3h7kei31j",
        "AmazonBedrockEvaluation": "dbtz60hvrb2s13",
    },
    "V1": {
        "DefaultDataLake": "sandboxdatalake",
        "DefaultDataWarehouse": "sandboxwarehouse",
        "CustomAwsService": "sandboxawsservice",
    },
}
_KEPT = (
    "provisioningRoleArn",
    "manageAccessRoleArn",
    "environmentRolePermissionBoundary",
    "enabledRegions",
    "regionalParameters",
    "globalParameters",
    "provisioningConfigurations",
)


def identifier(domain_id: str, name: str) -> str:
    """A blueprint's id, from its id or its name."""
    known = MANAGED[domain(domain_id)["domainVersion"]]
    if name in known.values():
        return name
    if name not in known:
        return store.get("environment blueprint", domain_id, name)["id"]
    return known[name]


def name_of(blueprint_id: str) -> str:
    return next(name for known in MANAGED.values() for name, found in known.items() if found == blueprint_id)


def _shown(name: str, found: str) -> dict:
    return {
        "id": found,
        "name": name,
        "provider": "Amazon SageMaker" if name in MANAGED["V2"] else "Amazon DataZone",
        "provisioningProperties": {"cloudFormation": {"templateUrl": f"https://sandbox.invalid/{name}.yaml"}},
        "blueprintCategory": "TOOLING" if name == "Tooling" else None,
        "deploymentProperties": {"startTimeoutMinutes": 60, "endTimeoutMinutes": 60},
    }


def listing(call):
    given = call.parameters
    known = MANAGED[domain(given["domainIdentifier"])["domainVersion"]]
    wanted = given.get("name")
    managed = given.get("managed", True)
    found = [_shown(name, found) for name, found in known.items() if managed and wanted in (None, name)]
    return store.page(call, found)


def get(call):
    found = identifier(call.parameters["domainIdentifier"], call.parameters["identifier"])
    return _shown(name_of(found), found)


def configure(call):
    given = call.parameters
    found = identifier(given["domainIdentifier"], given["environmentBlueprintIdentifier"])
    for role in ("provisioningRoleArn", "manageAccessRoleArn"):
        if given.get(role):
            provisioning.check_role(given[role])
    earlier = store.find("blueprint-configuration", given["domainIdentifier"], found) or {}
    entity = {
        **{name: given[name] for name in _KEPT if name in given},
        "domainId": given["domainIdentifier"],
        "environmentBlueprintId": found,
        **{name: earlier[name] for name in ("createdAt", "createdBy") if name in earlier},
    }
    return store.put("blueprint-configuration", given["domainIdentifier"], found, entity)


def configuration(call):
    given = call.parameters
    found = identifier(given["domainIdentifier"], given["environmentBlueprintIdentifier"])
    return store.get("blueprint-configuration", given["domainIdentifier"], found)


def configurations(call):
    domain(call.parameters["domainIdentifier"])
    return store.page(call, store.every("blueprint-configuration", call.parameters["domainIdentifier"]))


def forget(call):
    found = configuration(call)
    store.remove("blueprint-configuration", found["domainId"], found["environmentBlueprintId"])
    return 204, {}, b""


HANDLERS = {
    "ListEnvironmentBlueprints": listing,
    "GetEnvironmentBlueprint": get,
    "PutEnvironmentBlueprintConfiguration": configure,
    "GetEnvironmentBlueprintConfiguration": configuration,
    "ListEnvironmentBlueprintConfigurations": configurations,
    "DeleteEnvironmentBlueprintConfiguration": forget,
}

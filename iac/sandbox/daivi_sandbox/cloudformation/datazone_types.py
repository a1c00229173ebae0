"""DataZone's types through the stand-in's own operations, so that templates and the API see one and the same thing."""

from .. import aws
from ..errors import AwsError


def camel(value):
    """A property as the API spells it; CloudFormation's numbers and booleans may be text."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: camel(item) for key, item in value.items()}
    if isinstance(value, list):
        return [camel(item) for item in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def picked(properties: dict, *names: str) -> dict:
    """These of the properties that are set, as the API spells them."""
    return camel({name: properties[name] for name in names if name in properties})


def removed(operation: str, **parameters) -> None:
    """Delete; what is gone already, perhaps with its domain, is no error."""
    try:
        aws.call("datazone", operation, **parameters)
    except AwsError as problem:
        if problem.status != 404:
            raise


def _domain(properties: dict) -> dict:
    return {"domainIdentifier": properties["DomainIdentifier"]}


def _stamps(entity: dict) -> dict:
    return {"CreatedAt": str(entity.get("createdAt")), "LastUpdatedAt": str(entity.get("lastUpdatedAt"))}


_DOMAIN = ("Name", "Description", "DomainExecutionRole", "ServiceRole", "SingleSignOn")


def domain_create(logical_id, properties, stack_name):
    made = aws.call(
        "datazone",
        "CreateDomain",
        **picked(properties, *_DOMAIN, "DomainVersion", "KmsKeyIdentifier"),
        tags={tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []},
    )
    return made["id"], {
        "Id": made["id"],
        "Arn": made["arn"],
        "RootDomainUnitId": made["rootDomainUnitId"],
        "PortalUrl": made["portalUrl"],
        "Status": made["status"],
        "ManagedAccountId": made["managedAccountId"],
        **_stamps(made),
    }


def domain_update(physical_id, old, new, stack_name, logical_id=None):
    aws.call("datazone", "UpdateDomain", identifier=physical_id, **picked(new, *_DOMAIN))
    return physical_id, {}


def domain_delete(physical_id, properties):
    removed("DeleteDomain", identifier=physical_id)


def blueprint_put(logical_id, properties, stack_name):
    given = picked(properties, "ManageAccessRoleArn", "ProvisioningRoleArn", "EnvironmentRolePermissionBoundary")
    made = aws.call(
        "datazone",
        "PutEnvironmentBlueprintConfiguration",
        **_domain(properties),
        **given,
        environmentBlueprintIdentifier=properties["EnvironmentBlueprintIdentifier"],
        enabledRegions=list(properties["EnabledRegions"]),
        regionalParameters={
            entry["Region"]: dict(entry.get("Parameters") or {}) for entry in properties.get("RegionalParameters") or []
        },
        globalParameters=dict(properties.get("GlobalParameters") or {}),
    )
    found = made["environmentBlueprintId"]
    attributes = {"DomainId": made["domainId"], "EnvironmentBlueprintId": found, "CreatedAt": str(made["createdAt"])}
    return f"{made['domainId']}|{found}", attributes


def blueprint_update(physical_id, old, new, stack_name, logical_id=None):
    return blueprint_put(logical_id, new, stack_name)


def blueprint_delete(physical_id, properties):
    domain, _, found = physical_id.partition("|")
    removed("DeleteEnvironmentBlueprintConfiguration", domainIdentifier=domain, environmentBlueprintIdentifier=found)


_GRANT = ("EntityType", "EntityIdentifier", "PolicyType", "Principal", "Detail")


def grant_create(logical_id, properties, stack_name):
    made = aws.call("datazone", "AddPolicyGrant", **_domain(properties), **picked(properties, *_GRANT))
    names = ("EntityIdentifier", "EntityType", "PolicyType")
    parts = [properties["DomainIdentifier"], made["grantId"], *(properties[name] for name in names)]
    return "|".join(parts), {"GrantId": made["grantId"]}


def grant_delete(physical_id, properties):
    removed(
        "RemovePolicyGrant",
        **_domain(properties),
        **picked(properties, "EntityType", "EntityIdentifier", "PolicyType", "Principal"),
        grantIdentifier=physical_id.split("|")[1],
    )


_OWNER = ("EntityType", "EntityIdentifier", "Owner")


def owner_create(logical_id, properties, stack_name):
    aws.call("datazone", "AddEntityOwner", **_domain(properties), **picked(properties, *_OWNER))
    kind, owner = next(iter(properties["Owner"].items()))
    name = next(iter(owner.values()))
    parts = [properties[key] for key in ("DomainIdentifier", "EntityType", "EntityIdentifier")]
    return "|".join([*parts, kind.upper(), name]), {"OwnerType": kind.upper(), "OwnerIdentifier": name}


def owner_delete(physical_id, properties):
    removed("RemoveEntityOwner", **_domain(properties), **picked(properties, *_OWNER))


def user_create(logical_id, properties, stack_name):
    given = picked(properties, "UserIdentifier", "UserType", "SessionName")
    made = aws.call("datazone", "CreateUserProfile", **_domain(properties), **given)
    if properties.get("Status", made["status"]) != made["status"]:
        user_update(f"{made['domainId']}|{made['id']}", {}, properties, stack_name)
    return f"{made['domainId']}|{made['id']}", {"DomainId": made["domainId"], "Id": made["id"], "Type": made["type"]}


def user_update(physical_id, old, new, stack_name, logical_id=None):
    domain, _, user = physical_id.partition("|")
    aws.call("datazone", "UpdateUserProfile", domainIdentifier=domain, userIdentifier=user, status=new["Status"])
    return physical_id, {}


def user_delete(physical_id, properties):
    """The API cannot delete a profile: it is deactivated."""
    domain, _, user = physical_id.partition("|")
    removed("UpdateUserProfile", domainIdentifier=domain, userIdentifier=user, status="DEACTIVATED")


_PROFILE = (
    "Name",
    "Description",
    "Status",
    "EnvironmentConfigurations",
    "ProjectResourceTags",
    "AllowCustomProjectResourceTags",
    "ProjectResourceTagsDescription",
    "DomainUnitIdentifier",
)


def profile_create(logical_id, properties, stack_name):
    made = aws.call("datazone", "CreateProjectProfile", **_domain(properties), **picked(properties, *_PROFILE))
    attributes = {
        "Id": made["id"],
        "Identifier": made["id"],
        "DomainId": made["domainId"],
        "DomainUnitId": made["domainUnitId"],
        **_stamps(made),
    }
    return f"{made['domainId']}|{made['id']}", attributes


def profile_update(physical_id, old, new, stack_name, logical_id=None):
    domain, _, profile = physical_id.partition("|")
    given = picked(new, *_PROFILE)
    aws.call("datazone", "UpdateProjectProfile", domainIdentifier=domain, identifier=profile, **given)
    return physical_id, {}


def profile_delete(physical_id, properties):
    domain, _, profile = physical_id.partition("|")
    removed("DeleteProjectProfile", domainIdentifier=domain, identifier=profile)


_PROJECT = ("Name", "Description", "GlossaryTerms", "UserParameters", "DomainUnitId")


def project_create(logical_id, properties, stack_name):
    given = picked(properties, *_PROJECT, "ProjectProfileId", "MembershipAssignments", "ProjectCategory")
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("ResourceTags") or []}
    made = aws.call("datazone", "CreateProject", **_domain(properties), **given, resourceTags=tags)
    attributes = {
        "Id": made["id"],
        "DomainId": made["domainId"],
        "ProjectStatus": made["projectStatus"],
        "CreatedBy": made["createdBy"],
        **_stamps(made),
    }
    return f"{made['domainId']}|{made['id']}", attributes


def project_update(physical_id, old, new, stack_name, logical_id=None):
    domain, _, project = physical_id.partition("|")
    aws.call("datazone", "UpdateProject", domainIdentifier=domain, identifier=project, **picked(new, *_PROJECT))
    return physical_id, {}


def project_delete(physical_id, properties):
    """CloudFormation deletes a project with its environments."""
    domain, _, project = physical_id.partition("|")
    removed("DeleteProject", domainIdentifier=domain, identifier=project, skipDeletionCheck=True)


_MEMBER = ("ProjectIdentifier", "Member")


def membership_create(logical_id, properties, stack_name):
    given = picked(properties, *_MEMBER, "Designation")
    aws.call("datazone", "CreateProjectMembership", **_domain(properties), **given)
    kind, name = next(iter(properties["Member"].items()))
    attributes = {"MemberIdentifier": name, "MemberIdentifierType": f"{kind[:-10].upper()}_IDENTIFIER"}
    return f"{properties['DomainIdentifier']}|{properties['ProjectIdentifier']}|{name}", attributes


def membership_delete(physical_id, properties):
    removed("DeleteProjectMembership", **_domain(properties), **picked(properties, *_MEMBER))


def membership_update(physical_id, old, new, stack_name, logical_id=None):
    membership_delete(physical_id, old or new)
    return membership_create(logical_id, new, stack_name)


def unit_create(logical_id, properties, stack_name):
    given = picked(properties, "Name", "Description", "ParentDomainUnitIdentifier")
    made = aws.call("datazone", "CreateDomainUnit", **_domain(properties), **given)
    attributes = {name: made["id"] for name in ("Id", "Identifier")} | {"DomainId": made["domainId"]}
    return f"{made['domainId']}|{made['id']}", attributes


def unit_delete(physical_id, properties):
    domain, _, unit = physical_id.partition("|")
    removed("DeleteDomainUnit", domainIdentifier=domain, identifier=unit)


def _handlers(create, delete, update=None) -> dict:
    handlers = {"create": create, "delete": delete}
    return {**handlers, "update": update, "update_with_logical_id": True} if update else handlers


HANDLERS = {
    "AWS::DataZone::Domain": _handlers(domain_create, domain_delete, domain_update),
    "AWS::DataZone::DomainUnit": _handlers(unit_create, unit_delete),
    "AWS::DataZone::EnvironmentBlueprintConfiguration": _handlers(blueprint_put, blueprint_delete, blueprint_update),
    "AWS::DataZone::PolicyGrant": _handlers(grant_create, grant_delete),
    "AWS::DataZone::Owner": _handlers(owner_create, owner_delete),
    "AWS::DataZone::UserProfile": _handlers(user_create, user_delete, user_update),
    "AWS::DataZone::ProjectProfile": _handlers(profile_create, profile_delete, profile_update),
    "AWS::DataZone::Project": _handlers(project_create, project_delete, project_update),
    "AWS::DataZone::ProjectMembership": _handlers(membership_create, membership_delete, membership_update),
}

"""User profiles: people of Identity Center and IAM principals that a domain knows."""

import re
import uuid

from . import store
from .domains import domain

_STATUS = ("ASSIGNED", "ACTIVATED")


def profile(domain_id: str, identifier: str) -> dict:
    """A profile by its id, or by the ARN or name it was made for."""
    domain(domain_id)
    found = store.find("user-profile", domain_id, identifier)
    if found is None:
        found = next((user for user in store.every("user-profile", domain_id) if user["_for"] == identifier), None)
    if found is None:
        return store.get("user-profile", domain_id, identifier)
    return found


def create(call):
    """Somebody who has a profile already gets none again: the service answers with a ValidationException."""
    given = call.parameters
    domain(given["domainIdentifier"])
    name = given["userIdentifier"]
    users = store.every("user-profile", given["domainIdentifier"])
    if any(name in (user["id"], user["_for"]) for user in users):
        raise store.invalid(f"User profile already exists for {name}")
    is_iam = name.startswith("arn:")
    if is_iam and given.get("userType", "").startswith("SSO"):
        raise store.invalid("an SSO user is named by its id or user name")
    identifier = str(uuid.uuid4())
    if is_iam:
        details = {"iam": {"arn": name, "sessionName": given.get("sessionName")}}
    else:
        person = _person(name)
        identifier = person.get("UserId") or (name if re.fullmatch(r"[0-9a-fA-F-]{36,47}", name) else identifier)
        names = person.get("Name") or {}
        details = {
            "sso": {
                "username": person.get("UserName") or name,
                "firstName": names.get("GivenName"),
                "lastName": names.get("FamilyName"),
            }
        }
    return store.put(
        "user-profile",
        given["domainIdentifier"],
        identifier,
        {
            "domainId": given["domainIdentifier"],
            "id": identifier,
            "type": "IAM" if is_iam else "SSO",
            "status": "ASSIGNED",
            "details": details,
            "_for": name,
        },
    )


def _person(name: str) -> dict:
    """The person in Identity Center, where the sandbox has such a store and it knows the name or id."""
    from ... import aws
    from ...errors import AwsError

    if ("identitystore", "ListUsers") not in aws.HANDLERS or ("sso", "ListInstances") not in aws.HANDLERS:
        return {}
    try:
        stores = [found["IdentityStoreId"] for found in aws.call("sso", "ListInstances")["Instances"]]
        listed = [aws.call("identitystore", "ListUsers", IdentityStoreId=held)["Users"] for held in stores]
    except AwsError:
        return {}
    people = [user for users in listed for user in users]
    return next((user for user in people if name in (user["UserId"], user.get("UserName"))), {})


def get(call):
    return profile(call.parameters["domainIdentifier"], call.parameters["userIdentifier"])


def update(call):
    found = profile(call.parameters["domainIdentifier"], call.parameters["userIdentifier"])
    found["status"] = call.parameters["status"]
    return store.put("user-profile", found["domainId"], found["id"], found)


def search(call):
    given = call.parameters
    domain(given["domainIdentifier"])
    kinds = {"DATAZONE_IAM_USER": ("IAM",), "SSO_USER": ("SSO",), "DATAZONE_SSO_USER": ("SSO",)}
    wanted = kinds.get(given["userType"], ("IAM", "SSO"))
    text = given.get("searchText") or ""
    users = store.every("user-profile", given["domainIdentifier"])
    found = [user for user in users if user["type"] in wanted and user["status"] in _STATUS]
    return store.page(call, [user for user in found if text in str(user["details"]) or text == user["id"]])


HANDLERS = {
    "CreateUserProfile": create,
    "GetUserProfile": get,
    "UpdateUserProfile": update,
    "SearchUserProfiles": search,
}

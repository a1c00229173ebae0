"""The identity store, a stand-in: users, groups and memberships with the ids, pages and refusals of the API."""

import copy
import time
import uuid

from ..errors import AwsError
from . import identity_center
from .identity_center import page

USERS: dict = {}  # (store, id) -> User
GROUPS: dict = {}  # (store, id) -> Group
MEMBERSHIPS: dict = {}  # (store, id) -> GroupMembership
_PAGE = 50


def forget(store: str) -> None:
    """An identity store goes with its instance."""
    for kept in (USERS, GROUPS, MEMBERSHIPS):
        for key in [key for key in kept if key[0] == store]:
            del kept[key]


def _missing(kind: str, identifier: str) -> AwsError:
    return AwsError(
        "ResourceNotFoundException", f"{kind} not found: {identifier}", ResourceType=kind, ResourceId=identifier
    )


def _store(call) -> str:
    store = call.parameters["IdentityStoreId"].rsplit("/", 1)[-1]
    if identity_center.of_store(store) is None:
        raise _missing("IDENTITY_STORE", store)
    return store


def _id(text: str) -> str:
    return text.rsplit("/", 1)[-1]


def _new_id(store: str) -> str:
    """Ids of a store begin with its own, and only some are plain UUIDs."""
    return f"{store.removeprefix('d-')}-{uuid.uuid4()}"


def _find(kept: dict, kind: str, store: str, identifier: str) -> dict:
    found = kept.get((store, _id(identifier)))
    if found is None:
        raise _missing(kind, identifier)
    return found


def _all(kept: dict, store: str) -> list:
    return [found for (owner, _), found in kept.items() if owner == store]


def _stamp(record: dict, kind: str, identifier: str) -> dict:
    account, now = identity_center.scope()[0], time.time()
    record.setdefault("CreatedAt", now)
    return {
        **record,
        f"{kind.title()}Arn": f"arn:aws:identitystore:::{kind}/{identifier}",
        "Revision": uuid.uuid4().hex,
        "UpdatedAt": now,
        "CreatedBy": account,
        "UpdatedBy": account,
    }


# Users


def _check_user(store: str, record: dict, own: str | None) -> None:
    name = record.get("Name") or {}
    for member, value in (
        ("UserName", record.get("UserName")),
        ("DisplayName", record.get("DisplayName")),
        ("Name.GivenName", name.get("GivenName")),
        ("Name.FamilyName", name.get("FamilyName")),
    ):
        if not value:
            raise AwsError("ValidationException", f"{member} is a required attribute")
    mails = {mail["Value"].lower() for mail in record.get("Emails") or []}
    for other in _all(USERS, store):
        if other["UserId"] == own:
            continue
        if other["UserName"].lower() == record["UserName"].lower():
            raise _duplicate("UserName")
        if mails & {mail["Value"].lower() for mail in other.get("Emails") or []}:
            raise _duplicate("Email")


def _duplicate(what: str) -> AwsError:
    return AwsError("ConflictException", f"Duplicate {what}", Reason="UNIQUENESS_CONSTRAINT_VIOLATION")


def create_user(call):
    store = _store(call)
    record = {key: value for key, value in copy.deepcopy(call.parameters).items() if key != "IdentityStoreId"}
    _check_user(store, record, None)
    identifier = _new_id(store)
    record.update(IdentityStoreId=store, UserId=identifier, UserStatus="ENABLED")
    USERS[(store, identifier)] = _stamp(record, "user", identifier)
    return USERS[(store, identifier)]


def describe_user(call):
    return _find(USERS, "USER", _store(call), call.parameters["UserId"])


def update_user(call):
    """Operations by attribute path; a null value takes the attribute away."""
    store = _store(call)
    record = copy.deepcopy(_find(USERS, "USER", store, call.parameters["UserId"]))
    for operation in call.parameters["Operations"]:
        parts = [part[0].upper() + part[1:] for part in operation["AttributePath"].split(".")]
        place = record
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        value = operation.get("AttributeValue")
        if value is None:
            place.pop(parts[-1], None)
        else:
            place[parts[-1]] = _pascal(value)
    _check_user(store, record, record["UserId"])
    USERS[(store, record["UserId"])] = _stamp(record, "user", record["UserId"])
    return USERS[(store, record["UserId"])]


def _pascal(value):
    """Documents name their members in either case."""
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: _pascal(item) for key, item in value.items()}
    return [_pascal(item) for item in value] if isinstance(value, list) else value


def delete_user(call):
    store = _store(call)
    identifier = _find(USERS, "USER", store, call.parameters["UserId"])["UserId"]
    del USERS[(store, identifier)]
    _forget_memberships(store, lambda found: found["MemberId"]["UserId"] == identifier)
    return {}


def list_users(call):
    return page(call, _filtered(call, USERS, "UserName"), "Users", _PAGE)


def _filtered(call, kept: dict, attribute: str) -> list:
    found = _all(kept, _store(call))
    for condition in call.parameters.get("Filters") or []:
        if condition["AttributePath"].lower() != attribute.lower():
            raise AwsError("ValidationException", f"Filtering by {condition['AttributePath']} is not supported")
        found = [record for record in found if record[attribute] == condition["AttributeValue"]]
    return found


def get_user_id(call):
    store, path, value = _alternate(call)
    for found in _all(USERS, store):
        mails = [mail["Value"].lower() for mail in found.get("Emails") or []]
        if (path == "username" and found["UserName"].lower() == value) or (path == "emails.value" and value in mails):
            return found
    raise _missing("USER", value)


def _alternate(call) -> tuple[str, str, str]:
    unique = call.parameters["AlternateIdentifier"].get("UniqueAttribute")
    if unique is None:
        raise _missing("USER", "an external id")
    if unique["AttributePath"].lower() not in ("username", "emails.value", "displayname"):
        raise AwsError("ValidationException", f"{unique['AttributePath']} is no unique attribute")
    return _store(call), unique["AttributePath"].lower(), str(unique["AttributeValue"]).lower()


# Groups


def _check_group(store: str, name: str | None, own: str | None) -> None:
    if not name:
        raise AwsError("ValidationException", "DisplayName is a required attribute")
    if any(other["DisplayName"] == name and other["GroupId"] != own for other in _all(GROUPS, store)):
        raise _duplicate("GroupDisplayName")


def create_group(call):
    store = _store(call)
    _check_group(store, call.parameters.get("DisplayName"), None)
    identifier = _new_id(store)
    record = {name: call.parameters[name] for name in ("DisplayName", "Description") if name in call.parameters}
    record.update(IdentityStoreId=store, GroupId=identifier)
    GROUPS[(store, identifier)] = _stamp(record, "group", identifier)
    return GROUPS[(store, identifier)]


def describe_group(call):
    return _find(GROUPS, "GROUP", _store(call), call.parameters["GroupId"])


def update_group(call):
    store = _store(call)
    record = copy.deepcopy(_find(GROUPS, "GROUP", store, call.parameters["GroupId"]))
    for operation in call.parameters["Operations"]:
        name = operation["AttributePath"][0].upper() + operation["AttributePath"][1:]
        if operation.get("AttributeValue") is None:
            record.pop(name, None)
        else:
            record[name] = operation["AttributeValue"]
    _check_group(store, record.get("DisplayName"), record["GroupId"])
    GROUPS[(store, record["GroupId"])] = _stamp(record, "group", record["GroupId"])
    return GROUPS[(store, record["GroupId"])]


def delete_group(call):
    store = _store(call)
    identifier = _find(GROUPS, "GROUP", store, call.parameters["GroupId"])["GroupId"]
    del GROUPS[(store, identifier)]
    _forget_memberships(store, lambda found: found["GroupId"] == identifier)
    return {}


def list_groups(call):
    return page(call, _filtered(call, GROUPS, "DisplayName"), "Groups", _PAGE)


def get_group_id(call):
    store, path, value = _alternate(call)
    for found in _all(GROUPS, store):
        if path == "displayname" and found["DisplayName"].lower() == value:
            return found
    raise _missing("GROUP", value)


# Memberships


def _forget_memberships(store: str, concerns) -> None:
    for key in [key for key, found in MEMBERSHIPS.items() if key[0] == store and concerns(found)]:
        del MEMBERSHIPS[key]


def _membership(store: str, group: str, user: str) -> dict | None:
    return next(
        (
            found
            for found in _all(MEMBERSHIPS, store)
            if found["GroupId"] == group and found["MemberId"]["UserId"] == user
        ),
        None,
    )


def create_membership(call):
    store = _store(call)
    group = _find(GROUPS, "GROUP", store, call.parameters["GroupId"])["GroupId"]
    user = _find(USERS, "USER", store, call.parameters["MemberId"]["UserId"])["UserId"]
    if _membership(store, group, user):
        raise AwsError(
            "ConflictException",
            "Member and Group relationship already exists.",
            Reason="UNIQUENESS_CONSTRAINT_VIOLATION",
        )
    identifier = _new_id(store)
    record = {"IdentityStoreId": store, "MembershipId": identifier, "GroupId": group, "MemberId": {"UserId": user}}
    MEMBERSHIPS[(store, identifier)] = _stamp(record, "membership", identifier)
    return MEMBERSHIPS[(store, identifier)]


def describe_membership(call):
    return _find(MEMBERSHIPS, "GROUP_MEMBERSHIP", _store(call), call.parameters["MembershipId"])


def delete_membership(call):
    store = _store(call)
    found = _find(MEMBERSHIPS, "GROUP_MEMBERSHIP", store, call.parameters["MembershipId"])
    del MEMBERSHIPS[(store, found["MembershipId"])]
    return {}


def get_membership_id(call):
    store = _store(call)
    user = _id(call.parameters["MemberId"]["UserId"])
    found = _membership(store, _id(call.parameters["GroupId"]), user)
    if found is None:
        raise _missing("GROUP_MEMBERSHIP", user)
    return found


def list_memberships(call):
    store = _store(call)
    group = _find(GROUPS, "GROUP", store, call.parameters["GroupId"])["GroupId"]
    found = [record for record in _all(MEMBERSHIPS, store) if record["GroupId"] == group]
    return page(call, found, "GroupMemberships", _PAGE)


def list_memberships_of_member(call):
    store = _store(call)
    user = _find(USERS, "USER", store, call.parameters["MemberId"]["UserId"])["UserId"]
    found = [record for record in _all(MEMBERSHIPS, store) if record["MemberId"]["UserId"] == user]
    return page(call, found, "GroupMemberships", _PAGE)


def is_member(call):
    store = _store(call)
    user = _find(USERS, "USER", store, call.parameters["MemberId"]["UserId"])["UserId"]
    return {
        "Results": [
            {
                "GroupId": group,
                "MemberId": {"UserId": user},
                "MembershipExists": _membership(store, _id(group), user) is not None,
            }
            for group in call.parameters["GroupIds"]
        ]
    }


HANDLERS = {
    "CreateUser": create_user,
    "DescribeUser": describe_user,
    "UpdateUser": update_user,
    "DeleteUser": delete_user,
    "ListUsers": list_users,
    "GetUserId": get_user_id,
    "CreateGroup": create_group,
    "DescribeGroup": describe_group,
    "UpdateGroup": update_group,
    "DeleteGroup": delete_group,
    "ListGroups": list_groups,
    "GetGroupId": get_group_id,
    "CreateGroupMembership": create_membership,
    "DescribeGroupMembership": describe_membership,
    "DeleteGroupMembership": delete_membership,
    "GetGroupMembershipId": get_membership_id,
    "ListGroupMemberships": list_memberships,
    "ListGroupMembershipsForMember": list_memberships_of_member,
    "IsMemberInGroups": is_member,
}

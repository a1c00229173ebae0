"""IAM Identity Center's instances, a stand-in: keeps what sso-admin would, and nobody can sign in to it.

An instance is an account's or an organization's. The second is enabled by hand in the console on AWS; here
`POST /_daivi/console/identity-center/organization?region=REGION` is that click.
"""

import copy
import time
import uuid

from ..errors import AwsError

INSTANCES: dict = {}  # (account, arn) -> record
TOKENS: dict = {}  # (account, client token) -> arn
_SECONDS_TO_ACTIVE = 0.1

# What an instance asks for at sign-in, as the console sets it up: a second factor where something is unusual.
_SIGN_IN = {
    "mfaMode": "CONTEXT_AWARE",
    "allowedMfaTypes": ["TOTP", "WEBAUTHN"],
    "noMfaSignInBehavior": "ALLOWED_WITH_ENROLLMENT",
}


def scope() -> tuple[str, str]:
    """Account and region of the current request."""
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def page(call, found: list, member: str, size: int = 100) -> dict:
    """One page of a list; the token is the place of the next."""
    start = int(call.parameters.get("NextToken") or 0)
    size = call.parameters.get("MaxResults") or size
    answer = {member: found[start : start + size]}
    if start + size < len(found):
        answer["NextToken"] = str(start + size)
    return answer


def instance(arn: str) -> dict:
    """An instance of this account and region; ResourceNotFoundException when there is none."""
    account, region = scope()
    found = INSTANCES.get((account, arn))
    if found is None or found["region"] != region:
        raise AwsError("ResourceNotFoundException", f"There is no instance {arn} in {region}")
    return found


def of_store(store: str) -> dict | None:
    """The instance that an identity store belongs to, if it is in this account and region."""
    return next(
        (
            found
            for (account, _), found in INSTANCES.items()
            if found["store"] == store and (account, found["region"]) == scope()
        ),
        None,
    )


def make(kind: str, name: str | None, tags: list) -> dict:
    account, region = scope()
    arn = f"arn:aws:sso:::instance/ssoins-{uuid.uuid4().hex[:16]}"
    INSTANCES[(account, arn)] = {
        "arn": arn,
        "store": f"d-{uuid.uuid4().hex[:10]}",
        "kind": kind,
        "name": name,
        "region": region,
        "account": account,
        "created": time.time(),
        "tags": copy.deepcopy(tags),
        "sign_in": copy.deepcopy(_SIGN_IN),
    }
    return INSTANCES[(account, arn)]


def _described(record: dict) -> dict:
    account, region = record["account"], record["region"]
    is_new = time.time() - record["created"] < _SECONDS_TO_ACTIVE
    return {
        "InstanceArn": record["arn"],
        "IdentityStoreId": record["store"],
        "IdentityStoreArn": f"arn:aws:identitystore::{account}:identitystore/{record['store']}",
        "OwnerAccountId": account,
        "Name": record["name"],
        "CreatedDate": record["created"],
        "Status": "CREATE_IN_PROGRESS" if is_new else "ACTIVE",
        "PrimaryRegion": region,
    }


def create(call):
    """One instance an account, over all regions; none beside an organization's in its management account."""
    given = call.parameters
    account, _ = scope()
    token = (account, given.get("ClientToken"))
    if token in TOKENS:
        return {"InstanceArn": TOKENS[token]}
    existing = next((found for (owner, _), found in INSTANCES.items() if owner == account), None)
    if existing is not None:
        raise AwsError(
            "ConflictException", f"Account {account} has the instance {existing['arn']} in {existing['region']} already"
        )
    made = make("account", given.get("Name"), given.get("Tags") or [])
    if given.get("ClientToken"):
        TOKENS[token] = made["arn"]
    return {"InstanceArn": made["arn"]}


def enable_organization() -> str:
    """What the console's button does; AwsError when an instance is in the way."""
    account, _ = scope()
    for (owner, _), found in INSTANCES.items():
        if owner == account and found["kind"] == "organization":
            return found["arn"]
        if owner == account:
            raise AwsError("ConflictException", f"delete the account's own instance {found['arn']} first", 409)
    return make("organization", None, [])["arn"]


def list_instances(call):
    account, region = scope()
    found = [
        _described(record) for (owner, _), record in INSTANCES.items() if (owner, record["region"]) == (account, region)
    ]
    return page(call, found, "Instances")


def describe(call):
    record = instance(call.parameters["InstanceArn"])
    return {**_described(record), "PermissionSetsEnabled": record["kind"] == "organization"}


def update(call):
    record = instance(call.parameters["InstanceArn"])
    if "Name" in call.parameters:
        record["name"] = call.parameters["Name"]
    return {}


def delete(call):
    """Everybody in its identity store goes with it."""
    from . import identitystore, permission_sets

    record = instance(call.parameters["InstanceArn"])
    if record["kind"] == "organization":
        raise AwsError("ValidationException", "An organization's instance is deleted in the console only")
    identitystore.forget(record["store"])
    permission_sets.forget(record["arn"])
    del INSTANCES[(record["account"], record["arn"])]
    for token in [token for token, arn in TOKENS.items() if arn == record["arn"]]:
        del TOKENS[token]
    return {}


def describe_organization(call):
    """There is an organization once its Identity Center was enabled; this account manages it."""
    account, _ = scope()
    if not any(owner == account and found["kind"] == "organization" for (owner, _), found in INSTANCES.items()):
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    return NotImplemented


def get_sign_in(call):
    """GetSsoConfiguration: the console's own operation; no model of it is published, so nothing checks the request."""
    return {"ssoConfiguration": copy.deepcopy(instance(call.parameters["instanceArn"])["sign_in"])}


def put_sign_in(call):
    """UpdateSsoConfiguration, as the console calls it."""
    record = instance(call.parameters["instanceArn"])
    if call.parameters.get("configurationType") != "APP_AUTHENTICATION_CONFIGURATION":
        raise AwsError("ValidationException", "configurationType must be APP_AUTHENTICATION_CONFIGURATION")
    wanted = call.parameters.get("ssoConfiguration") or {}
    if wanted.get("mfaMode") not in ("ALWAYS_ON", "CONTEXT_AWARE", "DISABLED"):
        raise AwsError("ValidationException", f"mfaMode {wanted.get('mfaMode')} is not known")
    record["sign_in"].update(wanted)
    return {}


HANDLERS = {
    "CreateInstance": create,
    "ListInstances": list_instances,
    "DescribeInstance": describe,
    "UpdateInstance": update,
    "DeleteInstance": delete,
    "GetSsoConfiguration": get_sign_in,
    "UpdateSsoConfiguration": put_sign_in,
    "ListApplications": lambda call: page(call, [], "Applications"),
}

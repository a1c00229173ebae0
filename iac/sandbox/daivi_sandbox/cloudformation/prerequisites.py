"""What a resource of the emulator's own types needs must be there, or creating and changing it fails as on AWS."""

import json
import re

_MOST_INLINE = 10_240  # characters of all inline policies of a role; white space does not count


def check(kind: str, properties: dict, old: dict | None = None) -> None:
    """`ValueError` in the service's words when something is missing; an update asks only for what it changes."""
    if kind in _CHECKS:
        _CHECKS[kind](properties, old or {})


def _fail(message: str, service: str, status: int = 400):
    from ministack.services.cloudformation.helpers import _sdk_error

    raise ValueError(_sdk_error(message, service, status))


def _entities(properties: dict, old: dict) -> None:
    """The roles, users and groups that a policy is attached to."""
    from ministack.services import iam

    for name, word, found in (
        ("Roles", "role", iam._roles), ("Users", "user", iam._users), ("Groups", "group", iam._groups)
    ):
        for entity in properties.get(name) or []:
            if entity not in found and entity not in (old.get(name) or []):
                _fail(f"The {word} with name {entity} cannot be found.", "Iam", 404)


def _inline_policy(properties: dict, old: dict) -> None:
    _entities(properties, old)
    for role in properties.get("Roles") or []:
        _one_more({**properties, "RoleName": role}, old)


def _one_more(properties: dict, old: dict) -> None:
    """One inline policy beside those that its role has."""
    from ministack.services import iam

    role = iam._roles.get(properties.get("RoleName"))
    if role is not None and properties.get("PolicyDocument"):
        held = {**role["InlinePolicies"], properties.get("PolicyName"): properties["PolicyDocument"]}
        _fits(held.values(), role["RoleName"])


def _role(properties: dict, old: dict) -> None:
    from ministack.core.responses import get_account_id
    from ministack.services import iam

    own = f"arn:aws:iam::{get_account_id()}:policy/"
    for arn in properties.get("ManagedPolicyArns") or []:
        if arn.startswith(own) and arn not in iam._policies and arn not in (old.get("ManagedPolicyArns") or []):
            _fail(f"Policy {arn} does not exist or is not attachable.", "Iam", 404)
    documents = [policy.get("PolicyDocument") for policy in properties.get("Policies") or []]
    _fits(documents, properties.get("RoleName") or "")


def _fits(documents, role: str) -> None:
    texts = (text if isinstance(text, str) else json.dumps(text, separators=(",", ":")) for text in documents)
    if sum(len(re.sub(r"\s", "", text)) for text in texts) > _MOST_INLINE:
        _fail(f"Maximum policy size of {_MOST_INLINE} bytes exceeded for role {role}".rstrip(), "Iam", 409)


def _function(properties: dict, old: dict) -> None:
    from ministack.services import iam

    role = iam._roles.get(str(properties.get("Role") or "").rpartition("/")[2])
    trusted = role is not None and "lambda.amazonaws.com" in json.dumps(role["AssumeRolePolicyDocument"])
    if not trusted and properties.get("Role") != old.get("Role"):
        _fail("The role defined for the function cannot be assumed by Lambda.", "Lambda")
    if properties.get("Code") != old.get("Code"):
        _code(properties.get("Code") or {})


def _code(place: dict) -> None:
    """The archive of a function or a layer, in S3 where it is not in the template."""
    from ministack.services import lambda_svc, s3

    bucket, key = place.get("S3Bucket"), place.get("S3Key")
    if not bucket or not key or lambda_svc.s3_code_region_message(bucket):
        return  # the emulator refuses the bucket of another region itself
    if bucket not in s3._buckets:
        code, message = "NoSuchBucket", "The specified bucket does not exist"
    elif lambda_svc._fetch_code_from_s3(bucket, key, version_id=place.get("S3ObjectVersion")) is None:
        code, message = "NoSuchKey", "The specified key does not exist."
    else:
        return
    _fail(f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}", "Lambda")


def _layer(properties: dict, old: dict) -> None:
    _code(properties.get("Content") or {})


def _permission(properties: dict, old: dict) -> None:
    from ministack.core.responses import get_account_id, get_region
    from ministack.services.cloudformation import provisioners

    name = properties.get("FunctionName") or ""
    if provisioners._lambda_function_for_cfn_ref(name)[0] is None:
        arn = name if name.startswith("arn:") else f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{name}"
        _fail(f"Function not found: {arn}", "Lambda", 404)


def _bucket_policy(properties: dict, old: dict) -> None:
    from ministack.services import s3

    if properties.get("Bucket") not in s3._buckets:
        _fail("The specified bucket does not exist", "S3", 404)


_CHECKS = {
    "AWS::IAM::ManagedPolicy": _entities,
    "AWS::IAM::Policy": _inline_policy,
    "AWS::IAM::Role": _role,
    "AWS::IAM::RolePolicy": _one_more,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lambda::Permission": _permission,
    "AWS::S3::BucketPolicy": _bucket_policy,
}

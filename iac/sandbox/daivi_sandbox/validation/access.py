"""What a session of a role may do: what the role's policies allow, narrowed by the policy the session was opened with.

Only actions are held against the policies; their resources and conditions are not. A session that has expired, or that
nobody knows, may do nothing. Who comes with the account's own keys, which are any others, may do anything.
"""

import time

from ..errors import AwsError

# Where IAM's prefix is not the name that requests are signed for.
_PREFIXES = {
    "cloudcontrolapi": "cloudformation",
    "kinesisanalyticsv2": "kinesisanalytics",
    "sso-admin": "sso",
    "tagging": "tag",
}

# Where the action has another name than the operation, as the Service Authorization Reference has it.
_ACTIONS = {
    "lambda:Invoke": "InvokeFunction",
    "s3:AbortMultipartUpload": "PutObject",
    "s3:CompleteMultipartUpload": "PutObject",
    "s3:CreateMultipartUpload": "PutObject",
    "s3:DeleteBucketReplication": "PutReplicationConfiguration",
    "s3:DeleteObjects": "DeleteObject",
    "s3:HeadBucket": "ListBucket",
    "s3:HeadObject": "GetObject",
    "s3:ListBuckets": "ListAllMyBuckets",
    "s3:ListObjectVersions": "ListBucketVersions",
    "s3:ListObjectsV2": "ListBucket",
    "s3:PutBucketReplication": "PutReplicationConfiguration",
    "s3:UploadPart": "PutObject",
}

_ALWAYS_ALLOWED = ("sts:GetCallerIdentity",)


def action(call) -> str | None:
    """The IAM action of a call; None where it needs none."""
    if call.operation is None:
        return None
    name = f"{call.service}:{call.operation}"
    found = f"{_PREFIXES.get(call.service, call.service)}:{_ACTIONS.get(name, call.operation)}"
    return None if found in _ALWAYS_ALLOWED else found


def refusal(call) -> AwsError | None:
    """Why the caller may not do this; None where they may."""
    from ministack.core import iam_evaluator as iam
    from ministack.services import sts

    session = sts._sessions.get(call.access_key)
    if session is None:
        return _unknown(call) if (call.access_key or "").startswith("ASIA") else None
    if time.time() > session.get("Expiration", float("inf")):
        return _failure(call, "ExpiredTokenException", "The security token included in the request is expired")
    asked = action(call)
    if asked is None:
        return None
    context = iam.EvalContext(
        principal_arn=session["Arn"],
        principal_type=session["PrincipalType"],
        principal_account=session["AccountId"],
        action=asked,
        resource_arn="*",
        region=call.region,
    )
    role = iam._role_name_from_assumed_arn(session["Arn"])
    policies = iam._gather_role_policies(role, session["AccountId"])
    limits = iam._session_policy_limits(session, session["AccountId"])
    if iam.evaluate(context, policies, *limits).decision == "Allow":
        return None
    which = "identity-based" if iam.evaluate(context, policies).decision != "Allow" else "session"
    return AwsError(
        _code(call),
        f"User: {session['Arn']} is not authorized to perform: {asked} because no {which} policy allows the"
        f" {asked} action",
        403,
    )


def forget_sessions() -> None:
    """Those that ended a day ago; younger ones stay known, so that their keys are told to have expired."""
    from ministack.services import sts

    for key, session in list(sts._sessions.items()):
        if time.time() > session.get("Expiration", float("inf")) + 86400:
            del sts._sessions[key]


def _unknown(call) -> AwsError:
    return _failure(call, "UnrecognizedClientException", "The security token included in the request is invalid.")


def _failure(call, code: str, message: str) -> AwsError:
    """What is wrong with the keys, in the words of the service."""
    from ministack.core import iam_actions

    headers = {"x-amz-target": call.operation} if call.protocol == "json" else {}
    code, status, message = iam_actions._auth_failure(call.service, code, message, headers)
    return AwsError(code, message, status)


def _code(call) -> str:
    if call.protocol == "ec2":
        return "UnauthorizedOperation"
    return "AccessDenied" if call.protocol in ("query", "rest-xml") else "AccessDeniedException"

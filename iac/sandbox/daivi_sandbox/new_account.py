"""What an account has before anybody deploys to it: the role people sign in to the console with."""

import json
import urllib.error
import urllib.parse
import urllib.request

from . import ACCOUNT, REGIONS

ADMIN_ROLE = "Admin"


def furnish(endpoint: str) -> None:
    """Make the console role, which may do anything, by the ordinary API, so that it is kept like anything else.

    It is there already when the first start was cut short.
    """
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        ],
    }
    try:
        _iam(
            endpoint,
            "CreateRole",
            Description="The role people sign in to the console with",
            AssumeRolePolicyDocument=json.dumps(trust),
        )
    except urllib.error.HTTPError as refusal:
        if refusal.code != 409:
            raise
    _iam(endpoint, "AttachRolePolicy", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def _iam(endpoint: str, action: str, **parameters: str) -> None:
    scope = f"{ACCOUNT}/20250101/{REGIONS[0]}/iam/aws4_request"
    form = {"Action": action, "Version": "2010-05-08", "RoleName": ADMIN_ROLE, **parameters}
    request = urllib.request.Request(
        endpoint,
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"},
    )
    urllib.request.urlopen(request, timeout=30).close()

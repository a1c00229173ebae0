"""What an account has before anybody deploys to it: the role people sign in to the console with."""

import json
import urllib.parse
import urllib.request

from . import ACCOUNT, REGIONS

ADMIN_ROLE = "Admin"


def furnish(endpoint: str) -> None:
    """Make the console role, by the ordinary API, so that it is kept like anything else."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        ],
    }
    form = {
        "Action": "CreateRole",
        "Version": "2010-05-08",
        "RoleName": ADMIN_ROLE,
        "Description": "The role people sign in to the console with",
        "AssumeRolePolicyDocument": json.dumps(trust),
    }
    scope = f"{ACCOUNT}/20250101/{REGIONS[0]}/iam/aws4_request"
    request = urllib.request.Request(
        endpoint,
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"},
    )
    urllib.request.urlopen(request, timeout=30).close()

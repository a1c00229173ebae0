"""POST /_daivi/console/...: what a person does in AWS's console because no API does it."""

import json
from urllib.parse import parse_qs

from . import ACCOUNT, REGIONS
from .errors import AwsError
from .standins import identity_center


def respond(gateway, path: str, method: str, query: bytes) -> tuple[int, dict, bytes]:
    """One click, kept before it is answered."""
    from ministack.core.responses import set_request_account_id, set_request_region

    kind = {"content-type": "application/json"}
    if path != "/_daivi/console/identity-center/organization" or method != "POST":
        return 404, kind, b'{"error": "no such button"}'
    set_request_account_id(ACCOUNT)
    set_request_region(parse_qs(query.decode()).get("region", [REGIONS[0]])[0])
    try:
        arn = identity_center.enable_organization()
    except AwsError as error:
        return error.status, kind, json.dumps({"error": error.message}).encode()
    gateway.store.keep_changed()
    return 200, kind, json.dumps({"instanceArn": arn}).encode()

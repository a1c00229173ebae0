"""The catalog's encryption settings and resource policy: one each in a region; kept, and without effect here."""

import copy
import uuid

from ..errors import AwsError
from . import federated

SETTINGS: dict = {}  # (account, region) -> DataCatalogEncryptionSettings
POLICIES: dict = {}  # (account, region) -> {"PolicyInJson", "PolicyHash"}


def get_settings(call):
    default = {
        "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
    }
    return {"DataCatalogEncryptionSettings": SETTINGS.get(federated.scope()) or default}


def put_settings(call):
    SETTINGS[federated.scope()] = copy.deepcopy(call.parameters["DataCatalogEncryptionSettings"])
    return {}


def get_policy(call):
    found = POLICIES.get(federated.scope())
    if found is None:
        raise AwsError("EntityNotFoundException", "Policy not found")
    return found


def put_policy(call):
    POLICIES[federated.scope()] = {"PolicyInJson": call.parameters["PolicyInJson"], "PolicyHash": uuid.uuid4().hex}
    return {"PolicyHash": POLICIES[federated.scope()]["PolicyHash"]}


def delete_policy(call):
    get_policy(call)
    del POLICIES[federated.scope()]
    return {}


HANDLERS = {
    "GetDataCatalogEncryptionSettings": get_settings,
    "PutDataCatalogEncryptionSettings": put_settings,
    "GetResourcePolicy": get_policy,
    "PutResourcePolicy": put_policy,
    "DeleteResourcePolicy": delete_policy,
}

"""Cost-allocation tags: which keys an account's bills may have as columns.

AWS knows a key about a day after a tagged resource was first billed. Here a key is known as soon as a stack has made
something that carries it, and from then on.
"""

from ..errors import AwsError

TAGS: dict = {}  # (account, key) -> {"Status": "Active" or "Inactive", "LastUpdatedDate": ...}


def _known(account: str) -> set:
    from ministack.services.cloudformation import _stacks

    found = {key for owner, key in TAGS if owner == account}
    for stack in list(_stacks._data.values()):
        if stack.get("StackId", "").split(":")[4:5] != [account]:
            continue
        for record in stack.get("_resources", {}).values():
            given = (record.get("Properties") or {}).get("Tags") or []
            found.update(given if isinstance(given, dict) else (tag.get("Key") for tag in given))
    return {key for key in found if key and not key.startswith("aws:")}


def _entry(account: str, key: str) -> dict:
    return {"TagKey": key, "Type": "UserDefined", **TAGS.get((account, key), {"Status": "Inactive"})}


def list_tags(call):
    given = call.parameters
    wanted = set(given.get("TagKeys") or [])
    if given.get("Type") == "AWSGenerated":
        return {"CostAllocationTags": []}
    entries = [_entry(call.account, key) for key in sorted(_known(call.account)) if not wanted or key in wanted]
    entries = [entry for entry in entries if given.get("Status") in (None, entry["Status"])]
    start = int(given.get("NextToken") or 0)
    end = start + min(given.get("MaxResults") or 100, 100)
    more = {"NextToken": str(end)} if end < len(entries) else {}
    return {"CostAllocationTags": entries[start:end], **more}


def update_tags(call):
    from ministack.core.responses import now_iso

    entries = call.parameters["CostAllocationTagsStatus"]
    keys = [entry["TagKey"] for entry in entries]
    if len(set(keys)) < len(keys):
        raise AwsError("ValidationException", "Duplicate tag keys in the request.")
    known = _known(call.account)
    errors = []
    for entry in entries:
        key = entry["TagKey"]
        if key not in known:
            errors.append({"TagKey": key, "Code": "TagKeysNotFound", "Message": f"Tag keys not found: {key}"})
            continue
        if TAGS.get((call.account, key), {}).get("Status") != entry["Status"]:
            TAGS[(call.account, key)] = {"Status": entry["Status"], "LastUpdatedDate": now_iso()[:19] + "Z"}
    return {"Errors": errors}


HANDLERS = {"ListCostAllocationTags": list_tags, "UpdateCostAllocationTagsStatus": update_tags}

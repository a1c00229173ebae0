"""What the DataZone stand-in keeps: entities of any kind, by the domain they belong to."""

import secrets
import string
import time

from ...errors import AwsError

ENTITIES: dict = {}  # (account, region, kind, domain, id) -> the entity as its Get operation shows it
_LETTERS = string.ascii_lowercase + string.digits


def _scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def account() -> str:
    return _scope()[0]


def region() -> str:
    return _scope()[1]


def caller() -> str:
    """Who made an entity; the sandbox does not tell its callers apart."""
    return f"arn:aws:iam::{account()}:root"


def new_id(length: int = 14) -> str:
    """An identifier of the form the service makes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def put(kind: str, domain: str, identifier: str, entity: dict) -> dict:
    """Keep an entity, with the times and the maker that every entity has."""
    now = time.time()
    entity.setdefault("createdAt", now)
    entity.setdefault("createdBy", caller())
    entity.update(lastUpdatedAt=now, updatedAt=now)
    ENTITIES[(*_scope(), kind, domain, identifier)] = entity
    return entity


def find(kind: str, domain: str, identifier: str) -> dict | None:
    return ENTITIES.get((*_scope(), kind, domain, identifier))


def get(kind: str, domain: str, identifier: str) -> dict:
    """One entity; its absence is the service's ResourceNotFoundException."""
    found = find(kind, domain, identifier)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"{kind} {identifier} can't be found in domain {domain}", 404)
    return found


def every(kind: str, domain: str) -> list:
    """All entities of a kind in a domain, oldest first."""
    here = _scope()
    return [
        entity
        for (of_account, of_region, of_kind, of_domain, _), entity in ENTITIES.items()
        if (of_account, of_region) == here and of_kind == kind and of_domain == domain
    ]


def remove(kind: str, domain: str, identifier: str) -> None:
    ENTITIES.pop((*_scope(), kind, domain, identifier), None)


def remove_domain(domain: str) -> None:
    """Forget everything that belongs to a domain."""
    here = _scope()
    for key in [key for key in ENTITIES if key[:2] == here and key[3] == domain]:
        del ENTITIES[key]


def page(call, found: list, member: str = "items") -> dict:
    """One page of a listing."""
    start = int(call.parameters.get("nextToken") or 0)
    size = call.parameters.get("maxResults") or 50
    answer: dict = {member: found[start : start + size]}
    if start + size < len(found):
        answer["nextToken"] = str(start + size)
    return answer


def conflict(message: str) -> AwsError:
    return AwsError("ConflictException", message, 409)


def denied(message: str) -> AwsError:
    return AwsError("AccessDeniedException", message, 403)


def invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, 400)

"""DataZone (and SageMaker Unified Studio, which is its version V2), a stand-in: one file a kind of entity.

It keeps what was put, refuses what contradicts it, and makes what environments provision where the sandbox has the
service. It shows nobody a portal, and whom a policy grant lets in is not looked at.
"""

from . import (
    asset_types,
    assets,
    blueprints,
    connections,
    data_sources,
    domains,
    environment_profiles,
    environments,
    grants,
    lineage,
    profile_environments,
    profiles,
    projects,
    units,
    users,
)
from .store import ENTITIES

HANDLERS: dict = {}
for _part in (
    domains,
    units,
    users,
    blueprints,
    grants,
    profiles,
    projects,
    connections,
    environments,
    environment_profiles,
    profile_environments,
    data_sources,
    asset_types,
    assets,
    lineage,
):
    HANDLERS.update(_part.HANDLERS)

__all__ = ["ENTITIES", "HANDLERS"]

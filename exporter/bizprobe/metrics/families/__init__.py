"""Every family that exists, declared once, room by room. `docs/metrics.md` is generated from here."""

from types import ModuleType

from bizprobe.metrics.families import (
    api,
    baseline,
    channel,
    compare,
    credential,
    dependency,
    exchange,
    exporter,
    flow,
    objective,
    order_statuses,
    probe,
    sold,
)
from bizprobe.metrics.family import Family

ROOMS: tuple[ModuleType, ...] = (
    exporter,
    dependency,
    probe,
    channel,
    flow,
    baseline,
    order_statuses,
    compare,
    sold,
    exchange,
    credential,
    api,
    objective,
)
"""The modules that declare families, in the order of the exposition."""


def families_of(room: ModuleType) -> tuple[Family, ...]:
    """What a room declares, in its order."""
    return tuple(value for value in vars(room).values() if isinstance(value, Family))


FAMILIES: tuple[Family, ...] = tuple(family for room in ROOMS for family in families_of(room))
BY_NAME: dict[str, Family] = {family.name: family for family in FAMILIES}

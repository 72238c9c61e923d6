"""Which kinds of systems, channels and probes there are: our own modules and third parties' entry points."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from bizprobe.marketplaces.base import ChannelKind
from bizprobe.probes.base import ProbeKind
from bizprobe.systems.base import SystemKind


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every kind by its name."""

    systems: Mapping[str, SystemKind[Any]]
    channels: Mapping[str, ChannelKind[Any]]
    probes: Mapping[str, ProbeKind[Any]]


def find_kinds() -> Catalogue:
    """Our packages, and the entry-point groups `bizprobe.systems`, `.marketplaces` and `.probes`."""
    return Catalogue(
        systems={kind.name: kind for kind in _kinds("systems", SystemKind)},
        channels={kind.name: kind for kind in _kinds("marketplaces", ChannelKind)},
        probes={kind.name: kind for kind in _kinds("probes", ProbeKind)},
    )


def _kinds(room: str, of: type[Any]) -> Iterator[Any]:
    package = importlib.import_module(f"bizprobe.{room}")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        kind = getattr(importlib.import_module(module.name), "KIND", None)
        if isinstance(kind, of):
            yield kind
    for point in entry_points(group=f"bizprobe.{room}"):
        kind = point.load()
        if isinstance(kind, of):
            yield kind

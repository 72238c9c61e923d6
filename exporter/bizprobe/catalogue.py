"""Which kinds of systems, channels and probes there are: our own modules and third parties' entry points."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any, get_args

from bizprobe.errors import PluginError
from bizprobe.marketplaces.base import ChannelKind
from bizprobe.probes.base import ProbeKind
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings, SystemSettings
from bizprobe.systems.base import SystemKind


@dataclass(frozen=True, slots=True)
class BrokenKind:
    """A kind of a third party that cannot be used. `section` is systems, channels or probes."""

    section: str
    name: str
    package: str
    fault: str

    def __str__(self) -> str:
        return f"the package {self.package} offers '{self.name}' for {self.section}, but {self.fault}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every kind by its name. `broken` are those that third parties offer in vain."""

    systems: Mapping[str, SystemKind[Any]]
    channels: Mapping[str, ChannelKind[Any]]
    probes: Mapping[str, ProbeKind[Any]]
    broken: Sequence[BrokenKind] = ()


@dataclass(slots=True)
class _Shelf:
    """The kinds of one section, ours first."""

    section: str
    room: str
    of: type[Any]
    settings: type[Any]
    kinds: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    broken: list[BrokenKind] = field(default_factory=list)

    def fill(self) -> None:
        for kind in _our_kinds(self.room, self.of):
            self._add(kind, "bizprobe")
        for point in sorted(entry_points(group=f"bizprobe.{self.room}"), key=lambda point: point.name):
            package = _package(point)
            try:
                self._add(_loaded(point), package)
            except PluginError as error:
                self.broken.append(BrokenKind(self.section, point.name, package, str(error)))

    def _add(self, kind: Any, owner: str) -> None:
        if not isinstance(kind, self.of):
            raise PluginError(f"it is no {self.of.__name__}; the entry point ends in :KIND")
        model: Any = kind.settings
        usable = isinstance(model, type) and issubclass(model, self.settings)
        if not usable:
            raise PluginError(f"its settings are no {self.settings.__name__}")
        if get_args(model.model_fields["kind"].annotation) != (kind.name,):
            raise PluginError(f'its settings lack kind: Literal["{kind.name}"]')
        if kind.name in self.kinds:
            raise PluginError(f"the kind '{kind.name}' is that of {self.owners[kind.name]} already")
        self.kinds[kind.name] = kind
        self.owners[kind.name] = owner


def find_kinds() -> Catalogue:
    """Our packages, and the entry-point groups `bizprobe.systems`, `.marketplaces` and `.probes`."""
    systems = _Shelf("systems", "systems", SystemKind, SystemSettings)
    channels = _Shelf("channels", "marketplaces", ChannelKind, ChannelSettings)
    probes = _Shelf("probes", "probes", ProbeKind, ProbeSettings)
    shelves = (systems, channels, probes)
    for shelf in shelves:
        shelf.fill()
    broken = [kind for shelf in shelves for kind in shelf.broken]
    return Catalogue(systems.kinds, channels.kinds, probes.kinds, broken)


def _our_kinds(room: str, of: type[Any]) -> Iterator[Any]:
    package = importlib.import_module(f"bizprobe.{room}")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        kind = getattr(importlib.import_module(module.name), "KIND", None)
        if isinstance(kind, of):
            yield kind


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except (Exception, SystemExit) as error:
        # Whatever it is, it is theirs: all other kinds work on.
        raise PluginError(f"it cannot be imported: {type(error).__name__}: {error}") from error


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.value

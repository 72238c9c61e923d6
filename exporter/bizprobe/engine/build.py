"""From settings to things that work: systems, channels and their accounts, and the probes that use them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import structlog
from anyio.lowlevel import checkpoint

from bizprobe.catalogue import Catalogue
from bizprobe.clock import Clock
from bizprobe.engine.effective import Effective, Place, effective, places_named
from bizprobe.engine.opener import Accounts, Opener
from bizprobe.engine.shard import Shard
from bizprobe.errors import ProbeError
from bizprobe.logs import whereabouts
from bizprobe.metrics.family import Sample
from bizprobe.metrics.meter import Meter
from bizprobe.reading import Probe, Reading
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings
from bizprobe.settings.settings import Dealer, Settings
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Remote:
    """A system or a channel as it was built. `made` is None where that failed; `fault` says why.

    `owner` is whose account it asks with, `budgets` what that is granted.
    """

    effective: Effective
    owner: Owner
    meters: Mapping[str, Meter]
    budgets: Sequence[Budget]
    made: Any = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BuiltProbe:
    """A probe as it was built. `meters` are those of the accounts that its runs use, by board owner."""

    effective: Effective
    dealer: Dealer
    name: str
    settings: ProbeSettings
    url: str
    probe: Probe
    expected: Sequence[Sample] = ()
    meters: Mapping[str, Meter] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """Everything that was built from one configuration."""

    remotes: Mapping[Place, Remote] = field(default_factory=dict)
    probes: Mapping[tuple[str, str], BuiltProbe] = field(default_factory=dict)

    @property
    def faults(self) -> Sequence[str]:
        """Why blocks could not be built."""
        faults = [remote.fault for remote in self.remotes.values()]
        faults += [built.fault for built in self.probes.values()]
        return [fault for fault in dict.fromkeys(faults) if fault]


class BrokenProbe:
    """Stands in for a probe that could not be built: it is there, and every run fails."""

    def __init__(self, fault: str) -> None:
        self._fault = fault

    def expected(self) -> Sequence[Sample]:
        return ()

    async def run(self) -> Reading:
        raise ProbeError(self._fault)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Builds every block with what it needs. A block that cannot be built harms nobody but its users.

    Of several exporters, `shard` builds only its own probes and what they use.
    """

    catalogue: Catalogue
    clock: Clock
    state: StateFile
    accounts: Accounts
    external_url: str = ""
    shard: Shard = field(default_factory=Shard)

    async def build(self, settings: Settings, before: Works | None = None) -> Works:
        """Builds what `before` does not have in the same form; everything else is taken from there.

        Lets others go on between two blocks: thousands of them take a second.
        """
        before = before or Works()
        remotes: dict[Place, Remote] = {}
        probes: dict[tuple[str, str], BuiltProbe] = {}
        for dealer in settings.dealers.values():
            bench = _Bench(self, dealer, before)
            await bench.build()
            remotes |= bench.remotes
            probes |= bench.probes
        return Works(remotes, probes)


class _Bench:
    """Where the blocks of one dealer are built: systems, then channels, which may use them, then probes."""

    def __init__(self, workshop: Workshop, dealer: Dealer, before: Works) -> None:
        self._workshop = workshop
        self._dealer = dealer
        self._before = before
        self._made: dict[str, dict[str, Any]] = {"systems": {}, "channels": {}}
        shard = workshop.shard
        self._ours = [name for name, probe in dealer.probes.items() if shard.has(dealer, probe)]
        self.remotes: dict[Place, Remote] = {}
        self.probes: dict[tuple[str, str], BuiltProbe] = {}

    async def build(self) -> None:
        for section, name in self._wanted():
            self._add_remote(section, name)
        for name in self._ours:
            self._add_probe(name)
            await checkpoint()

    def _wanted(self) -> Iterator[tuple[str, str]]:
        """The systems, then the channels: all of them, or of several exporters' those that our probes use."""
        dealer, alone = self._dealer, self._workshop.shard.total == 1
        used = {place for name in self._ours for place in places_named(dealer, dealer.probes[name])}
        for section in self._made:
            for name in getattr(dealer, section):
                if alone or (dealer.name, section, name) in used:
                    yield section, name

    def _add_remote(self, section: str, name: str) -> None:
        place = (self._dealer.name, section, name)
        wanted = effective(self._dealer, getattr(self._dealer, section)[name])
        old = self._before.remotes.get(place)
        remote = old if old is not None and old.effective == wanted else self._remote(place, wanted)
        self.remotes[place] = remote
        if remote.made is not None:
            self._made[section][name] = remote.made

    def _add_probe(self, name: str) -> None:
        key = (self._dealer.name, name)
        wanted = effective(self._dealer, self._dealer.probes[name])
        old = self._before.probes.get(key)
        same = old is not None and old.effective == wanted
        self.probes[key] = old if old and same else self._probe(name, wanted)

    def _remote(self, place: Place, wanted: Effective) -> Remote:
        settings: Any = wanted.settings
        theirs = isinstance(settings, ChannelSettings) and not settings.own
        opener = self._opener(place, settings, "channel" if theirs else "ours")
        kind = getattr(self._workshop.catalogue, place[1])[settings.kind]
        try:
            made = kind.build(settings, self._surroundings(place[2], opener))
        except Exception as error:
            return Remote(wanted, opener.owner, opener.meters, (), fault=_report(error, place))
        return Remote(wanted, opener.owner, opener.meters, opener.budgets, made)

    def _probe(self, name: str, wanted: Effective) -> BuiltProbe:
        settings: Any = wanted.settings
        place = (self._dealer.name, "probes", name)
        url = f"{self._workshop.external_url}/probes/{self._dealer.name}/{name}"
        opener = self._opener(place, settings, "ours")
        used = [
            self.remotes[other] for other in places_named(self._dealer, settings) if other in self.remotes
        ]
        fault = next((remote.fault for remote in used if remote.fault), "")
        probe: Probe = BrokenProbe(fault)
        expected: Sequence[Sample] = ()
        if not fault:
            try:
                kind = self._workshop.catalogue.probes[settings.kind]
                probe = kind.build(settings, self._surroundings(name, opener, url))
                expected = tuple(probe.expected())
            except Exception as error:
                fault = _report(error, place)
                probe = BrokenProbe(fault)
        meters = dict(chain(opener.meters.items(), *(remote.meters.items() for remote in used)))
        return BuiltProbe(wanted, self._dealer, name, settings, url, probe, expected, meters, fault)

    def _opener(self, place: Place, settings: Any, side: str) -> Opener:
        return Opener(self._workshop.accounts, place, settings, side, self._workshop.clock)

    def _surroundings(self, name: str, opener: Opener, url: str = "") -> Surroundings:
        return Surroundings(
            dealer=self._dealer,
            name=name,
            clock=self._workshop.clock,
            account=opener,
            state=self._workshop.state,
            systems=self._made["systems"],
            channels=self._made["channels"],
            page_url=url,
        )


def _report(error: Exception, place: Place) -> str:
    _log.error("block could not be built", block=".".join(place), exc_info=error)
    return f"{'.'.join(place)} could not be built: {whereabouts(error)}"

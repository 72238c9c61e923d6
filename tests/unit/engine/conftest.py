"""A small world for the engine: probes that do what a test tells them, a clock that a test moves."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import structlog

from bizprobe.catalogue import Catalogue
from bizprobe.engine.build import Workshop
from bizprobe.logs import configure_logs
from bizprobe.marketplaces.base import ChannelKind
from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.families.api import API_BUDGET_BURST
from bizprobe.metrics.family import Family, Kind, Sample
from bizprobe.probes.base import ProbeKind
from bizprobe.reading import Reading
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings, SystemSettings
from bizprobe.settings.load import parse_settings
from bizprobe.settings.model import Ref, RequestLimits
from bizprobe.settings.settings import Settings
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import SystemKind

THING = Family("bizprobe_thing", Kind.GAUGE, "What a scripted probe saw.", ("probe",))
THING_LIMIT = Family("bizprobe_thing_limit", Kind.GAUGE, "What it may be.", ("probe",))


class ScriptedProbeSettings(ProbeSettings):
    kind: Literal["scripted"]
    channel: Annotated[str, Ref("channels")] | None = None
    book: Annotated[str, Ref("systems")] | None = None
    limit: int = 1


class ScriptedChannelSettings(ChannelSettings):
    kind: Literal["scripted"]
    system: Annotated[str, Ref("systems")] | None = None
    note: str = ""


class ScriptedSystemSettings(SystemSettings):
    kind: Literal["scripted"]
    note: str = ""


class ManualClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **time: float) -> None:
        self.moment += timedelta(**time)


def reading(name: str, *, success: bool = True, value: float = 1) -> Reading:
    return Reading(success, [THING.sample(value, probe=name)], findings_total=0 if success else 3)


@dataclass
class World:
    """`scripts` says what a probe does when it runs; `broken` names blocks whose building fails."""

    state: StateFile
    clock: ManualClock = field(default_factory=ManualClock)
    board: Board = field(default_factory=Board)
    scripts: dict[str, Callable[[], Awaitable[Any]]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    built: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    accounts: "Accounts" = field(default_factory=lambda: Accounts())

    def workshop(self) -> Workshop:
        return Workshop(
            catalogue=self.catalogue(),
            clock=self.clock,
            state=self.state,
            accounts=self.accounts,
            external_url="http://exporter",
        )

    def settings(self, text: str) -> Settings:
        return parse_settings(text, self.catalogue())

    def catalogue(self) -> Catalogue:
        def build(made: Callable[[World, Any, Surroundings], Any]) -> Callable[[Any, Surroundings], Any]:
            def build_one(settings: Any, around: Surroundings) -> Any:
                if around.name in self.broken:
                    raise KeyError("token=s3cret")
                self.built.append(around.name)
                return made(self, settings, around)

            return build_one

        return Catalogue(
            systems={"scripted": SystemKind("scripted", ScriptedSystemSettings, build(ScriptedRemote))},
            channels={"scripted": ChannelKind("scripted", ScriptedChannelSettings, build(ScriptedRemote))},
            probes={"scripted": ProbeKind("scripted", ScriptedProbeSettings, build(ScriptedProbe))},
        )

    def exposition(self, *families: str) -> list[str]:
        """The sample lines on the board, of all families or of some."""
        text = b"".join(self.board.chunks(Format.TEXT, set(families))).decode()
        return [line for line in text.splitlines() if not line.startswith("#")]


@dataclass
class _Account:
    limits: RequestLimits
    meter: Any


@dataclass
class Accounts:
    """Accounts that ask nothing; `opened` says with which owner and budgets."""

    opened: list[tuple[Owner, Sequence[Budget]]] = field(default_factory=list)

    def open(self, owner: Owner, limits: RequestLimits, budgets: Sequence[Budget], meter: Any) -> Any:
        self.opened.append((owner, budgets))
        return _Account(limits, meter)

    def samples(self) -> Iterator[Sample]:
        for owner, budgets in self.opened:
            for budget in budgets:
                names = (owner.dealer, owner.remote, owner.side, budget.group)
                yield Sample(API_BUDGET_BURST, names, budget.burst)


class ScriptedRemote:
    def __init__(self, world: World, settings: Any, around: Surroundings) -> None:
        self._world = world
        self._name = around.name
        self.account = around.account(RequestLimits())

    async def aclose(self) -> None:
        self._world.closed.append(self._name)


class ScriptedProbe:
    def __init__(self, world: World, settings: ScriptedProbeSettings, around: Surroundings) -> None:
        self._world = world
        self._name = around.name
        self._limit = settings.limit
        self._channel: Any = around.channels[settings.channel] if settings.channel else None

    def expected(self) -> Sequence[Sample]:
        return [THING_LIMIT.sample(self._limit, probe=self._name)]

    async def run(self) -> Reading:
        self._world.ran.append(self._name)
        if self._channel is not None:
            self._channel.account.meter.record("200", 0.2)
        script = self._world.scripts.get(self._name)
        answer: Reading = await script() if script else reading(self._name)
        return answer


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the logs of Bizprobe and its libraries would write."""
    lines, root = StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(stream=lines)
    yield lines
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(StateFile(tmp_path / "state.db"))


@pytest.fixture
def answer() -> Callable[..., Reading]:
    return reading

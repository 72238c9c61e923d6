"""The product by the minute under a clock of our own: probes, state, ledger and board as in the exporter."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from bizprobe.clock import Clock
from bizprobe.engine.about import (
    account_samples,
    build_samples,
    channel_samples,
    config_samples,
    dealer_samples,
    load_samples,
    objective_samples,
    trust_samples,
)
from bizprobe.engine.build import BuiltProbe, Works
from bizprobe.engine.dependencies import dependency_samples
from bizprobe.engine.ledger import Ledger
from bizprobe.engine.run import run_once
from bizprobe.engine.schedule import Schedule
from bizprobe.engine.watch import Watch
from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format, family_header, sample_line
from bizprobe.metrics.families.exporter import CLOCK
from bizprobe.metrics.meter import Meter
from bizprobe.settings.settings import Settings

MINUTE = timedelta(minutes=1)


@dataclass
class HandClock:
    time: datetime

    def now(self) -> datetime:
        return self.time


@dataclass(frozen=True, slots=True)
class Actor:
    """A probe with what is known of it, and when it is due."""

    built: BuiltProbe
    watch: Watch
    schedule: Schedule


@dataclass
class Timelapse:
    """Everything of one configuration, run by the minute."""

    settings: Settings
    works: Works
    clock: HandClock
    board: Board = field(default_factory=Board)

    async def minutes(
        self, count: int, live: Callable[[Clock], Awaitable[None]]
    ) -> AsyncIterator[Iterator[bytes]]:
        """What a scrape would get at each minute. `live` is what happens beside the probes."""
        ledger, start = Ledger(self.board), self.clock.now()
        calendars = {name: dealer.calendar for name, dealer in self.settings.dealers.items()}
        self._declare(start)
        actors = [self._enter(built, ledger) for built in self.works.probes.values()]
        for minute in range(count):
            self.clock.time = start + minute * MINUTE
            await live(self.clock)
            due = [actor for actor in actors if _is_due(actor.watch, self.clock.time)]
            for actor in due:
                await self._let_act(actor, ledger)
            self._show_meters(due)
            ledger.withdraw_stale(self.clock.now())
            self.board.put("engine:trust", trust_samples(calendars, self.clock.now()))
            yield chain(self.board.chunks(Format.TEXT), [self._clock_chunk()])

    def _clock_chunk(self) -> bytes:
        """As the exporter shows its clock: at each scrape."""
        sample = CLOCK.sample(self.clock.now().timestamp())
        return family_header(CLOCK, Format.TEXT) + sample_line(sample).encode()

    def _declare(self, start: datetime) -> None:
        self.board.put("engine:build", build_samples())
        self.board.put("engine:config", config_samples(successful=True, in_force_since=start))
        self.board.put("engine:dealers", dealer_samples(self.settings))
        self.board.put("engine:dependencies", dependency_samples(self.settings))
        self.board.put("engine:channels", channel_samples(self.settings))
        self.board.put("engine:accounts", account_samples(self.works.remotes))
        self.board.put("engine:objectives", objective_samples(self.works.remotes))
        self.board.put("engine:load", load_samples(lag=0.001, running=0))

    def _enter(self, built: BuiltProbe, ledger: Ledger) -> Actor:
        watch = Watch(built.dealer, built.name, built.settings)
        schedule = Schedule.of(*watch.key, built.settings.every)
        watch.next_due = schedule.first_due(self.clock.now())
        ledger.open(watch, built.expected, built.url)
        return Actor(built, watch, schedule)

    async def _let_act(self, actor: Actor, ledger: Ledger) -> None:
        now, watch = self.clock.now(), actor.watch
        run = await run_once(actor.built.probe, watch, self.clock)
        ledger.enter(watch, run)
        watch.next_due = actor.schedule.next_due(now, run.started)

    def _show_meters(self, ran: list[Actor]) -> None:
        """Once a minute: more often than it is scraped a count need not be rendered."""
        meters: dict[str, Meter] = {}
        for actor in ran:
            meters |= actor.built.meters
        for owner, meter in meters.items():
            self.board.put(owner, meter.samples())


def _is_due(watch: Watch, now: datetime) -> bool:
    return watch.next_due is None or watch.next_due <= now

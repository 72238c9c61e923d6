"""The product by the minute under a clock of our own: probes, state, ledger and board as in the exporter."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bizprobe.clock import Clock
from bizprobe.engine.about import build_samples, config_samples, dealer_samples
from bizprobe.engine.build import BuiltProbe, Works
from bizprobe.engine.ledger import Ledger
from bizprobe.engine.run import run_once
from bizprobe.engine.schedule import Schedule
from bizprobe.engine.watch import Watch
from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
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

    async def minutes(self, count: int, live: Callable[[Clock], Awaitable[None]]) -> AsyncIterator[bytes]:
        """What a scrape would get at each minute. `live` is what happens beside the probes."""
        ledger, start = Ledger(self.board), self.clock.now()
        self._declare(start)
        actors = [self._enter(built, ledger) for built in self.works.probes.values()]
        for minute in range(count):
            self.clock.time = start + minute * MINUTE
            await live(self.clock)
            for actor in actors:
                await self._let_act(actor, ledger)
            ledger.withdraw_stale(self.clock.now())
            yield b"".join(self.board.chunks(Format.TEXT))

    def _declare(self, start: datetime) -> None:
        self.board.put("engine:build", build_samples())
        self.board.put("engine:config", config_samples(successful=True, in_force_since=start))
        self.board.put("engine:dealers", dealer_samples(self.settings))

    def _enter(self, built: BuiltProbe, ledger: Ledger) -> Actor:
        watch = Watch(built.dealer, built.name, built.settings)
        schedule = Schedule.of(*watch.key, built.settings.every)
        watch.next_due = schedule.first_due(self.clock.now())
        ledger.open(watch, built.expected, built.url)
        return Actor(built, watch, schedule)

    async def _let_act(self, actor: Actor, ledger: Ledger) -> None:
        now, watch = self.clock.now(), actor.watch
        if watch.next_due is not None and watch.next_due > now:
            return
        run = await run_once(actor.built.probe, watch, self.clock)
        ledger.enter(watch, run)
        watch.next_due = actor.schedule.next_due(now, run.started)
        for owner, meter in actor.built.meters.items():
            self.board.put(owner, meter.samples())

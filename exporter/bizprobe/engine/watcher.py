"""Watches one probe: waits until it is due, runs it, hands on the run."""

import asyncio
from collections.abc import Callable

import anyio

from bizprobe.clock import Clock
from bizprobe.engine.build import BuiltProbe
from bizprobe.engine.run import run_once
from bizprobe.engine.schedule import Schedule
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import UsageError


class Watcher:
    """A task of its own for each probe, so that none ever waits for another."""

    def __init__(self, built: BuiltProbe, clock: Clock, on_end: Callable[["Watcher", Run], None]) -> None:
        self.built = built
        self.watch = Watch(built.dealer, built.name, built.settings)
        self._schedule = Schedule.of(*self.watch.key, built.settings.every)
        self._clock = clock
        self._on_end = on_end
        self._scope = anyio.CancelScope()
        self._wake = anyio.Event()
        self._run_ended = anyio.Event()
        self._finished = anyio.Event()
        self._stopping = False

    async def work(self) -> None:
        """Until finish() or cancel()."""
        try:
            with self._scope:
                self.watch.next_due = self._schedule.first_due(self._clock.now())
                while await self._due():
                    await self._run()
        finally:
            self.watch.running = False
            self.watch.next_due = None
            self._finished.set()
            self._run_ended.set()

    async def run_now(self) -> Run:
        """Runs at once, or joins the run that is under way. Raises UsageError when the probe goes away."""
        before = self.watch.runs
        ended = self._run_ended
        if not self.watch.running:
            self._wake.set()
        await ended.wait()
        if self.watch.last is None or self.watch.runs == before:
            raise UsageError(f"probe {'/'.join(self.watch.key)} was stopped before its run ended")
        return self.watch.last

    def finish(self) -> None:
        """Lets the run under way end; no other begins."""
        self._stopping = True
        self._wake.set()

    async def cancel(self) -> None:
        """Stops the run under way, and waits until it is gone."""
        self._scope.cancel()
        await self._finished.wait()

    async def _due(self) -> bool:
        """Waits until the probe is due or wanted. False when there is nothing to wait for any more."""
        if not self._stopping and self.watch.next_due is not None:
            wait = (self.watch.next_due - self._clock.now()).total_seconds()
            # Not a cancel scope: on uvloop, whose time goes in whole milliseconds, one that expires spins
            # for most of a millisecond (anyio 4.16), which is the larger part of the cost of 10,000 probes.
            timer = asyncio.get_running_loop().call_later(wait, self._wake.set)
            try:
                await self._wake.wait()
            finally:
                timer.cancel()
        self._wake = anyio.Event()
        return not self._stopping

    async def _run(self) -> None:
        self.watch.running = True
        self.watch.next_due = None
        run = await run_once(self.built.probe, self.watch, self._clock)
        self.watch.running = False
        self.watch.next_due = self._schedule.next_due(self._clock.now(), run.started)
        self._on_end(self, run)
        self._run_ended.set()
        self._run_ended = anyio.Event()

"""Keeps the probes of the configuration running, through reloads, until it is told to stop."""

from collections.abc import Callable, Mapping

import anyio
import structlog
from anyio.abc import TaskGroup, TaskStatus

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
from bizprobe.engine.build import Workshop
from bizprobe.engine.dependencies import dependency_samples
from bizprobe.engine.pulse import Pulse
from bizprobe.engine.roster import Roster, close
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import ConfigError, UsageError
from bizprobe.metrics.board import Board
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.settings import Dealer, Settings

_log = structlog.get_logger()


class Engine:
    """All probes of one configuration. `load` reads the configuration again; it is called in a thread."""

    def __init__(
        self, workshop: Workshop, board: Board, load: Callable[[], Settings], *, grace: float = 10.0
    ) -> None:
        self.board = board
        self._workshop = workshop
        self._load = load
        self._grace = grace
        self._roster = Roster(board, workshop.clock)
        self._pulse = Pulse()
        self._tasks: TaskGroup | None = None
        self._stop = anyio.Event()
        self._one_at_a_time = anyio.Lock()
        self._in_force_since = workshop.clock.now()
        self._dealers: Mapping[str, Dealer] = {}
        self._calendars: Mapping[str, Calendar] = {}

    @property
    def dealers(self) -> Mapping[str, Dealer]:
        """The dealers of the configuration in force, by name."""
        return self._dealers

    @property
    def watches(self) -> Mapping[tuple[str, str], Watch]:
        """What is known of each probe, by dealer and name, in the order of the configuration."""
        watchers = self._roster.watchers
        return {key: watchers[key].watch for key in self._roster.works.probes if key in watchers}

    @property
    def ready(self) -> bool:
        """Whether every probe of the first configuration had its chance, and nobody said stop."""
        return self._roster.settled and not self._stop.is_set()

    async def run(
        self, settings: Settings, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        """Watches until stop(). Runs under way then have `grace` seconds; after that accounts are closed."""
        self.board.put("engine:build", build_samples())
        try:
            async with anyio.create_task_group() as background:
                background.start_soon(self._pulse.beat)
                background.start_soon(self._keep_house)
                async with anyio.create_task_group() as self._tasks:
                    await self._adopt(settings, self._tasks)
                    task_status.started()
                    await self._stop.wait()
                    await self._drain(self._tasks)
                background.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await close(self._roster.works.remotes.values())

    def stop(self) -> None:
        """Not ready from now on, no new runs; run() comes to its end."""
        self._stop.set()

    async def run_now(self, dealer: str, probe: str) -> Run:
        """One run, at once; a run under way is joined. Raises UsageError where there is no such probe."""
        watcher = self._roster.watchers.get((dealer, probe))
        if watcher is None:
            raise UsageError(f"there is no probe {dealer}/{probe}")
        return await watcher.run_now()

    async def reload(self) -> None:
        """Reads the configuration again and changes what differs.

        Raises ConfigError where the new one has faults; the one in force stays so.
        """
        async with self._one_at_a_time:
            try:
                settings = await anyio.to_thread.run_sync(self._load)
            except ConfigError as error:
                _log.error("configuration not loaded", faults=[str(fault) for fault in error.faults])
                self._show_config(successful=False)
                raise
            if self._tasks is not None and not self._stop.is_set():
                with anyio.CancelScope(shield=True):
                    await self._adopt(settings, self._tasks)

    async def _adopt(self, settings: Settings, tasks: TaskGroup) -> None:
        works = await self._workshop.build(settings, self._roster.works)
        changed = await self._roster.take_over(works, tasks)
        self._dealers = settings.dealers
        self._calendars = {name: dealer.calendar for name, dealer in settings.dealers.items()}
        self._in_force_since = self._workshop.clock.now()
        self._show_config(successful=True)
        self.board.put("engine:dealers", dealer_samples(settings))
        self.board.put("engine:dependencies", dependency_samples(settings))
        self.board.put("engine:channels", channel_samples(settings))
        self.board.put("engine:accounts", account_samples(works.remotes))
        self.board.put("engine:objectives", objective_samples(works.remotes))
        _log.info("configuration in force", probes=len(works.probes), changed=changed)

    async def _drain(self, tasks: TaskGroup) -> None:
        async with self._one_at_a_time:
            self._roster.finish()
            tasks.cancel_scope.deadline = anyio.current_time() + self._grace

    async def _keep_house(self) -> None:
        while True:
            now = self._workshop.clock.now()
            self._roster.ledger.withdraw_stale(now)
            self.board.put("engine:trust", trust_samples(self._calendars, now))
            self.board.put("engine:load", load_samples(lag=self._pulse.lag, running=self._roster.running))
            self.board.put("engine:budgets", self._workshop.accounts.samples())
            await anyio.sleep(1)

    def _show_config(self, *, successful: bool) -> None:
        samples = config_samples(successful=successful, in_force_since=self._in_force_since)
        self.board.put("engine:config", samples)

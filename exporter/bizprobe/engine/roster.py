"""The probes that are watched now, and how one configuration takes over from the one before."""

from collections.abc import Iterable, Iterator

import anyio
import structlog
from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint

from bizprobe.clock import Clock
from bizprobe.engine.build import BuiltProbe, Remote, Works
from bizprobe.engine.ledger import Ledger
from bizprobe.engine.watch import Run, Watch
from bizprobe.engine.watcher import Watcher
from bizprobe.metrics.board import Board
from bizprobe.metrics.meter import Meter

_log = structlog.get_logger()

# Neither a probe that ignores its cancellation nor a peer that does not answer a goodbye holds us up.
_PATIENCE = 5.0

Key = tuple[str, str]


class Roster:
    """A watcher for each probe. What is the same in two configurations is left alone by the change."""

    def __init__(self, board: Board, clock: Clock) -> None:
        self.ledger = Ledger(board)
        self.watchers: dict[Key, Watcher] = {}
        self.works = Works()
        self._board = board
        self._clock = clock
        self._waiting: set[Key] | None = None

    @property
    def settled(self) -> bool:
        """Whether each probe of the first configuration had a chance to answer."""
        return self._waiting is not None and not self._waiting

    @property
    def running(self) -> int:
        """Probes that run at this moment."""
        return sum(watcher.watch.running for watcher in self.watchers.values())

    async def take_over(self, works: Works, tasks: TaskGroup) -> int:
        """Puts `works` in place of what was there. Returns how many probes are new or changed."""
        before, self.works = self.works, works
        await self._part_with(
            [watcher for key, watcher in self.watchers.items() if works.probes.get(key) is not watcher.built]
        )
        await close(
            remote for place, remote in before.remotes.items() if works.remotes.get(place) is not remote
        )
        self._change_meters(dict(_meters(before)), dict(_meters(works)))
        if self._waiting is None:
            self._waiting = set(works.probes)
        new = [built for key, built in works.probes.items() if key not in self.watchers]
        for built in new:
            self._start(built, tasks)
            await checkpoint()
        return len(new)

    def finish(self) -> None:
        """No run begins any more; those under way may end."""
        for watcher in self.watchers.values():
            watcher.finish()

    async def _part_with(self, gone: Iterable[Watcher]) -> None:
        async with anyio.create_task_group() as tasks:
            for watcher in gone:
                tasks.start_soon(_cancel, watcher)
        for watcher in gone:
            self.ledger.close(watcher.watch)
            self._had_its_chance(watcher.watch)
            del self.watchers[watcher.watch.key]

    def _start(self, built: BuiltProbe, tasks: TaskGroup) -> None:
        watcher = Watcher(built, self._clock, self._run_ended)
        self.watchers[watcher.watch.key] = watcher
        self.ledger.open(watcher.watch, built.expected, built.url)
        tasks.start_soon(watcher.work)

    def _run_ended(self, watcher: Watcher, run: Run) -> None:
        if self.watchers.get(watcher.watch.key) is not watcher:
            return
        before = watcher.watch.last
        self.ledger.enter(watcher.watch, run)
        _tell_change(watcher.watch, before)
        for owner, meter in watcher.built.meters.items():
            self._board.put(owner, meter.samples())
        self._had_its_chance(watcher.watch)

    def _had_its_chance(self, watch: Watch) -> None:
        if self._waiting:
            self._waiting.discard(watch.key)

    def _change_meters(self, before: dict[str, Meter], now: dict[str, Meter]) -> None:
        for owner in before.keys() - now.keys():
            self._board.drop(owner)
        for owner, meter in now.items():
            if before.get(owner) is not meter:
                self._board.put(owner, meter.samples())


async def close(remotes: Iterable[Remote]) -> None:
    """Lets go of the connections of each, at the same time and whatever happens to one of them."""
    async with anyio.create_task_group() as tasks:
        for remote in remotes:
            tasks.start_soon(_close, remote)


async def _close(remote: Remote) -> None:
    try:
        with anyio.move_on_after(_PATIENCE):
            if remote.made is not None:
                await remote.made.aclose()
    except Exception as error:
        _log.warning("connections not closed", exc_info=error)


def _tell_change(watch: Watch, before: Run | None) -> None:
    """Logs how the last run ended, unless the one before ended the same way."""
    words = _ending(watch.last)
    if watch.last is None or words == _ending(before):
        return
    known = {"dealer": watch.dealer.name, "probe": watch.name, "run_id": watch.last.id}
    if watch.last.reason is None:
        _log.info(words, **known)
    else:
        _log.warning(words, **known, reason=watch.last.reason, message=watch.last.message)


def _ending(run: Run | None) -> str:
    if run is None:
        return ""
    if run.reading is None or run.reason is not None:
        return f"could not ask: {run.reason}"
    return "the answer is yes" if run.reading.success else "the answer is no"


async def _cancel(watcher: Watcher) -> None:
    with anyio.move_on_after(_PATIENCE) as scope:
        await watcher.cancel()
    if scope.cancelled_caught:
        _log.error(
            "probe ignores its cancellation", dealer=watcher.watch.dealer.name, probe=watcher.watch.name
        )


def _meters(works: Works) -> Iterator[tuple[str, Meter]]:
    for remote in works.remotes.values():
        yield from remote.meters.items()
    for built in works.probes.values():
        yield from built.meters.items()

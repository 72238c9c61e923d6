"""On a loop whose time jumps to the next timer, so that hours pass at once and every moment is exact."""

import asyncio
import selectors
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import anyio
import pytest

from bizprobe.engine.build import Works
from bizprobe.engine.watch import Run
from bizprobe.engine.watcher import Watcher
from bizprobe.errors import Reason, UsageError
from bizprobe.reading import Reading

pytestmark = pytest.mark.anyio

FILE = """
dealers:
  apteka:
    timezone: UTC
    probes:
      quick: {kind: scripted, every: 60s, timeout: 30s}
      slow: {kind: scripted, every: 60s, timeout: 30s}
"""
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting for a timer, moves the time to it."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.passed += timeout or 0.0
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumping = _JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.passed


class LoopClock:
    """Wall time that goes with the loop's; `drift` is what the wall gained while the machine slept."""

    drift = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=anyio.current_time() + self.drift)


@pytest.fixture
def anyio_backend() -> Any:
    return "asyncio", {"loop_factory": JumpingLoop}


class Watched:
    def __init__(self, world: Any, works: Works) -> None:
        self.world = world
        self.ends: list[tuple[str, datetime, Reason | None]] = []
        self.watchers = {
            name: Watcher(works.probes["apteka", name], world.clock, self._on_end)
            for name in ("quick", "slow")
        }

    def starts(self, name: str) -> list[float]:
        return [(at - START).total_seconds() for who, at, _ in self.ends if who == name]

    def _on_end(self, watcher: Watcher, run: Run) -> None:
        watcher.watch.last = run
        watcher.watch.runs += 1
        self.ends.append((watcher.watch.name, run.started, run.reason))


@pytest.fixture
async def watched(world: Any) -> Watched:
    world.clock = LoopClock()
    return Watched(world, await world.workshop().build(world.settings(FILE)))


async def test_runs_are_one_interval_apart_and_in_phase(watched: Watched) -> None:
    with anyio.move_on_after(600):
        await watched.watchers["quick"].work()

    first, *starts = watched.starts("quick")
    assert 0 <= first < 10
    assert len(starts) >= 9
    assert {round(later - start, 3) for start, later in pairwise(starts)} == {60}


async def test_a_hanging_probe_is_cancelled_in_time_and_delays_nobody(watched: Watched) -> None:
    watched.world.scripts["slow"] = anyio.sleep_forever

    async with anyio.create_task_group() as tasks:
        for watcher in watched.watchers.values():
            tasks.start_soon(watcher.work)
        await anyio.sleep(599)
        tasks.cancel_scope.cancel()

    slow = [reason for name, _, reason in watched.ends if name == "slow"]
    assert set(slow) == {Reason.TIMEOUT}
    assert len(slow) >= 9
    starts = watched.starts("quick")[1:]
    assert {round(later - start, 3) for start, later in pairwise(starts)} == {60}


async def test_nothing_is_caught_up_after_the_machine_slept(watched: Watched) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watched.watchers["quick"].work)
        await anyio.sleep(300)
        before = len(watched.ends)
        watched.world.clock.drift = 8 * 3600.0
        await anyio.sleep(120)
        tasks.cancel_scope.cancel()

    assert 1 <= len(watched.ends) - before <= 3


async def test_the_next_run_is_known_between_runs(watched: Watched) -> None:
    watcher = watched.watchers["quick"]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watcher.work)
        await anyio.sleep(100)
        due = watcher.watch.next_due
        await anyio.sleep(60)
        tasks.cancel_scope.cancel()

    assert due is not None
    assert (due - START).total_seconds() == pytest.approx(watched.starts("quick")[-1], abs=0.001)
    assert watcher.watch.next_due is None


async def test_run_now_does_not_wait_for_the_phase(watched: Watched) -> None:
    watcher = watched.watchers["quick"]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watcher.work)
        await anyio.sleep(200)
        run = await watcher.run_now()
        tasks.cancel_scope.cancel()

    assert run.started == START + timedelta(seconds=200)
    assert run.reading is not None


async def test_run_now_joins_a_run_that_is_under_way(
    watched: Watched, answer: Callable[..., Reading]
) -> None:
    async def takes_long() -> Reading:
        await anyio.sleep(20)
        return answer("slow")

    watched.world.scripts["slow"] = takes_long
    watcher = watched.watchers["slow"]
    joined: list[Run] = []

    async def join() -> None:
        joined.append(await watcher.run_now())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watcher.work)
        await anyio.sleep(11)
        assert watcher.watch.running
        async with anyio.create_task_group() as both:
            both.start_soon(join)
            both.start_soon(join)
        tasks.cancel_scope.cancel()

    assert joined == [watcher.watch.last, watcher.watch.last]
    assert watcher.watch.runs == 1


async def test_run_now_ends_when_the_probe_is_taken_away(watched: Watched) -> None:
    watched.world.scripts["slow"] = anyio.sleep_forever
    watcher = watched.watchers["slow"]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watcher.work)
        await anyio.sleep(11)
        tasks.start_soon(watcher.cancel)
        with pytest.raises(UsageError, match="apteka/slow was stopped"):
            await watcher.run_now()


async def test_finish_lets_the_run_under_way_end_and_starts_no_other(
    watched: Watched, answer: Callable[..., Reading]
) -> None:
    async def takes_long() -> Reading:
        await anyio.sleep(20)
        return answer("slow")

    watched.world.scripts["slow"] = takes_long
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watched.watchers["slow"].work)
        await anyio.sleep(11)
        watched.watchers["slow"].finish()

    assert [reason for _, _, reason in watched.ends] == [None]

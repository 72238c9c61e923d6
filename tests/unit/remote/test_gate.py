"""The gate of one group, on a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import anyio
import pytest

from bizprobe.errors import RateLimitedError, StateError
from bizprobe.remote.bucket import Bucket
from bizprobe.remote.budget import Budget
from bizprobe.remote.gate import Gate, Pace
from tests.unit.remote.sides import NOON, Sleeps, StillClock

pytestmark = pytest.mark.anyio

CALL = "GET /prices"
BUDGET = Budget("prices", per_second=0.1, burst=2, lockout=60)
HOURLY = Budget("prices", per_second=4 / 3600, burst=4)


@asynccontextmanager
async def room() -> AsyncIterator[None]:
    """There is always a place for one more."""
    yield


class Memory:
    def __init__(self, level: float | None = None, at: datetime = NOON) -> None:
        self.known = None if level is None else (level, at)
        self.written: list[float] = []

    async def recall(self, group: str) -> tuple[float, datetime] | None:
        return self.known

    async def record(self, group: str, level: float, at: datetime) -> None:
        self.written.append(level)


def gate(sleeps: Sleeps, budget: Budget = BUDGET, memory: Memory | None = None) -> Gate:
    return Gate(budget.group, sleeps.pace(), memory, Bucket(budget))


async def ask(through: Gate, call: str = CALL, tokens: int = 1) -> None:
    async with through.turn(call, tokens, room):
        pass


async def test_those_who_wait_come_one_after_the_other() -> None:
    sleeps = Sleeps()
    through = gate(sleeps)
    came: list[tuple[int, float]] = []

    async def come(number: int) -> None:
        await ask(through)
        came.append((number, sleeps.passed))

    async with anyio.create_task_group() as tasks:
        for number in range(4):
            tasks.start_soon(come, number)
    assert came == [(0, 0), (1, 0), (2, 10), (3, 20)]


async def test_a_queue_that_is_too_long_for_the_deadline_is_not_joined() -> None:
    sleeps = Sleeps()
    through = gate(sleeps)
    await ask(through, tokens=2)
    waiting, go_on = anyio.Event(), anyio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await go_on.wait()
        sleeps.passed += seconds

    through.pace = Pace(StillClock(), lambda: sleeps.passed, sleep)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask, through)
        await waiting.wait()
        with anyio.fail_after(15), pytest.raises(RateLimitedError, match="for another 20 s"):
            await ask(through)
        go_on.set()
    assert (through.withheld, sleeps.passed) == (1, 10)


async def test_who_is_cancelled_while_waiting_takes_nothing() -> None:
    sleeps = Sleeps()
    through = gate(sleeps)
    await ask(through, tokens=2)
    through.pace = Pace(StillClock(), lambda: sleeps.passed, lambda _: anyio.sleep_forever())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask, through)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    sleeps.passed = 10
    assert through.remaining() == 1


async def test_tokens_are_taken_when_there_is_a_place_too() -> None:
    sleeps = Sleeps()
    through = gate(sleeps)
    levels: list[int] = []

    @asynccontextmanager
    async def full_house() -> AsyncIterator[None]:
        levels.append(through.remaining())
        sleeps.passed += 100
        yield

    for _ in range(2):
        async with through.turn(CALL, 2, full_house):
            levels.append(through.remaining())
    assert levels == [2, 0, 2, 0]


@pytest.mark.parametrize(("told", "remaining"), [(0, 0), (1, 1), (50, 1)])
async def test_the_remote_side_corrects_the_level_downwards(told: int, remaining: int) -> None:
    through = gate(Sleeps())
    await ask(through)
    await through.correct(told)
    assert through.remaining() == remaining


async def test_what_the_remote_side_tells_may_not_count_requests_under_way() -> None:
    through = gate(Sleeps(), Budget("prices", 0.1, 10))
    async with through.turn(CALL, 2, room):
        await through.correct(5)
    assert through.remaining() == 3


async def test_a_named_pause_closes_the_group_and_then_one_may_pass() -> None:
    sleeps = Sleeps()
    through = gate(sleeps)
    await through.close(CALL, 25)
    assert through.remaining() == 0
    await ask(through, "GET /other")
    assert sleeps.waits == [25]
    await ask(through)
    assert sleeps.waits == [25, 10]


async def test_a_lockout_closes_one_call_and_is_longer_each_time() -> None:
    sleeps = Sleeps()
    through = gate(sleeps, Budget("account", per_second=50, burst=50, lockout=60))
    for _ in range(3):
        await through.close(CALL, None)
        await ask(through, "POST /other")
        await ask(through)
    assert [round(wait) for wait in sleeps.waits if wait > 1] == [60, 120, 240]
    through.reopen(CALL)
    await through.close(CALL, None)
    assert through.closed(CALL) == 60
    assert through.closed("POST /other") == 0


async def test_no_lockout_is_longer_than_an_hour() -> None:
    through = gate(Sleeps())
    for _ in range(9):
        await through.close(CALL, None)
    assert through.closed(CALL) == 3600


async def test_a_gate_without_a_budget_lets_everybody_through_but_keeps_a_pause() -> None:
    sleeps = Sleeps()
    through = Gate("", sleeps.pace())
    for _ in range(100):
        await ask(through)
    await through.close(CALL, 5)
    await ask(through)
    assert sleeps.waits == [5]


@pytest.mark.parametrize(
    ("level", "ago", "waits"),
    [
        (None, timedelta(0), []),
        (4, timedelta(0), []),
        (1, timedelta(0), []),
        (0.5, timedelta(0), [450]),
        (0, timedelta(minutes=10), [300]),
        (0, timedelta(hours=1), []),
        (-4, timedelta(hours=1), [900]),
        (0, -timedelta(days=1), [900]),
    ],
)
async def test_a_slow_budget_goes_on_where_it_was_before_the_restart(
    level: float | None, ago: timedelta, waits: list[float]
) -> None:
    sleeps = Sleeps()
    await ask(gate(sleeps, HOURLY, Memory(level, NOON - ago)))
    assert [round(wait) for wait in sleeps.waits] == waits


async def test_a_slow_budget_is_written_down_before_the_request_is_made() -> None:
    memory = Memory(3)
    through = gate(Sleeps(), HOURLY, memory)
    async with through.turn(CALL, 1, room):
        assert memory.written == [2]
    await through.correct(0)
    await through.close(CALL, 900)
    assert [round(level, 6) for level in memory.written] == [2, 0, 0]


async def test_a_request_whose_token_cannot_be_written_down_is_not_made() -> None:
    class Full(Memory):
        async def record(self, group: str, level: float, at: datetime) -> None:
            raise StateError("disk full")

    asked = False
    with pytest.raises(StateError):
        async with gate(Sleeps(), HOURLY, Full()).turn(CALL, 1, room):
            asked = True
    assert not asked


async def test_a_quick_budget_does_not_wear_out_the_disk() -> None:
    memory = Memory(0)
    await ask(gate(Sleeps(), BUDGET, memory))
    assert memory.written == []

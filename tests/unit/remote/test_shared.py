"""Answers that serve several questions."""

from dataclasses import replace

import anyio
import pytest

from bizprobe import runlog
from bizprobe.errors import ServerError
from bizprobe.remote.request import Answer, Request
from bizprobe.remote.shared import SharedAnswers
from tests.unit.remote.sides import StillClock

pytestmark = pytest.mark.anyio

REQUEST = Request("POST", "https://api/x", {"Api-Key": "hush"}, {"page": "1"}, json={"ids": [1]}, share=60)


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Side:
    """Answers with how often it was asked. `gate` holds answers back; `fails` says how many fail first."""

    def __init__(self, size: int = 0, fails: int = 0) -> None:
        self.asked = 0
        self.gate = anyio.Event()
        self.gate.set()
        self._size = size
        self._fails = fails

    async def __call__(self) -> Answer:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        if number <= self._fails:
            raise ServerError("broken", status=500)
        return Answer(200, {"x": "y"}, str(number).encode() + b" " * self._size)


async def test_an_answer_serves_until_it_is_too_old_for_who_asks() -> None:
    time, side = Time(), Side()
    shared = SharedAnswers(time)
    bodies = []
    for later, share in [(0, 60), (60, 60), (1, 60), (10, 5), (1, 3600)]:
        time.seconds += later
        bodies.append((await shared.ask(replace(REQUEST, share=share), side)).body)
    assert bodies == [b"1", b"1", b"2", b"3", b"3"]


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, method="GET"),
        replace(REQUEST, url="https://api/y"),
        replace(REQUEST, params={"page": "2"}),
        replace(REQUEST, headers={"Api-Key": "other"}),
        replace(REQUEST, json={"ids": [1, 2]}),
        replace(REQUEST, json=None, form={"ids": "1"}),
    ],
)
async def test_another_question_gets_an_answer_of_its_own(other: Request) -> None:
    side = Side()
    shared = SharedAnswers(Time())
    await shared.ask(REQUEST, side)
    assert (await shared.ask(other, side)).body == b"2"


@pytest.mark.parametrize("size", [0, 100_000])
async def test_an_answer_comes_back_as_it_was(size: int) -> None:
    side = Side(size)
    shared = SharedAnswers(Time())
    first = await shared.ask(REQUEST, side)
    assert await shared.ask(REQUEST, side) == first
    assert side.asked == 1


async def test_who_asks_the_same_meanwhile_waits_for_the_same_answer() -> None:
    log, side = runlog.RunLog(StillClock()), Side()
    runlog.start(log)
    side.gate = anyio.Event()
    shared = SharedAnswers(Time())
    bodies: list[bytes] = []

    async def ask() -> None:
        bodies.append((await shared.ask(REQUEST, side)).body)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask)
        await anyio.wait_all_tasks_blocked()
        side.gate.set()
    assert (bodies, side.asked) == ([b"1"] * 3, 1)
    assert [text for _, text in log.lines] == ["POST /x: shared with another run"] * 2


@pytest.mark.parametrize("leader", ["fails", "is cancelled"])
async def test_a_question_that_somebody_else_failed_to_ask_is_asked_again(leader: str) -> None:
    side = Side(fails=1)
    side.gate = anyio.Event()
    shared = SharedAnswers(Time())
    bodies: list[bytes] = []

    async def lead(scope: anyio.CancelScope) -> None:
        with scope, pytest.raises(ServerError):
            await shared.ask(REQUEST, side)

    async def follow() -> None:
        bodies.append((await shared.ask(REQUEST, side)).body)

    scope = anyio.CancelScope()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lead, scope)
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(follow)
        await anyio.wait_all_tasks_blocked()
        if leader == "is cancelled":
            scope.cancel()
        side.gate.set()
    assert (bodies, side.asked) == ([b"2"], 2)


async def test_no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first() -> None:
    side = Side()
    shared = SharedAnswers(Time(), most_bytes=25)

    async def ask(page: int) -> int:
        before = side.asked
        await shared.ask(replace(REQUEST, params={"page": str(page)}), side)
        return side.asked - before

    # Each takes nine bytes.
    assert [await ask(page) for page in (1, 2, 3, 3, 2, 1)] == [1, 1, 1, 0, 0, 1]


async def test_what_has_no_room_at_all_is_not_kept() -> None:
    side = Side()
    shared = SharedAnswers(Time(), most_bytes=3)
    for _ in range(2):
        await shared.ask(REQUEST, side)
    assert side.asked == 2


async def test_after_six_hours_an_answer_is_forgotten() -> None:
    time, side = Time(), Side()
    shared = SharedAnswers(time)
    await shared.ask(REQUEST, side)
    time.seconds += 6 * 3600 + 1
    await shared.ask(replace(REQUEST, url="https://api/y"), side)
    await shared.ask(replace(REQUEST, share=1e9), side)
    assert side.asked == 3


async def test_what_is_kept_shows_no_secret_and_cannot_be_guessed() -> None:
    first, second = SharedAnswers(Time()), SharedAnswers(Time())
    for shared in (first, second):
        await shared.ask(REQUEST, Side())
    assert b"hush" not in b"".join(first._kept)
    assert first._kept.keys() != second._kept.keys()

import asyncio
import json
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

import anyio
import pytest

from bizprobe.engine.run import run_once
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import (
    BadAnswerError,
    DeadlineExceededError,
    ProbeError,
    RateLimitedError,
    Reason,
    StateError,
    UnauthorizedError,
)
from bizprobe.reading import Reading
from bizprobe.runlog import note

pytestmark = pytest.mark.anyio

FILE = """
dealers:
  apteka:
    timezone: UTC
    probes: {ozon: {kind: scripted, timeout: 20ms}}
"""


async def run(world: Any, script: Callable[[], Awaitable[Any]]) -> Run:
    world.scripts["ozon"] = script
    settings = world.settings(FILE)
    built = (await world.workshop().build(settings)).probes["apteka", "ozon"]
    return await run_once(built.probe, Watch(built.dealer, built.name, built.settings), world.clock)


def raising(error: BaseException) -> Callable[[], Awaitable[Any]]:
    async def script() -> None:
        raise error

    return script


async def test_a_reading_is_an_answer_whatever_it_says(world: Any, answer: Callable[..., Reading]) -> None:
    async def no() -> Reading:
        return answer("ozon", success=False)

    ended = await run(world, no)

    assert ended.reading == answer("ozon", success=False)
    assert (ended.reason, ended.message) == (None, "")
    assert ended.started == world.clock.now()


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        (UnauthorizedError("the key has expired"), Reason.UNAUTHORIZED, "the key has expired"),
        (RateLimitedError("too many", retry_after=3), Reason.RATE_LIMITED, "too many"),
        (StateError("disk full"), Reason.STATE, "disk full"),
        (
            ExceptionGroup("both", [BadAnswerError("not JSON"), StateError("disk full")]),
            Reason.BAD_ANSWER,
            "not JSON",
        ),
        (ProbeError("a part is missing"), Reason.INTERNAL, "a part is missing"),
        (KeyError("s3cret"), Reason.INTERNAL, "KeyError in script (test_run.py:"),
        (TimeoutError("s3cret"), Reason.INTERNAL, "TimeoutError in script"),
        (SystemExit("s3cret"), Reason.INTERNAL, "SystemExit in script"),
        (asyncio.CancelledError("s3cret"), Reason.INTERNAL, "CancelledError in script"),
        (ExceptionGroup("s3cret", [StateError("x"), KeyError("s3cret")]), Reason.INTERNAL, "ExceptionGroup"),
    ],
)
async def test_every_error_has_a_reason(
    world: Any, log: StringIO, error: BaseException, reason: Reason, message: str
) -> None:
    ended = await run(world, raising(error))

    assert (ended.reading, ended.reason) == (None, reason)
    assert ended.message.startswith(message)
    assert "s3cret" not in log.getvalue() + ended.message


async def test_a_run_ends_at_its_deadline(world: Any) -> None:
    ended = await run(world, anyio.sleep_forever)

    assert ended.reason is DeadlineExceededError.reason
    assert ended.message == "no end within 0.02 s"


async def test_a_probe_that_answers_something_else_has_failed(world: Any, log: StringIO) -> None:
    async def nothing() -> None: ...

    assert (await run(world, nothing)).reason is Reason.INTERNAL


async def test_a_run_that_is_cancelled_from_outside_is_no_failure_of_the_probe(world: Any) -> None:
    ended = None
    with anyio.CancelScope() as scope:

        async def stop() -> None:
            scope.cancel()
            await anyio.sleep_forever()

        ended = await run(world, stop)

    assert scope.cancelled_caught
    assert ended is None


async def test_the_log_of_a_run_holds_its_notes_and_its_end(world: Any) -> None:
    async def script() -> None:
        note("asking page 1")
        raise BadAnswerError("not JSON")

    ended = await run(world, script)

    assert [text for _, text in ended.log] == ["asking page 1", "bad_answer: not JSON"]


async def test_a_bug_leaves_a_stack_with_the_probe_in_the_log(world: Any, log: StringIO) -> None:
    ended = await run(world, raising(KeyError("s3cret")))

    line = json.loads(log.getvalue())
    assert (line["dealer"], line["probe"], line["run_id"]) == ("apteka", "ozon", ended.id)
    assert line["stack"].startswith("KeyError\n")
    assert line["stack"].endswith("in script")

"""Every report counts once, whatever happens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.exchange.report import ExchangeReport
from bizprobe.exchange.standing import Standing
from bizprobe.state.exchanges import ExchangeKey, ExchangeMemory, Recorded
from bizprobe.state.file import StateFile

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = ExchangeKey("apteka", "ozon", "prices")


def report(number: int, minutes: int | None = None, **changes: Any) -> ExchangeReport:
    """A report of `number` items, of which one was rejected."""
    return ExchangeReport.model_validate(
        {
            "dealer": "apteka",
            "channel": "ozon",
            "exchange": "prices",
            "id": f"report {number}",
            "ended_at": NOON + (number if minutes is None else minutes) * MINUTE,
            "sent": number,
            "accepted": number - 1,
            "rejected": 1,
            "rejected_items": [{"key": f"item {number}"}],
            **changes,
        }
    )


@pytest.fixture
def memory(state: StateFile) -> ExchangeMemory:
    return ExchangeMemory(state)


async def test_before_the_first_report_there_is_nothing(memory: ExchangeMemory) -> None:
    assert await memory.recall(KEY) == Standing()


async def test_the_same_id_counts_once_and_never_changes(memory: ExchangeMemory) -> None:
    assert await memory.record(report(5)) is Recorded.NEW
    assert await memory.record(report(5)) is Recorded.REPEATED
    assert await memory.record(report(5, accepted=3)) is Recorded.CONTRADICTS
    standing = await memory.recall(KEY)
    assert (standing.sent, standing.accepted, standing.rejected) == (5, 4, 1)


@pytest.mark.parametrize("change", [{"dealer": "auto"}, {"channel": "kupi"}, {"exchange": "stocks"}])
async def test_exchanges_are_remembered_apart(memory: ExchangeMemory, change: dict[str, str]) -> None:
    await memory.record(report(5))
    assert await memory.record(report(5, **change, sent=7)) is Recorded.NEW
    assert (await memory.recall(KEY)).sent == 5


async def test_the_last_exchange_is_the_one_that_ended_last(memory: ExchangeMemory) -> None:
    for number in (1, 3, 2):
        await memory.record(report(number))
    last = (await memory.recall(KEY)).last
    assert last is not None
    assert (last.ended_at, last.sent) == (NOON + 3 * MINUTE, 3)
    assert [item.key for item in last.rejected_items] == ["item 3"]


async def test_a_report_that_was_forgotten_is_never_counted_again(state: StateFile) -> None:
    memory = ExchangeMemory(state, reports=3)
    for number in range(1, 6):
        await memory.record(report(number))
    assert [await memory.record(report(number)) for number in (1, 2, 3)] == [
        Recorded.TOO_OLD,
        Recorded.TOO_OLD,
        Recorded.REPEATED,
    ]
    assert (await memory.recall(KEY)).sent == 1 + 2 + 3 + 4 + 5


async def test_the_file_does_not_grow_without_end(state: StateFile) -> None:
    memory = ExchangeMemory(state, reports=4, with_items=2)
    for number in range(1, 31):
        await memory.record(report(number))

    def count(table: str) -> Any:
        return state.transact(
            lambda connection: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        )

    assert [await count("exchange_reports"), await count("exchange_items")] == [(4,), (2,)]


async def test_the_counters_go_on_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2, 2, 1, 3):
        file = StateFile(tmp_path / "state.db")
        await ExchangeMemory(file).record(report(number))
        standing = await ExchangeMemory(file).recall(KEY)
        await file.aclose()
    assert (standing.sent, standing.accepted, standing.rejected) == (6, 3, 3)


async def test_reports_at_the_same_time_count_once(memory: ExchangeMemory) -> None:
    found: list[Recorded] = []

    async def send() -> None:
        found.append(await memory.record(report(5)))

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(send)
    assert (found.count(Recorded.NEW), found.count(Recorded.REPEATED)) == (1, 19)


numbers = st.lists(st.integers(min_value=1, max_value=12), unique=True, min_size=1)


@given(st.data(), numbers)
def test_any_order_and_repetition_gives_the_same(data: st.DataObject, once: list[int]) -> None:
    # Several end at the same moment.
    sent = [report(number, number // 3) for number in once]
    repeated = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=10))))

    async def told(reports: list[ExchangeReport]) -> Standing:
        with TemporaryDirectory() as folder:
            file = StateFile(Path(folder) / "state.db")
            memory = ExchangeMemory(file)
            for one in reports:
                assert await memory.record(one) in (Recorded.NEW, Recorded.REPEATED)
            standing = await memory.recall(KEY)
            await file.aclose()
            return standing

    in_order = anyio.run(told, sent)
    assert anyio.run(told, repeated) == in_order
    assert in_order.sent == sum(once)


@given(st.lists(st.integers(min_value=1, max_value=12), max_size=40))
def test_nothing_counts_twice_however_little_is_remembered(sent: list[int]) -> None:
    async def counted() -> tuple[int, int]:
        with TemporaryDirectory() as folder:
            file = StateFile(Path(folder) / "state.db")
            memory = ExchangeMemory(file, reports=2, with_items=1)
            new = [number for number in sent if await memory.record(report(number)) is Recorded.NEW]
            standing = await memory.recall(KEY)
            await file.aclose()
            assert len(set(new)) == len(new)
            return standing.sent, sum(new)

    total, expected = anyio.run(counted)
    assert total == expected

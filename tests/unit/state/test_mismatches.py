"""Since when items do not match."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bizprobe.state.file import StateFile
from bizprobe.state.mismatches import ComparisonKey, MismatchMemory

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 17, 12, 0, 0, 250, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = ComparisonKey("apteka", "ozon", "prices")


async def test_an_item_is_as_old_as_its_mark(state: StateFile) -> None:
    memory = MismatchMemory(state, KEY)
    assert await memory.record({"1": "a", "2": "b"}, NOON) == {"1": NOON, "2": NOON}
    assert await memory.record({"1": "a", "2": "c", "3": "d"}, NOON + HOUR) == {
        "1": NOON,
        "2": NOON + HOUR,
        "3": NOON + HOUR,
    }


async def test_what_matched_meanwhile_is_new_again(state: StateFile) -> None:
    memory = MismatchMemory(state, KEY)
    await memory.record({"1": "a", "2": "a"}, NOON)
    await memory.record({"2": "a"}, NOON + HOUR)
    assert await memory.record({"1": "a"}, NOON + 2 * HOUR) == {"1": NOON + 2 * HOUR}


@pytest.mark.parametrize(
    "other",
    [
        ComparisonKey("other", "ozon", "prices"),
        ComparisonKey("apteka", "kupi", "prices"),
        ComparisonKey("apteka", "ozon", "stocks"),
    ],
)
async def test_comparisons_remember_apart(state: StateFile, other: ComparisonKey) -> None:
    await MismatchMemory(state, KEY).record({"1": "a"}, NOON)
    assert await MismatchMemory(state, other).record({}, NOON) == {}
    assert await MismatchMemory(state, other).record({"1": "a"}, NOON + HOUR) == {"1": NOON + HOUR}
    assert await MismatchMemory(state, KEY).record({"1": "a"}, NOON + HOUR) == {"1": NOON}


async def test_after_a_clock_was_set_back_nothing_begins_in_the_future(state: StateFile) -> None:
    memory = MismatchMemory(state, KEY)
    await memory.record({"1": "a"}, NOON)
    assert await memory.record({"1": "a"}, NOON - HOUR) == {"1": NOON - HOUR}


async def test_the_memory_survives_a_restart(tmp_path: Path) -> None:
    first = StateFile(tmp_path / "state.db")
    await MismatchMemory(first, KEY).record({"1": "a"}, NOON)
    await first.aclose()
    second = StateFile(tmp_path / "state.db")
    assert await MismatchMemory(second, KEY).record({"1": "a"}, NOON + HOUR) == {"1": NOON}
    await second.aclose()

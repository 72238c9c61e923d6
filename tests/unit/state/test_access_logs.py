"""How far logs were read, in the state file."""

from pathlib import Path

import pytest

from bizprobe.state.access_logs import LogKey, LogMemory
from bizprobe.state.file import StateFile

pytestmark = pytest.mark.anyio

OZON = LogKey("apteka", "stock-log", "ozon", "stocks")


async def test_what_was_written_last_is_recalled_by_its_own_key_and_after_a_restart(
    state: StateFile, tmp_path: Path
) -> None:
    memory = LogMemory(state, OZON)
    assert await memory.recall() is None
    await memory.record(b"first")
    await memory.record(b"second")
    assert await memory.recall() == b"second"
    for other in (
        LogKey("other", "stock-log", "ozon", "stocks"),
        LogKey("apteka", "price-log", "ozon", "stocks"),
        LogKey("apteka", "stock-log", "kupi", "stocks"),
        LogKey("apteka", "stock-log", "ozon", "prices"),
    ):
        assert await LogMemory(state, other).recall() is None
    again = StateFile(tmp_path / "deep" / "state.db")
    assert await LogMemory(again, OZON).recall() == b"second"
    await again.aclose()

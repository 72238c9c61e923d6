from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bizprobe.state.budgets import AccountMemory
from bizprobe.state.file import StateFile

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def test_each_budget_of_each_account_keeps_its_last_level(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.db")
    memories = [AccountMemory(file, *names) for names in (("apteka", "channel/wb"), ("moto", "channel/wb"))]
    await memories[0].record("prices", 3.5, NOON)
    await memories[0].record("prices", -1.25, NOON + timedelta(seconds=1))
    await memories[0].record("orders", 7, NOON)
    await file.aclose()

    again = StateFile(tmp_path / "state.db")
    known = [
        await AccountMemory(again, memory.dealer, memory.account).recall(group)
        for memory in memories
        for group in ("prices", "orders")
    ]
    assert known == [(-1.25, NOON + timedelta(seconds=1)), (7, NOON), None, None]
    await again.aclose()

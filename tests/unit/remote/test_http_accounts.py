"""Accounts that share what is granted: between blocks, across a reload and across a restart."""

from pathlib import Path

import anyio
import pytest

from bizprobe.errors import RateLimitedError
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.remote.request import Request
from bizprobe.settings.model import RequestLimits
from bizprobe.state.file import StateFile
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import Counts, StillClock

pytestmark = pytest.mark.anyio

GOOD = answer(200)
OWNER = Owner("apteka", "wb", "channel")
HOURLY = Budget("prices", per_second=4 / 3600, burst=4)


async def asked(accounts: HttpAccounts, url: str, owner: Owner = OWNER, budget: Budget = HOURLY) -> int:
    """How many requests a block could make that was opened and closed."""
    account, count = accounts.open(owner, RequestLimits(), [budget], Counts()), 0
    try:
        with anyio.fail_after(10):
            while True:
                await account.ask(Request("GET", url, group="prices"))
                count += 1
    except RateLimitedError:
        return count
    finally:
        await account.aclose()


async def test_blocks_of_one_account_share_its_budget(scripted: Scripted, tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.db")
    accounts = HttpAccounts(StillClock(), state)
    async with scripted(GOOD) as server:
        counts = [
            await asked(accounts, server.url, owner)
            for owner in (OWNER, OWNER, Owner("apteka", "other", "channel"), Owner("moto", "wb", "channel"))
        ]
    assert counts == [4, 0, 4, 4]
    await state.aclose()


async def test_a_block_that_is_opened_anew_finds_what_is_left(scripted: Scripted, tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.db")
    accounts = HttpAccounts(StillClock(), state)
    more = Budget("prices", per_second=1 / 600, burst=10)
    async with scripted(GOOD) as server:
        assert [await asked(accounts, server.url), await asked(accounts, server.url, budget=more)] == [4, 0]
    await state.aclose()


@pytest.mark.parametrize(
    ("budget", "counts"), [(HOURLY, [4, 0]), (Budget("prices", per_second=1 / 59, burst=4), [4, 4])]
)
async def test_a_restart_fills_no_slow_budget(
    scripted: Scripted, tmp_path: Path, budget: Budget, counts: list[int]
) -> None:
    found = []
    async with scripted(GOOD) as server:
        for _ in range(2):
            state = StateFile(tmp_path / "state.db")
            found.append(await asked(HttpAccounts(StillClock(), state), server.url, budget=budget))
            await state.aclose()
    assert found == counts


async def test_what_is_left_shows_as_long_as_a_block_uses_it(scripted: Scripted, tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.db")
    accounts = HttpAccounts(StillClock(), state)
    first, second = (accounts.open(OWNER, RequestLimits(), [HOURLY], Counts()) for _ in range(2))
    async with scripted(GOOD) as server:
        await first.ask(Request("GET", server.url, group="prices"))
    labels = ("apteka", "wb", "channel", "prices")
    shown = {(sample.family.name, sample.labels): sample.value for sample in accounts.samples()}
    assert shown == {
        ("bizprobe_api_budget_remaining", labels): 3,
        ("bizprobe_api_budget_burst", labels): 4,
        ("bizprobe_api_requests_withheld_total", labels): 0,
    }
    await first.aclose()
    await first.aclose()
    assert list(accounts.samples())
    await second.aclose()
    assert not list(accounts.samples())
    await state.aclose()

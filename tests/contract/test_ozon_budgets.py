"""Ozon locks a call that was made too often, on a clock that only waiting moves."""

import anyio
import pytest
from starlette.responses import JSONResponse

from bizprobe.errors import RateLimitedError
from bizprobe.marketplaces.ozon.channel import OzonChannel
from bizprobe.marketplaces.ozon.items import PRICES
from tests.contract.conftest import Opened, Ozon
from tests.unit.remote.sides import Counts, Sleeps

pytestmark = pytest.mark.anyio

LOCKED = {"code": 8, "message": "Circle is open", "details": []}


async def prices(channel: OzonChannel) -> int:
    return len([page async for page in channel.prices()])


async def test_a_call_that_is_locked_is_left_alone_for_longer_each_time(ozon: Ozon, opened: Opened) -> None:
    sleeps = Sleeps()
    ozon.instead = JSONResponse(LOCKED, 429)
    async with opened(pace=sleeps.pace()) as channel:
        for _ in range(4):
            with pytest.raises(RateLimitedError):
                await prices(channel)
        ozon.instead = None
        await prices(channel)
        await prices(channel)
    assert [round(wait) for wait in sleeps.waits] == [60, 120, 240, 480]


async def test_while_one_call_is_locked_the_others_go_on(ozon: Ozon, opened: Opened) -> None:
    sleeps, meter = Sleeps(), Counts()
    ozon.instead = JSONResponse(LOCKED, 429)
    async with opened(meter, sleeps.pace()) as channel:
        with pytest.raises(RateLimitedError):
            await prices(channel)
        ozon.instead = None
        assert [page async for page in channel.stocks()]
        with anyio.fail_after(30), pytest.raises(RateLimitedError, match=f"{PRICES}: not asked: .* 60 s"):
            await prices(channel)
    assert sleeps.waits == []
    assert meter.codes == ["429", "200"]


async def test_a_wait_that_ozon_names_holds_for_all_calls(ozon: Ozon, opened: Opened) -> None:
    sleeps = Sleeps()
    ozon.instead = JSONResponse(LOCKED, 429, {"Retry-After": "3"})
    async with opened(pace=sleeps.pace()) as channel:
        with pytest.raises(RateLimitedError):
            await prices(channel)
        ozon.instead = None
        assert [page async for page in channel.stocks()]
    assert sleeps.waits == [3]

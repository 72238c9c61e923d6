"""Wildberries keeps its limits strictly, on a clock that only waiting moves: nobody is ever refused."""

from datetime import timedelta
from typing import Any

import anyio
import pytest
from starlette.responses import JSONResponse

from bizprobe.errors import ClientError, RateLimitedError
from bizprobe.marketplaces.wildberries.channel import WildberriesChannel
from tests.contract.wildberries_side import (
    ORDERS,
    PRICES,
    Bucket,
    OpenedWildberries,
    Wildberries,
    good,
)
from tests.unit.remote.sides import NOON, Counts, Sleeps, collect

pytestmark = pytest.mark.anyio

PRICE_AREA, MARKETPLACE = "discounts-prices-api", "marketplace-api"


def cards(count: int) -> list[dict[str, Any]]:
    return [good(number, f"k{number}", (number, "0", 10)) for number in range(1, count + 1)]


async def price_keys(channel: WildberriesChannel) -> int:
    return sum([len(page.keys) async for page in channel.prices()])


async def test_a_price_list_of_thirteen_pages_is_read_without_a_single_refusal(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sleeps, meter = Sleeps(), Counts()
    wildberries.goods = cards(12_000)
    wildberries.buckets[PRICE_AREA] = Bucket(5, 0.6, lambda: sleeps.passed)
    async with opened_wildberries(meter, sleeps.pace()) as channel:
        for _ in range(2):
            assert await price_keys(channel) == 12_000
    assert len(wildberries.asked_of(PRICES)) == 26
    assert meter.codes == ["200"] * 28
    assert sleeps.passed == pytest.approx(24 * 0.6)


async def test_a_bucket_that_somebody_else_drinks_from_is_not_overdrawn(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sleeps, meter = Sleeps(), Counts()
    wildberries.goods = cards(3000)
    wildberries.buckets[PRICE_AREA] = Bucket(5, 0.6, lambda: sleeps.passed, missing=4)
    async with opened_wildberries(meter, sleeps.pace()) as channel:
        assert await price_keys(channel) == 3000
    assert meter.codes == ["200"] * 5


async def test_what_a_basic_token_may_not_ask_is_not_asked(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sleeps, meter = Sleeps(), Counts()
    wildberries.goods = cards(5)
    wildberries.buckets[PRICE_AREA] = Bucket(4, 900, lambda: sleeps.passed)
    async with opened_wildberries(meter, sleeps.pace(), token_kind="basic") as channel:
        with anyio.fail_after(120):
            assert await price_keys(channel) == 5
            sleeps.passed += 60
            with pytest.raises(RateLimitedError, match="the budget 'prices' is used up, for another 840 s"):
                await price_keys(channel)
    assert meter.codes == ["200"] * 4


async def test_the_list_of_cards_is_asked_for_once_by_prices_and_stocks(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    meter = Counts()
    wildberries.goods = cards(5)
    wildberries.stocks = {7: {number: number for number in range(1, 6)}}
    async with opened_wildberries(meter) as channel:
        assert await price_keys(channel) == 5
        for amount in (1, 2):
            wildberries.stocks[7][1] = amount
            (page,) = [page async for page in channel.stocks()]
            assert page.counts[0] == amount
    assert len(wildberries.asked_of(PRICES)) == 2
    assert meter.codes == ["200"] * 5


async def test_a_refused_question_counts_as_ten(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sleeps = Sleeps()
    async with opened_wildberries(pace=sleeps.pace()) as channel:
        for _ in range(3):
            wildberries.instead[ORDERS] = JSONResponse({"code": "IncorrectRequest"}, 400)
            with pytest.raises(ClientError):
                await collect(channel.orders(NOON - timedelta(hours=1)))
    assert sleeps.passed == pytest.approx((20 + 1 - 18) / 5)

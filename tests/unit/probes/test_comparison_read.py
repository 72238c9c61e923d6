"""Reading both sides of a comparison."""

from collections.abc import AsyncIterator, Awaitable, Callable

import anyio
import pytest
from anyio.lowlevel import checkpoint

from bizprobe.compare.prices import PriceComparison, PriceList
from bizprobe.compare.stocks import StockComparison, StockList
from bizprobe.probes.comparison.read import compare_prices, compare_stocks, read_prices, read_stocks
from bizprobe.records import PricePage, StockPage

pytestmark = pytest.mark.anyio

ROWS = 20_000
KEYS = [f"{number}" for number in range(ROWS)]


async def prices() -> AsyncIterator[PricePage]:
    yield PricePage(1, KEYS, ["1"] * ROWS, "RUB")


async def stocks() -> AsyncIterator[StockPage]:
    yield StockPage(1, KEYS, [1] * ROWS)


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_prices(prices(), "erp", ROWS),
        lambda: read_stocks(stocks(), "erp", ROWS),
        lambda: compare_prices(prices(), "ozon", PriceComparison(PriceList(), ROWS)),
        lambda: compare_stocks(stocks(), "ozon", StockComparison(StockList(), 0, ROWS)),
    ],
    ids=["read prices", "read stocks", "compare prices", "compare stocks"],
)
async def test_a_page_however_long_lets_others_go_on(read: Callable[[], Awaitable[object]]) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await checkpoint()
            turns += 1

    async with anyio.create_task_group() as group:
        group.start_soon(others)
        await read()
        group.cancel_scope.cancel()
    assert turns >= ROWS / 1000 - 2

"""The adapter for Yandex Market keeps to its contract, over real HTTP: prices and stocks."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response

from bizprobe.errors import BadAnswerError, ClientError, IncompleteError
from bizprobe.records import PricePage, StockPage
from tests.contract.yandex_market_side import (
    PRICES,
    QUARANTINE,
    SHOP,
    SHOP_STOCKS,
    STOCKS,
    WAREHOUSE,
    OpenedYandexMarket,
    YandexMarket,
    held,
    priced,
    refused,
    stocked,
)

pytestmark = pytest.mark.anyio


async def read_prices(opened: OpenedYandexMarket, **keys: Any) -> list[PricePage]:
    async with opened(**keys) as channel:
        return [page async for page in channel.prices()]


async def read_stocks(opened: OpenedYandexMarket, **keys: Any) -> list[StockPage]:
    async with opened(**keys) as channel:
        return [page async for page in channel.stocks()]


async def test_prices_keep_the_text_of_yandex_market_s_numbers(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    body = json.dumps({"status": "OK", "result": {"offers": [priced("0557722", 1.5), priced("557722", 7)]}})
    # More digits than a float holds.
    yandex_market.instead = {
        PRICES: Response(body.replace("1.5", "90071992547409.93"), media_type="application/json")
    }
    (page,) = await read_prices(opened_yandex_market)
    assert page == PricePage(1, ["0557722", "557722"], ["90071992547409.93", "7"], "RUB", quarantined=[])
    assert yandex_market.asked == [
        (QUARANTINE, {"limit": "200"}),
        (PRICES, {"limit": "500", "archived": False}),
    ]


async def test_every_page_of_the_price_list_is_read(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.prices = [priced(f"k{number}", number) for number in range(1, 1002)]
    pages = await read_prices(opened_yandex_market)
    assert [(page.number, len(page.keys)) for page in pages] == [(1, 500), (2, 500), (3, 1)]
    asked = [call.get("pageToken") for call in yandex_market.asked_of(PRICES)]
    assert asked == [None, "token-500", "token-1000"]


async def test_an_item_without_a_price_is_no_row(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.page = 2
    yandex_market.prices = [
        {"offerId": "none yet"},
        {"offerId": "no value", "price": {"minimumForBestseller": 5}},
        priced("Куртка 3", 0.1),
        {"offerId": "nor here", "price": None},
    ]
    pages = await read_prices(opened_yandex_market)
    assert pages == [PricePage(1, ["Куртка 3"], ["0.1"], "RUB", quarantined=[])]


async def test_all_that_is_in_quarantine_is_told_once(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.page = 2
    yandex_market.prices = [priced(f"k{number}", number) for number in range(1, 5)]
    yandex_market.quarantine = [held(key) for key in ("k1", "k4", "k77")]
    pages = await read_prices(opened_yandex_market)
    assert [list(page.quarantined) for page in pages] == [["k1", "k4", "k77"], []]
    assert [call.get("pageToken") for call in yandex_market.asked_of(QUARANTINE)] == [None, "token-2"]


async def test_a_cabinet_without_offers_has_no_pages(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    assert await read_prices(opened_yandex_market) == []
    assert await read_stocks(opened_yandex_market) == [StockPage(1, [], [])]


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        ([priced("", 1)], "row 1: the key is empty"),
        ([priced("a", "Ivan")], "row 1: amount is no number"),
        ([priced("a", None)], "row 1: amount is no number"),
        ([priced("a", -1.001)], "row 1: amount is finer"),
        ([priced("a", 1), priced("b", 1.001)], "row 2: amount is finer"),
        ([priced("a", 1), priced("b", 1, currency="BYN")], "more than one currency"),
        ([priced("a", 1, currency="Ivan")], "currencyId is no code of three letters"),
        ([{"offerId": 7}], "Expected `str`, got `int`"),
    ],
)
async def test_a_price_that_cannot_be_read_says_why(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, offers: list[Any], words: str
) -> None:
    yandex_market.prices = offers
    with pytest.raises(BadAnswerError, match=words) as caught:
        await read_prices(opened_yandex_market)
    assert "Ivan" not in str(caught.value)


async def test_what_can_be_ordered_is_available_and_not_reserved(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.stocks[WAREHOUSE] = [
        stocked("0557722", FIT=9, FREEZE=4, AVAILABLE=5),
        stocked("557722", DEFECT=3),
        stocked("oversold", AVAILABLE=-2),
        stocked("unknown"),
    ]
    yandex_market.stocks[508] = [stocked("elsewhere", AVAILABLE=7)]
    (page,) = await read_stocks(opened_yandex_market)
    assert page == StockPage(1, ["0557722", "557722", "oversold"], [5, 0, -2])
    assert yandex_market.asked == [(STOCKS, {"limit": "100", "partnerWarehouseId": WAREHOUSE})]


@pytest.mark.parametrize("keys", [{}, {"stocks_campaign": SHOP}])
async def test_no_page_of_stocks_is_longer_than_what_comes_uncut(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, keys: dict[str, int]
) -> None:
    yandex_market.stocks[WAREHOUSE] = [stocked(f"k{number}", AVAILABLE=number) for number in range(1, 251)]
    pages = await read_stocks(opened_yandex_market, **keys)
    assert [(page.number, len(page.keys)) for page in pages] == [(1, 100), (2, 100), (3, 50)]
    assert {question["limit"] for _, question in yandex_market.asked} == {"100"}


async def test_a_warehouse_of_a_group_is_asked_of_its_shop_and_returns_are_left_out(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.stocks = {
        WAREHOUSE: [stocked("a", AVAILABLE=5), stocked("b", AVAILABLE=0)],
        900: [stocked("a", AVAILABLE=1), stocked("sent back", AVAILABLE=1)],
    }
    (page,) = await read_stocks(opened_yandex_market, stocks_campaign=SHOP)
    assert page == StockPage(1, ["a", "b"], [5, 0])
    assert yandex_market.asked == [(SHOP_STOCKS, {"limit": "100", "stocksWarehouseId": WAREHOUSE})]


@pytest.mark.parametrize("status", [200, 400])
async def test_a_cabinet_that_groups_its_warehouses_is_told_what_to_set(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, status: int
) -> None:
    yandex_market.instead = {STOCKS: refused(status, "GROUPED_WAREHOUSE")}
    with pytest.raises(ClientError, match="put the shop's number into stocks_campaign"):
        await read_stocks(opened_yandex_market)


@pytest.mark.parametrize(
    "result",
    [
        {"partnerWarehouseId": WAREHOUSE},
        {"partnerWarehouseId": WAREHOUSE, "offers": None},
        {"partnerWarehouseId": WAREHOUSE, "offers": [stocked("", AVAILABLE=1)]},
        {"partnerWarehouseId": WAREHOUSE, "offers": [{"offerId": "a"}]},
        {"partnerWarehouseId": WAREHOUSE, "offers": [stocked("a", AVAILABLE=1.5)]},  # type: ignore[arg-type]  # wrong
        None,
    ],
)
async def test_stocks_that_cannot_be_read_are_an_error(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, result: Any
) -> None:
    yandex_market.instead = {STOCKS: JSONResponse({"status": "OK", "result": result})}
    with pytest.raises(BadAnswerError):
        await read_stocks(opened_yandex_market)


@pytest.mark.parametrize(("called", "keys"), [(STOCKS, {}), (SHOP_STOCKS, {"stocks_campaign": SHOP})])
async def test_a_token_behind_which_nothing_is_makes_the_read_incomplete(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, called: str, keys: dict[str, int]
) -> None:
    yandex_market.stocks[WAREHOUSE] = [stocked("a", AVAILABLE=1)]
    yandex_market.last_token = "token-100"
    with pytest.raises(IncompleteError, match="page 2: there should be more"):
        await read_stocks(opened_yandex_market, **keys)
    assert len(yandex_market.asked_of(called)) == 2


KOPECKS = st.integers(1, 10**9)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(KOPECKS, min_size=1, max_size=20), st.integers(1, 5))
async def test_prices_are_exact_to_the_kopeck(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, kopecks: list[int], page: int
) -> None:
    yandex_market.page = page
    yandex_market.prices = [priced(f"k{number}", amount / 100) for number, amount in enumerate(kopecks)]
    pages = await read_prices(opened_yandex_market)
    assert [Decimal(amount) * 100 for page in pages for amount in page.amounts] == kopecks

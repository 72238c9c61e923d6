"""The adapter for Wildberries keeps to Wildberries' contract, over real HTTP: prices and stocks."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response

from bizprobe.errors import BadAnswerError, ClientError, ProbeError, RateLimitedError, RetiredError
from bizprobe.records import PricePage, StockPage
from tests.contract.wildberries_side import (
    PRICES,
    QUARANTINE,
    STOCKS,
    OpenedWildberries,
    Wildberries,
    good,
)

pytestmark = pytest.mark.anyio

HELD: dict[str, Any] = {
    "sizeID": None,
    "techSizeName": "",
    "currencyIsoCode4217": "RUB",
    "newPrice": 100,
    "oldPrice": 1000,
    "newDiscount": 0,
    "oldDiscount": 0,
    "priceDiff": -900,
}


async def read_prices(opened: OpenedWildberries, **keys: Any) -> list[PricePage]:
    async with opened(**keys) as channel:
        return [page async for page in channel.prices()]


async def read_stocks(opened: OpenedWildberries, **keys: Any) -> list[StockPage]:
    async with opened(**keys) as channel:
        return [page async for page in channel.stocks()]


async def test_the_discounted_price_is_read_as_roubles_by_the_seller_s_article(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.goods = [
        good(1, "0557722", (11, "0", 1332)),
        good(2, "557722", (21, "0", 99.9)),
        good(3, "Куртка 3", (31, "0", 0.1)),
    ]
    (page,) = await read_prices(opened_wildberries)
    assert page == PricePage(
        1, ["0557722", "557722", "Куртка 3"], ["1332", "99.9", "0.1"], "RUB", quarantined=[]
    )


async def test_the_price_list_is_read_until_it_is_empty(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.page = 2
    wildberries.goods = [good(number, f"k{number}", (number, "0", 10)) for number in range(1, 6)]
    pages = await read_prices(opened_wildberries)
    assert [(page.number, page.keys) for page in pages] == [
        (1, ["k1", "k2"]),
        (2, ["k3", "k4"]),
        (3, ["k5"]),
    ]
    assert [(call["limit"], call["offset"]) for call in wildberries.asked_of(PRICES)] == [
        ("1000", "0"),
        ("1000", "2"),
        ("1000", "4"),
        ("1000", "5"),
    ]


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        ("article", [("coat", "100"), ("coat", "100"), ("coat", "120"), ("hat", "5")]),
        ("size", [("coat/M", "100"), ("coat/L", "100"), ("coat/XL", "120"), ("hat", "5")]),
    ],
)
async def test_sizes_go_by_the_article_or_each_by_its_own_key(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, keys: str, rows: list[tuple[str, str]]
) -> None:
    wildberries.goods = [
        good(1, "coat", (11, "M", 100), (12, "L", 100), (13, "XL", 120)),
        good(2, "hat", (21, "0", 5)),
        good(3, "no sizes"),
    ]
    (page,) = await read_prices(opened_wildberries, keys=keys)
    assert list(zip(page.keys, page.amounts, strict=True)) == rows


async def test_cards_in_quarantine_are_told_by_the_keys_of_their_page(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.page = 2
    wildberries.goods = [good(number, f"k{number}", (number, "0", 10)) for number in range(1, 5)]
    wildberries.quarantine = [{"nmID": number, **HELD} for number in (2, 3, 4, 77)]
    pages = await read_prices(opened_wildberries)
    assert [page.quarantined for page in pages] == [["k2"], ["k3", "k4"]]
    assert [call["offset"] for call in wildberries.asked_of(QUARANTINE)] == ["0", "2", "4"]


async def test_stocks_of_all_warehouses_are_added_up(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.goods = [good(1, "a", (11, "0", 1)), good(2, "b", (21, "0", 1)), good(3, "c", (31, "0", 1))]
    wildberries.stocks = {7: {11: 5, 21: 0}, 8: {11: 2, 31: 9}}
    (page,) = await read_stocks(opened_wildberries, warehouses=[7, 8])
    assert page == StockPage(1, ["a", "b", "c"], [7, 0, 9])
    assert wildberries.asked_of(STOCKS) == [{"chrtIds": [11, 21, 31]}] * 2


@pytest.mark.parametrize(
    ("keys", "known"),
    [
        ("article", {"whole": 7}),
        ("size", {"whole/M": 3, "whole/L": 4, "part/M": 1}),
    ],
)
async def test_what_no_warehouse_tells_of_is_unknown_and_not_zero(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, keys: str, known: dict[str, int]
) -> None:
    wildberries.goods = [
        good(1, "whole", (11, "M", 1), (12, "L", 1)),
        good(2, "part", (21, "M", 1), (22, "L", 1)),
        good(3, "unknown", (31, "0", 1)),
        good(4, "no sizes"),
    ]
    wildberries.stocks = {7: {11: 3, 12: 4, 21: 1}}
    (page,) = await read_stocks(opened_wildberries, keys=keys)
    assert dict(zip(page.keys, page.counts, strict=True)) == known


async def test_stocks_are_asked_for_a_thousand_sizes_at_once(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sizes = [(number, str(number), 1) for number in range(1, 1502)]
    wildberries.goods = [good(1, "socks", *sizes)]
    wildberries.stocks = {7: {number: 2 for number, _, _ in sizes}}
    (page,) = await read_stocks(opened_wildberries)
    assert (page.keys, page.counts) == (["socks"], [3002])
    assert [len(call["chrtIds"]) for call in wildberries.asked_of(STOCKS)] == [1000, 501]


async def test_a_side_without_cards_has_no_pages(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    assert await read_prices(opened_wildberries) == []
    assert await read_stocks(opened_wildberries) == []
    assert wildberries.asked_of(STOCKS) == []


ONE = good(1, "a", (11, "0", 1))


@pytest.mark.parametrize("called", [PRICES, QUARANTINE])
@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (
            JSONResponse({"data": None, "error": True, "errorText": "Ivan"}),
            ClientError,
            "it is a failure: error is true",
        ),
        (JSONResponse({"data": {}, "error": True, "errorText": "Ivan"}), ClientError, "error is true"),
        (JSONResponse({"data": None, "error": False}), BadAnswerError, "got `null`"),
        (JSONResponse({"data": {}, "error": False}), BadAnswerError, "missing required field"),
        (JSONResponse([]), BadAnswerError, "Expected `object`"),
        (Response(status_code=204), BadAnswerError, "not JSON"),
        (JSONResponse({"title": "x"}, 429, {"X-Ratelimit-Retry": "900"}), RateLimitedError, "HTTP 429"),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    called: str,
    answer: Response,
    error: type[ProbeError],
    words: str,
) -> None:
    wildberries.goods = [ONE]
    wildberries.instead = {called: answer}
    with pytest.raises(error, match=words) as caught:
        await read_prices(opened_wildberries)
    assert type(caught.value) is error
    assert "Ivan" not in str(caught.value)
    assert called.split()[1] in str(caught.value)


@pytest.mark.parametrize(
    ("goods", "words"),
    [
        ([good(1, "", (11, "0", 1))], "vendorCode of card 1 is empty"),
        ([good(1, "a", (11, "0", "Ivan"))], "discountedPrice: row 1: amount is"),
        ([good(1, "a", (11, "0", None))], "discountedPrice: row 1: amount is"),
        ([good(1, "a", (11, "0", 1.001))], "discountedPrice: row 1: amount is"),
        ([good(1, "a", (11, "0", 1e300))], "discountedPrice: row 1: amount is"),
        ([ONE, good(2, "b", (21, "0", 1), currency="BYN")], "more than one currency"),
        ([good(1, "a", (11, "0", 1), currency="Ivan")], "currencyIsoCode4217 is no code"),
    ],
)
async def test_a_card_that_cannot_be_read_is_named(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, goods: list[dict[str, Any]], words: str
) -> None:
    wildberries.goods = goods
    with pytest.raises(BadAnswerError, match=words) as caught:
        await read_prices(opened_wildberries)
    assert "Ivan" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"stocks": [{"chrtId": 11, "amount": -1}]}),
        JSONResponse({"stocks": [{"chrtId": 11, "amount": 1.5}]}),
        JSONResponse({"stocks": None}),
        JSONResponse({}),
        Response(status_code=204),
    ],
)
async def test_stocks_that_cannot_be_read_are_an_error(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, answer: Response
) -> None:
    wildberries.goods = [ONE]
    wildberries.instead = {STOCKS: answer}
    with pytest.raises(BadAnswerError, match="/api/v3/stocks/7"):
        await read_stocks(opened_wildberries)


async def test_a_warehouse_that_is_not_the_seller_s_is_named(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.goods = [ONE]
    wildberries.instead = {STOCKS: JSONResponse({"code": "NotFound", "message": "Ivan"}, 404)}
    with pytest.raises(RetiredError, match="or warehouse 7 is wrong"):
        await read_stocks(opened_wildberries)


KOPECKS = st.integers(1, 10**9)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(KOPECKS, min_size=1, max_size=20), st.integers(1, 5))
async def test_prices_are_exact_to_the_kopeck(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, kopecks: list[int], page: int
) -> None:
    wildberries.page = page
    wildberries.goods = [
        good(number, f"k{number}", (number, "0", amount / 100)) for number, amount in enumerate(kopecks)
    ]
    pages = await read_prices(opened_wildberries)
    assert [Decimal(amount) * 100 for page in pages for amount in page.amounts] == kopecks

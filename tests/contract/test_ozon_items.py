"""Ozon's prices and stocks, over real HTTP, in requests and answers of its contract."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response

from bizprobe.errors import (
    BadAnswerError,
    ClientError,
    ForbiddenError,
    IncompleteError,
    ProbeError,
    RateLimitedError,
    RetiredError,
    ServerError,
)
from bizprobe.marketplaces.ozon.channel import OzonChannel
from bizprobe.marketplaces.ozon.items import PRICES, STOCKS
from tests.contract.conftest import Opened, Ozon
from tests.unit.remote.sides import Counts

pytestmark = pytest.mark.anyio

T = TypeVar("T")


def priced(offer: str, price: Any = 100.2, **keys: Any) -> dict[str, Any]:
    """An item of the price list, with much that nobody needs."""
    prices = {"price": price, "old_price": 120, "min_price": 90, "currency_code": "RUB", **keys}
    return {
        "offer_id": offer,
        "product_id": 1,
        "price": prices,
        "price_indexes": {"color_index": "GREEN", "ozon_index_data": {"minimal_price": "99.90"}},
        "commissions": {"sales_percent_fbs": 15},
    }


def stocked(offer: str, *stocks: tuple[str, int, int]) -> dict[str, Any]:
    """An item of the stocks, each as type, present, reserved."""
    found = [
        {"type": kind, "present": present, "reserved": reserved, "sku": 7, "warehouse_ids": []}
        for kind, present, reserved in stocks
    ]
    return {"offer_id": offer, "product_id": 1, "stocks": found}


async def everything(pages: AsyncIterator[T]) -> list[T]:
    return [page async for page in pages]


async def prices(channel: OzonChannel) -> dict[str, str]:
    return {
        key: amount
        async for page in channel.prices()
        for key, amount in zip(page.keys, page.amounts, strict=True)
    }


async def test_prices_keep_the_text_of_ozon_s_numbers(ozon: Ozon, opened: Opened) -> None:
    body = json.dumps({"items": [priced("0557722"), priced("557722", 7)], "cursor": "", "total": 2})
    # More digits than a float holds.
    ozon.instead = Response(body.replace("100.2", "90071992547409.93"), media_type="application/json")
    meter = Counts()
    async with opened(meter) as channel:
        (page,) = await everything(channel.prices())
    assert (page.number, page.currency, page.total) == (1, "RUB", 2)
    assert (page.keys, page.amounts) == (["0557722", "557722"], ["90071992547409.93", "7"])
    assert ozon.asked == [(PRICES, {"cursor": "", "limit": 1000, "filter": {"visibility": "ALL"}})]
    assert meter.codes == ["200"]


@pytest.mark.parametrize("trails", [False, True])
@pytest.mark.parametrize("count", [0, 1, 4, 5])
async def test_every_page_is_read_whether_or_not_the_last_one_names_a_cursor(
    ozon: Ozon, opened: Opened, trails: bool, count: int
) -> None:
    ozon.page, ozon.trails = 2, trails
    ozon.items[PRICES] = [priced(f"sku-{number}") for number in range(count)]
    ozon.items[STOCKS] = [stocked(f"sku-{number}", ("fbs", number, 0)) for number in range(count)]
    async with opened() as channel:
        shown = await everything(channel.prices())
        held = await everything(channel.stocks())
    assert [key for page in shown for key in page.keys] == [f"sku-{number}" for number in range(count)]
    assert [page.number for page in shown] == list(range(1, len(shown) + 1))
    assert [free for page in held for free in page.counts] == list(range(count))


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ({}, "100.2"),
        ({"marketing_seller_price": 95}, "95"),
        ({"marketing_seller_price": 0}, "100.2"),
        ({"marketing_seller_price": 0.0}, "100.2"),
        ({"marketing_seller_price": None}, "100.2"),
    ],
)
async def test_the_price_after_promotions_is_the_price_where_there_is_no_promotion(
    ozon: Ozon, opened: Opened, keys: dict[str, Any], shown: str
) -> None:
    ozon.items[PRICES] = [priced("a", **keys)]
    async with opened(price="marketing_seller_price") as channel:
        assert await prices(channel) == {"a": shown}
    async with opened() as channel:
        assert await prices(channel) == {"a": "100.2"}


async def test_what_can_be_ordered_is_what_lies_in_the_seller_s_warehouses_and_is_not_reserved(
    ozon: Ozon, opened: Opened
) -> None:
    ozon.items[STOCKS] = [
        stocked("both", ("fbs", 5, 2), ("rfbs", 4, 0), ("fbo", 100, 0)),
        stocked("owed", ("fbs", 1, 3)),
        stocked("ozon", ("fbo", 100, 0)),
        stocked("never"),
    ]
    async with opened() as channel:
        (page,) = await everything(channel.stocks())
    assert dict(zip(page.keys, page.counts, strict=True)) == {"both": 7, "owed": -2}
    assert (page.total, page.reserved) == (4, True)
    assert ozon.asked == [(STOCKS, {"cursor": "", "limit": 1000, "filter": {"visibility": "ALL"}})]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse({"code": 7, "message": "no role", "details": []}, 403), ForbiddenError),
        (JSONResponse({"code": 5, "message": "gone", "details": []}, 404), RetiredError),
        (JSONResponse({"code": 3, "message": "bad", "details": []}, 400), ClientError),
        (
            JSONResponse({"code": 8, "message": "Circle is open"}, 429, {"Retry-After": "30"}),
            RateLimitedError,
        ),
        (JSONResponse({"code": 13, "message": "internal", "details": []}, 500), ServerError),
        (Response(b"<html>maintenance</html>"), BadAnswerError),
        (Response(b'{"items": [{"offer_id": "\xff'), BadAnswerError),
        (JSONResponse({"result": {"items": []}}), BadAnswerError),
        (JSONResponse({"items": [], "cursor": ""}), BadAnswerError),
        (JSONResponse({"items": [], "cursor": "", "total": -1}), BadAnswerError),
        (JSONResponse({"items": [], "cursor": "", "total": "many"}), BadAnswerError),
        (JSONResponse({"items": [], "cursor": "", "total": 3}), IncompleteError),
        (JSONResponse({"items": [], "cursor": "x", "total": 3}), IncompleteError),
    ],
)
async def test_each_bad_answer_is_an_error(
    ozon: Ozon, opened: Opened, answer: Response, error: type[ProbeError]
) -> None:
    ozon.instead = answer
    async with opened() as channel:
        for pages in (channel.prices(), channel.stocks()):
            with pytest.raises(error) as caught:
                await everything(pages)
            assert type(caught.value) is error


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"offer_id": 7, "price": {"price": 1, "currency_code": "RUB"}}, r"page 1: .*offer_id"),
        (priced("", 1), "page 1: row 1: offer_id is empty"),
        (priced("a", "Ivan"), "page 1: row 1: amount is no number"),
        (priced("a", None), "page 1: row 1: amount is no number"),
        (priced("a", {"rub": 1}), "page 1: row 1: amount is no number"),
        (priced("a", 1.005), "finer than the currency's minor unit"),
        (priced("a", currency_code="Ivan"), "currency_code is no code of three letters"),
        ({"offer_id": "a", "price": {"currency_code": "RUB"}}, "missing required field `price`"),
    ],
)
async def test_a_price_that_cannot_be_read_is_named_and_never_shown(
    ozon: Ozon, opened: Opened, item: dict[str, Any], words: str
) -> None:
    ozon.items[PRICES] = [item]
    async with opened() as channel:
        with pytest.raises(BadAnswerError, match=words) as caught:
            await prices(channel)
    assert "Ivan" not in str(caught.value)


@pytest.mark.parametrize(
    "stock", [{"type": "fbs", "present": "5", "reserved": 0}, {"type": "fbs", "present": 5}, None]
)
async def test_a_stock_of_another_shape_is_a_bad_answer(ozon: Ozon, opened: Opened, stock: Any) -> None:
    ozon.items[STOCKS] = [{"offer_id": "a", "stocks": [stock]}]
    async with opened() as channel:
        with pytest.raises(BadAnswerError, match="page 1: "):
            await everything(channel.stocks())


async def test_prices_in_two_currencies_are_a_bad_answer(ozon: Ozon, opened: Opened) -> None:
    ozon.items[PRICES] = [priced("a"), priced("b", currency_code="BYN")]
    async with opened() as channel:
        with pytest.raises(BadAnswerError, match="more than one currency"):
            await prices(channel)


async def test_a_page_that_comes_again_or_never_ends_is_an_error(ozon: Ozon, opened: Opened) -> None:
    ozon.instead = JSONResponse({"items": [priced("a")], "cursor": "x", "total": 3})
    async with opened() as channel:
        with pytest.raises(IncompleteError, match="the same rows"):
            await prices(channel)
    ozon.instead, ozon.page = None, 1
    ozon.items[PRICES] = [priced(f"sku-{number}") for number in range(9)]
    async with opened(limits={"max_pages": 5}) as channel:
        with pytest.raises(IncompleteError, match="more after 5 pages"):
            await prices(channel)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10**14), max_size=12), st.integers(1, 5))
async def test_prices_are_exact_to_the_kopeck(
    ozon: Ozon, opened: Opened, kopecks: list[int], page: int
) -> None:
    ozon.page = page
    amounts = {f"sku-{number}": Decimal(amount).scaleb(-2) for number, amount in enumerate(kopecks)}
    ozon.items[PRICES] = [priced(key, float(amount)) for key, amount in amounts.items()]
    async with opened() as channel:
        found = await prices(channel)
    assert {key: Decimal(text) for key, text in found.items()} == amounts

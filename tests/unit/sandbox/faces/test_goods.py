"""Prices and stocks in the shape of each API."""

from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio

OZON = {"Client-Id": "101001", "Api-Key": "key of ozon"}
KUPI = {"X-Api-Token": "key of kupi"}
ERP = {"Authorization": "Bearer key of erp"}
PRICES = "/ozon/v5/product/info/prices"
STOCKS = "/ozon/v4/product/info/stocks"
ALL = {"visibility": "ALL"}


async def ozon_items(api: httpx.AsyncClient, path: str, limit: int) -> tuple[list[Any], int]:
    """All items and how many pages they took, the empty last one included."""
    items: list[Any] = []
    cursor, page = "", 0
    while True:
        body = {"cursor": cursor, "limit": limit, "filter": ALL}
        answer = (await api.post(path, json=body, headers=OZON)).json()
        page += 1
        assert answer["total"] == 300
        cursor = answer["cursor"]
        items += answer["items"]
        if not answer["items"]:
            assert cursor == ""
            return items, page


async def test_ozon_shows_prices_as_numbers_on_pages_of_which_the_last_is_empty(
    api: httpx.AsyncClient, world: World
) -> None:
    items, pages = await ozon_items(api, PRICES, 100)
    assert pages == 4
    rows = world.goods.shown("ozon")
    assert [item["offer_id"] for item in items] == [row.sku for row in rows]
    for item, row in zip(items, rows, strict=True):
        assert Decimal(str(item["price"]["price"])) * 100 == row.kopecks
        assert item["price"]["currency_code"] == "RUB"


async def test_ozon_counts_what_is_reserved_among_what_is_present(
    api: httpx.AsyncClient, world: World
) -> None:
    items, _ = await ozon_items(api, STOCKS, 1000)
    for item, row in zip(items, world.goods.shown("ozon"), strict=True):
        own = next(stock for stock in item["stocks"] if stock["type"] == "fbs")
        assert item["offer_id"] == row.sku
        assert own["present"] - own["reserved"] == row.pieces


async def test_ozons_orders_are_of_items_of_the_catalogue(api: httpx.AsyncClient, world: World) -> None:
    body = {"limit": 10, "filter": {"since": "2026-09-21T08:00:00Z", "to": "2026-09-21T10:00:00Z"}}
    answer = (await api.post("/ozon/v4/posting/fbs/list", json=body, headers=OZON)).json()
    keys = {product["offer_id"] for posting in answer["postings"] for product in posting["products"]}
    assert keys
    assert keys <= {row.sku for row in world.goods.held()}


@pytest.mark.parametrize(
    ("path", "field"), [("/kupi/api/goods/prices", "price_kop"), ("/kupi/api/goods/stocks", "free")]
)
async def test_kupi_leads_on_with_a_cursor_and_counts_kopecks(
    api: httpx.AsyncClient, world: World, path: str, field: str
) -> None:
    items, cursor = [], ""
    while cursor is not None:
        body = {"limit": "70", "cursor": cursor}
        result = (await api.post(path, json=body, headers=KUPI)).json()["result"]
        items, cursor = items + result["items"], result["next"]
    assert [(item["article"], item[field]) for item in items] == [
        (row.sku, row.kopecks if field == "price_kop" else row.pieces) for row in world.goods.shown("kupi")
    ]


@pytest.mark.parametrize("path", ["/erp/prices", "/erp/stocks"])
async def test_the_erp_counts_pages_and_writes_roubles_with_both_digits(
    api: httpx.AsyncClient, world: World, path: str
) -> None:
    items = []
    for page in range(1, 5):
        params = {"channel": "ozon", "page": str(page), "per_page": "80"}
        answer = (await api.get(path, params=params, headers=ERP)).json()
        assert answer["total"] == 300
        items += answer["items"]
    held = world.goods.held()
    assert [item["sku"] for item in items] == [row.sku for row in held]
    if path == "/erp/prices":
        assert [item["price"] for item in items] == [f"{row.kopecks / 100:.2f}" for row in held]
    else:
        assert [item["in_stock"] - item["reserved"] for item in items] == [row.pieces for row in held]


async def test_the_erp_may_have_reserved_more_for_a_channel_than_there_is(api: httpx.AsyncClient) -> None:
    await api.put("/_sandbox/faults/ozon/overbooked")
    short = {}
    for channel in ("ozon", "kupi"):
        params = {"channel": channel, "per_page": "1000"}
        items = (await api.get("/erp/stocks", params=params, headers=ERP)).json()["items"]
        short[channel] = sum(item["reserved"] > item["in_stock"] for item in items)
    assert short["ozon"] > 20
    assert short["kupi"] == 0


async def test_the_shops_price_list_is_yml(api: httpx.AsyncClient, world: World) -> None:
    answer = await api.get("/shop/feed.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    offers = ElementTree.fromstring(answer.content).findall("shop/offers/offer")
    for offer, row in zip(offers, world.goods.shown("shop"), strict=True):
        assert offer.get("id") == row.sku
        assert (offer.get("available") == "true") is (row.pieces > 0)
        assert offer.findtext("price") == f"{row.kopecks / 100:.2f}"
        assert offer.findtext("count") == str(row.pieces)


@pytest.mark.parametrize("path", [PRICES, STOCKS])
async def test_a_list_of_ozons_without_an_end_says_so_by_its_total(
    api: httpx.AsyncClient, world: World, path: str
) -> None:
    await api.put("/_sandbox/faults/ozon/endless_pages")
    body = {"cursor": "", "limit": 1000, "filter": ALL}
    first = (await api.post(path, json=body, headers=OZON)).json()
    assert first["total"] > len(first["items"]) == 300
    again = (await api.post(path, json={**body, "cursor": first["cursor"]}, headers=OZON)).json()
    assert again == first


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        (PRICES, OZON, {"limit": 100}),
        (PRICES, OZON, {"limit": 1001, "filter": ALL}),
        (STOCKS, OZON, {"limit": 100, "cursor": "next", "filter": ALL}),
        ("/kupi/api/goods/prices", KUPI, {"limit": 501}),
        ("/kupi/api/goods/stocks", KUPI, []),
    ],
)
async def test_a_wrong_question_is_refused(
    api: httpx.AsyncClient, path: str, headers: dict[str, str], body: object
) -> None:
    assert (await api.post(path, headers=headers, json=body)).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PRICES),
        ("POST", STOCKS),
        ("POST", "/kupi/api/goods/prices"),
        ("GET", "/erp/prices"),
        ("GET", "/erp/stocks"),
    ],
)
async def test_nobody_is_answered_without_the_key(api: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await api.request(method, path)).status_code == 401

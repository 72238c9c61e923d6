"""The Wildberries face held against what is known of the real API (read 2026-08)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.tokens import token
from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio

TOKEN = token("key of wildberries", datetime(2027, 1, 1, tzinfo=UTC))
HEADERS = {"Authorization": TOKEN}
ORDERS = "/wildberries/api/v3/orders"
PRICES = "/wildberries/api/v2/list/goods/filter"
QUARANTINE = "/wildberries/api/v2/quarantine/goods"
STOCKS = "/wildberries/api/v3/stocks/507"


async def get(api: httpx.AsyncClient, path: str, **params: int) -> Any:
    answer = await api.get(path, params={name: str(value) for name, value in params.items()}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def placed(api: httpx.AsyncClient, since: datetime, limit: int) -> list[Any]:
    found, last = [], 0
    while True:
        page = await get(api, ORDERS, limit=limit, next=last, dateFrom=int(since.timestamp()))
        found, last = found + page["orders"], page["next"]
        if not last:
            return found


async def test_orders_come_without_statuses_and_next_leads_on_until_it_is_zero(
    api: httpx.AsyncClient, world: World
) -> None:
    since = world.now - timedelta(hours=1)
    found = await placed(api, since, 20)
    expected = world.orders("wildberries", since)
    assert [order["id"] for order in found] == [order.serial for order in expected]
    for order, truth in zip(found, expected, strict=True):
        assert order["createdAt"].endswith("Z")
        assert datetime.fromisoformat(order["createdAt"]) == truth.placed_at.replace(microsecond=0)
        assert (order["convertedPrice"], order["convertedCurrencyCode"]) == (truth.kopecks, 643)
        assert "supplierStatus" not in order


async def test_both_statuses_are_asked_for_by_number(api: httpx.AsyncClient, world: World) -> None:
    numbers = [order.serial for order in world.orders("wildberries")[-100:]]
    answer = await api.post(f"{ORDERS}/status", json={"orders": [*numbers, 1]}, headers=HEADERS)
    found = answer.json()["orders"]
    assert [order["id"] for order in found] == numbers
    pairs = {(order["supplierStatus"], order["wbStatus"]) for order in found}
    assert {("new", "waiting"), ("complete", "sorted"), ("complete", "sold")} <= pairs
    fresh = (await get(api, f"{ORDERS}/new"))["orders"]
    new = [order["id"] for order in found if order["supplierStatus"] == "new"]
    assert [order["id"] for order in fresh] == new


async def test_prices_are_roubles_and_the_list_ends_with_an_empty_page(
    api: httpx.AsyncClient, world: World
) -> None:
    rows = world.goods.shown("wildberries")
    first = await get(api, PRICES, limit=200, offset=0)
    second = await get(api, PRICES, limit=200, offset=200)
    goods = [*first["data"]["listGoods"], *second["data"]["listGoods"]]
    assert [good["vendorCode"] for good in goods] == [row.sku for row in rows]
    assert [round(good["sizes"][0]["discountedPrice"] * 100) for good in goods] == [
        row.kopecks for row in rows
    ]
    assert (await get(api, PRICES, limit=200, offset=400))["data"]["listGoods"] == []


async def test_quarantine_names_the_cards_whose_price_fell_too_far(api: httpx.AsyncClient) -> None:
    assert (await get(api, QUARANTINE, limit=1000))["data"]["quarantineGoods"] == []
    await api.put("/_sandbox/faults/wildberries/price_quarantined")
    held = (await get(api, QUARANTINE, limit=1000))["data"]["quarantineGoods"]
    shown = {good["nmID"]: good for good in (await get(api, PRICES, limit=1000))["data"]["listGoods"]}
    assert len(held) == 30
    for card in held:
        assert card["newPrice"] * 3 < card["oldPrice"] == shown[card["nmID"]]["sizes"][0]["discountedPrice"]


async def test_stocks_are_asked_for_by_size(api: httpx.AsyncClient, world: World) -> None:
    sizes = [good["sizes"][0]["sizeID"] for good in (await get(api, PRICES, limit=1000))["data"]["listGoods"]]
    answer = await api.post(STOCKS, json={"chrtIds": [*sizes, 1]}, headers=HEADERS)
    assert [stock["amount"] for stock in answer.json()["stocks"]] == [
        row.pieces for row in world.goods.shown("wildberries")
    ]


@pytest.mark.parametrize("header", [TOKEN, f"Bearer {TOKEN}"])
async def test_a_token_is_known_by_its_signature(api: httpx.AsyncClient, header: str) -> None:
    answer = await api.get(f"{ORDERS}/new", headers={"Authorization": header})
    assert answer.status_code == 200
    assert answer.headers["x-ratelimit-remaining"]
    refused = await api.get(f"{ORDERS}/new", headers={"Authorization": header + "x"})
    assert refused.status_code == 401
    assert set(refused.json()) >= {"title", "detail", "code", "requestId", "origin", "status", "statusText"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{ORDERS}?next=0", None, 400),
        ("GET", f"{ORDERS}?limit=1001&next=0", None, 400),
        ("GET", f"{ORDERS}?limit=10&next=0&dateFrom=1&dateTo=9000000", None, 400),
        ("POST", f"{ORDERS}/status", {"orders": []}, 400),
        ("GET", f"{PRICES}?limit=0", None, 400),
        ("POST", STOCKS, {"skus": ["1"]}, 400),
        ("POST", "/wildberries/api/v3/stocks/508", {"chrtIds": [1]}, 404),
        ("GET", "/wildberries/api/v3/nothing", None, 404),
    ],
)
async def test_a_wrong_question_is_refused_in_the_words_of_the_api(
    api: httpx.AsyncClient, method: str, path: str, body: object, status: int
) -> None:
    answer = await api.request(method, path, json=body, headers=HEADERS)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "data"}

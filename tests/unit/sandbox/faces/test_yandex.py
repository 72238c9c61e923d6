"""The Yandex Market face held against what is known of the real API (read 2026-08)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio

HEADERS = {"Api-Key": "key of yandex-market"}
BUSINESS = "businesses/301001"
ORDERS = f"/yandex-market/v1/{BUSINESS}/orders"
PRICES = f"/yandex-market/v2/{BUSINESS}/offer-prices"
QUARANTINE = f"/yandex-market/v2/{BUSINESS}/price-quarantine"
STOCKS = f"/yandex-market/v3/{BUSINESS}/offers/stocks"
WAREHOUSE = {"partnerWarehouseId": 401001}


async def post(api: httpx.AsyncClient, path: str, body: object = None, **params: str) -> Any:
    answer = await api.post(path, params=params, json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def offers(
    api: httpx.AsyncClient, path: str, body: object, limit: int
) -> tuple[list[Mapping[str, Any]], int]:
    """All offers and how many pages they took."""
    found, page, more = [], 0, {"limit": str(limit)}
    while True:
        result = (await post(api, path, body, **more))["result"]
        found, page = found + result["offers"], page + 1
        if "nextPageToken" not in result["paging"]:
            return found, page
        more["pageToken"] = result["paging"]["nextPageToken"]


async def test_orders_of_whole_days_come_fifty_a_page(api: httpx.AsyncClient, world: World) -> None:
    for _ in range(70):
        world.place("yandex-market")
    body = {"dates": {"creationDateFrom": "2026-09-21", "creationDateTo": "2026-09-22"}}
    first = await post(api, ORDERS, body)
    token = first["paging"]["nextPageToken"]
    second = await post(api, ORDERS, body, pageToken=token)
    found = [*first["orders"], *second["orders"]]
    expected = world.orders("yandex-market")
    assert len(first["orders"]) == 50
    assert second["paging"] == {}
    assert [order["orderId"] for order in found] == [order.serial for order in expected]
    for order, truth in zip(found, expected, strict=True):
        assert datetime.fromisoformat(order["creationDate"]) == truth.placed_at
        assert order["creationDate"].endswith("+03:00")
        paid = [item["prices"]["payment"] for item in order["items"]]
        assert round(sum(payment["value"] for payment in paid) * 100) == truth.kopecks
        assert {payment["currencyId"] for payment in paid} == {"RUR"}


async def test_orders_can_be_narrowed_to_statuses_and_to_what_changed(
    api: httpx.AsyncClient, world: World
) -> None:
    order = world.place("yandex-market")
    fresh = (world.now - timedelta(seconds=1)).isoformat()
    pending = (await post(api, ORDERS, {"statuses": ["PENDING"]}))["orders"]
    changed = (await post(api, ORDERS, {"dates": {"updateDateFrom": fresh}}))["orders"]
    assert order.serial in {found["orderId"] for found in pending}
    assert {found["status"] for found in pending} == {"PENDING"}
    assert order.serial in {found["orderId"] for found in changed}
    assert len(changed) < len(world.orders("yandex-market"))


async def test_prices_are_numbers_in_rur(api: httpx.AsyncClient, world: World) -> None:
    found, pages = await offers(api, PRICES, {"archived": False}, 200)
    assert pages == 2
    assert [(offer["offerId"], round(offer["price"]["value"] * 100)) for offer in found] == [
        (row.sku, row.kopecks) for row in world.goods.shown("yandex-market")
    ]
    assert {offer["price"]["currencyId"] for offer in found} == {"RUR"}


async def test_a_page_of_stocks_is_cut_at_a_hundred_without_a_word(
    api: httpx.AsyncClient, world: World
) -> None:
    found, pages = await offers(api, STOCKS, WAREHOUSE, 200)
    assert pages == 3
    for offer, row in zip(found, world.goods.shown("yandex-market"), strict=True):
        counts = {stock["type"]: stock["count"] for stock in offer["stocks"]}
        assert (offer["offerId"], counts["AVAILABLE"]) == (row.sku, row.pieces)
        assert counts["FIT"] == counts["AVAILABLE"] + counts["FREEZE"]


async def test_quarantine_gives_verdicts(api: httpx.AsyncClient) -> None:
    assert await offers(api, QUARANTINE, {}, 200) == ([], 1)
    await api.put("/_sandbox/faults/yandex-market/price_quarantined")
    held, _ = await offers(api, QUARANTINE, {}, 200)
    assert len(held) == 30
    for offer in held:
        [verdict] = offer["verdicts"]
        params = {param["name"]: param["value"] for param in verdict["params"]}
        assert verdict["type"] == "PRICE_CHANGE"
        assert float(params["CURRENT_PRICE"]) < float(params["LAST_VALID_PRICE"])


async def test_the_token_tells_its_rights_and_campaigns_their_shops(api: httpx.AsyncClient) -> None:
    path = "/yandex-market/v2/auth/token"
    whole = (await post(api, path))["result"]["apiKey"]["authScopes"]
    await api.put("/_sandbox/faults/yandex-market/key_rights")
    less = (await post(api, path))["result"]["apiKey"]["authScopes"]
    assert set(whole) - set(less) == {"pricing:read-only"}
    shops = (await api.get("/yandex-market/v2/campaigns", headers=HEADERS)).json()["campaigns"]
    assert [(shop["business"]["id"], shop["apiAvailability"]) for shop in shops] == [(301001, "AVAILABLE")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{ORDERS}?limit=51", {}, 400),
        (ORDERS, {"dates": {"creationDateFrom": "21-09-2026"}}, 400),
        (ORDERS, {"dates": {"creationDateFrom": "2026-01-01", "creationDateTo": "2026-03-01"}}, 400),
        (ORDERS, [], 400),
        (f"{ORDERS}?pageToken=next", {}, 400),
        ("/yandex-market/v1/businesses/1/orders", {}, 404),
        (STOCKS, {"partnerWarehouseId": 1}, 400),
        ("/yandex-market/v2/nothing", {}, 404),
    ],
)
async def test_a_wrong_question_is_refused_in_the_words_of_the_api(
    api: httpx.AsyncClient, path: str, body: object, status: int
) -> None:
    answer = await api.post(path, json=body, headers=HEADERS)
    assert answer.status_code == status
    assert answer.json()["status"] == "ERROR"
    assert set(answer.json()["errors"][0]) == {"code", "message"}


async def test_nobody_is_answered_without_the_key(api: httpx.AsyncClient) -> None:
    assert (await api.post(ORDERS, json={})).status_code == 401

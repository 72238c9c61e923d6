"""A system of the seller over HTTP."""

import json

import pytest
from pydantic import ValidationError

from bizprobe.errors import BadAnswerError
from bizprobe.records import Money, OrderLine, OrderStatus
from bizprobe.settings.model import Offer
from bizprobe.systems.http_json import HttpJsonSettings, build
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import NOON, collect, surroundings

pytestmark = pytest.mark.anyio


LINES = {"rows": "items", "fields": {"key": "sku", "quantity": "count", "price": "price"}}


def described(url: str, **keys: object) -> HttpJsonSettings:
    orders = {"path": "/orders", "rows": "orders", "fields": {"number": "id", "placed_at": "at"}}
    return HttpJsonSettings.model_validate(
        {"kind": "http_json", "base_url": url, "orders": {**orders, "lines": LINES, **keys}}
    )


async def test_the_lines_of_an_order_are_read_where_they_are_described(scripted: Scripted) -> None:
    at, items = "2026-11-22T15:00:00", [{"sku": "a", "count": 2, "price": "50.05"}]
    rows = [{"id": 1, "at": at, "items": items}, {"id": 2, "at": at, "items": []}]
    async with scripted(answer(200, json.dumps({"orders": rows}).encode())) as server:
        system = build(described(server.url, currency="RUB"), surroundings("crm"))
        first, second = await collect(system.orders(NOON, "ozon"))
        await system.aclose()
    assert (first.lines, second.lines) == ((OrderLine("a", 2, Money(5005, "RUB")),), ())


async def test_an_order_without_the_list_of_its_lines_is_no_order_without_lines(scripted: Scripted) -> None:
    rows = [{"id": 1, "at": "2026-11-22T15:00:00"}]
    async with scripted(answer(200, json.dumps({"orders": rows}).encode())) as server:
        system = build(described(server.url, currency="RUB"), surroundings("crm"))
        with pytest.raises(BadAnswerError, match="row 1: items is no list"):
            await collect(system.orders(NOON, "ozon"))
        await system.aclose()


def test_prices_of_lines_need_a_currency() -> None:
    with pytest.raises(ValidationError, match=r"lines\.fields\.price needs fields\.currency"):
        described("http://127.0.0.1")


async def test_a_system_is_asked_for_the_orders_of_one_channel_and_its_statuses_hold(
    scripted: Scripted,
) -> None:
    rows = [
        {"number": "A-1", "at": "2026-11-22T15:00:00", "state": "packed"},
        {"number": "A-2", "at": "2026-11-22T15:00:00", "state": "Собран"},
        {"number": "A-3", "at": "2026-11-22T15:00:00", "state": "собран"},
    ]
    async with scripted(answer(200, json.dumps({"orders": rows}).encode())) as server:
        settings = HttpJsonSettings.model_validate(
            {
                "kind": "http_json",
                "base_url": f"{server.url}/crm/",
                "statuses": {"Собран": "packed"},
                "orders": {
                    "path": "/orders",
                    "params": {"since": "{since:unix}", "channel": "{channel}"},
                    "rows": "orders",
                    "fields": {"number": "number", "placed_at": "at", "status": "state"},
                },
            }
        )
        system = build(settings, surroundings("crm"))
        order, mapped, unknown = await collect(system.orders(NOON, "ozon"))
        await system.aclose()
    assert settings.offers() == {Offer.ORDERS}
    assert (order.number, order.placed_at, order.status) == ("A-1", NOON, OrderStatus.PACKED)
    assert (mapped.status, mapped.word, mapped.mapped) == (OrderStatus.PACKED, "Собран", True)
    assert (unknown.status, unknown.mapped) == (OrderStatus.OTHER, False)
    assert server.asked[0].startswith(b"GET /crm/orders?since=1795348800&channel=ozon ")

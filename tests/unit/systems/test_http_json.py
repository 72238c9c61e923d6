"""A system of the seller over HTTP."""

import json

import pytest

from bizprobe.records import OrderStatus
from bizprobe.settings.model import Offer
from bizprobe.systems.http_json import HttpJsonSettings, build
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import NOON, collect, surroundings

pytestmark = pytest.mark.anyio


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

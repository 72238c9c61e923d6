"""A marketplace that a description fits, from settings to orders."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.rest import RestSettings, build
from bizprobe.records import Money, OrderStatus
from bizprobe.settings.model import Offer
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import NOON, Counts, collect, surroundings

pytestmark = pytest.mark.anyio

SETTINGS: dict[str, Any] = {
    "kind": "rest",
    "auth": {"kind": "header", "name": "X-Key", "token": "${KUPI_KEY}"},
    "timezone": "Europe/Samara",
    "limits": {"retries": 0},
    "statuses": {"PAID": "new"},
    "orders": {
        "path": "/v1/{channel}/orders",
        "params": {"from": "{since:%Y-%m-%d %H:%M:%S}", "token": "{cursor}"},
        "paging": {"kind": "cursor", "next": "paging.next"},
        "rows": "result.orders",
        "fields": {"number": "id", "placed_at": "at", "status": "state", "amount": "price"},
        "money": "minor",
        "currency": "RUB",
    },
    "open_orders": {
        "method": "POST",
        "path": "/v1/open",
        "body": {"only": ["open"]},
        "rows": "@",
        "fields": {"number": "id", "placed_at": "at", "status": "join('/', [state, stage])"},
        "time": "unix",
    },
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUPI_KEY", "hush")


def page(rows: list[Any], **more: Any) -> bytes:
    return answer(200, json.dumps({"result": {"orders": rows}, **more}).encode())


async def test_orders_come_through_all_pages_with_the_channel_s_statuses(scripted: Scripted) -> None:
    first = page(
        [{"id": 557722, "at": "2026-11-22 16:00:00", "state": "PAID", "price": 9990}], paging={"next": "t2"}
    )
    last = page([{"id": "0557722", "at": "2026-11-22 15:59:59", "state": "LOST", "price": 1}])
    meter = Counts()
    async with scripted(first, last) as server:
        channel = build(
            RestSettings.model_validate({**SETTINGS, "base_url": server.url}), surroundings("kupi", meter)
        )
        orders = await collect(channel.orders(NOON - timedelta(hours=1)))
        await channel.aclose()
    assert [(order.number, order.placed_at) for order in orders] == [
        ("557722", NOON),
        ("0557722", NOON - timedelta(seconds=1)),
    ]
    assert [(order.status, order.mapped) for order in orders] == [
        (OrderStatus.NEW, True),
        (OrderStatus.OTHER, False),
    ]
    assert orders[0].amount == Money(9990, "RUB")
    assert server.asked[0].startswith(b"GET /v1/kupi/orders?from=2026-11-22+15%3A00%3A00 ")
    assert server.asked[1].startswith(b"GET /v1/kupi/orders?from=2026-11-22+15%3A00%3A00&token=t2 ")
    assert b"X-Key: hush" in server.asked[1]
    assert meter.codes == ["200", "200"]


async def test_rows_older_than_asked_for_are_left_out(scripted: Scripted) -> None:
    rows = [{"id": 1, "at": "2026-11-22 15:59:59", "state": "PAID", "price": 1}]
    async with scripted(page(rows)) as server:
        channel = build(RestSettings.model_validate({**SETTINGS, "base_url": server.url}), surroundings())
        assert await collect(channel.orders(NOON)) == []
        await channel.aclose()


async def test_open_orders_are_asked_for_in_their_own_way(scripted: Scripted) -> None:
    rows = [{"id": 7, "at": 1795348800, "state": "confirm", "stage": "waiting"}]
    keys = {**SETTINGS, "statuses": {"confirm/waiting": "assembling"}}
    async with scripted(answer(200, json.dumps(rows).encode())) as server:
        channel = build(RestSettings.model_validate({**keys, "base_url": server.url}), surroundings())
        (order,) = await collect(channel.open_orders())
        await channel.aclose()
    assert (order.number, order.placed_at, order.status) == ("7", NOON, OrderStatus.ASSEMBLING)
    assert server.asked[0].endswith(b'{"only":["open"]}')


async def test_a_row_that_lacks_a_field_fails_the_read(scripted: Scripted) -> None:
    rows = [{"id": 1, "at": "2026-11-22 16:00:00", "price": 1, "customer": "Ivan"}]
    async with scripted(page(rows)) as server:
        channel = build(RestSettings.model_validate({**SETTINGS, "base_url": server.url}), surroundings())
        with pytest.raises(BadAnswerError, match="page 1: row 1: status is missing") as caught:
            await collect(channel.orders(NOON))
        await channel.aclose()
    assert "Ivan" not in str(caught.value)


def test_it_offers_what_it_describes() -> None:
    keys = {**SETTINGS, "base_url": "http://127.0.0.1"}
    dealer = surroundings().dealer
    assert RestSettings.model_validate(keys).offers(dealer) == {Offer.ORDERS, Offer.OPEN_ORDERS}
    del keys["open_orders"]
    assert RestSettings.model_validate(keys).offers(dealer) == {Offer.ORDERS}

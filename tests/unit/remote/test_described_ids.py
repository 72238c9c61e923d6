"""Orders that can only be read by their ids, and answers that refuse a key with a good status."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.errors import BadAnswerError, IncompleteError, UnauthorizedError
from bizprobe.marketplaces.rest import RestSettings, build
from bizprobe.settings.model import Offer
from tests.unit.remote.conftest import Script, Scripted, answer
from tests.unit.remote.sides import NOON, collect, numbers, surroundings

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
READ: dict[str, Any] = {
    "ids": {
        "path": "/list",
        "params": {"from": "{since:unix}", "to": "{now:unix}", "count": "{size}"},
        "paging": {"kind": "none", "size": 4},
        "rows": "ids",
        "at_once": 2,
    },
    "method": "POST",
    "path": "/get",
    "body": {"ids": "{ids}"},
    "refused": "error == 'token'",
    "rows": "orders",
    "fields": {"number": "id", "placed_at": "at"},
}


def channel(server: Script, **changed: Any) -> Any:
    keys = {"kind": "rest", "base_url": server.url, "limits": {"retries": 0}, "orders": {**READ, **changed}}
    return build(RestSettings.model_validate(keys), surroundings())


def ids(*numbers: Any) -> bytes:
    return answer(200, json.dumps({"ids": numbers}).encode())


def orders(*numbers: str, hours: int = 0) -> bytes:
    rows = [{"id": number, "at": (NOON - hours * HOUR).isoformat()} for number in numbers]
    return answer(200, json.dumps({"orders": rows}).encode())


async def test_the_list_is_asked_first_and_then_some_orders_at_once(scripted: Scripted) -> None:
    async with scripted(ids(1, "02", 3), orders("1", "02"), orders("3", hours=2)) as server:
        side = channel(server)
        assert numbers(await collect(side.orders(NOON - HOUR))) == ["1", "02"]
        await side.aclose()
    assert server.asked[0].startswith(b"GET /list?from=1795345200&to=1795348800&count=4 ")
    assert [asked.rpartition(b"\n")[2] for asked in server.asked[1:]] == [
        b'{"ids":["1","02"]}',
        b'{"ids":["3"]}',
    ]


async def test_ids_may_stand_in_the_address_too(scripted: Scripted) -> None:
    async with scripted(ids(1, 2), orders("1", "2")) as server:
        side = channel(server, method="GET", body=None, params={"n": "{ids}"})
        assert len(await collect(side.orders(NOON - HOUR))) == 2
        await side.aclose()
    assert server.asked[1].startswith(b"GET /get?n=1%2C2 ")


async def test_an_empty_list_is_no_order(scripted: Scripted) -> None:
    async with scripted(ids()) as server:
        side = channel(server)
        assert await collect(side.orders(NOON)) == []
        await side.aclose()


@pytest.mark.parametrize(
    ("answers", "error", "words"),
    [
        ([ids(1, 2), orders("1")], IncompleteError, "2 orders are asked for by their ids, 1 came"),
        ([ids(1, 2, 3, 4)], IncompleteError, "4 rows, which is all that one answer may have"),
        ([ids(1, None)], BadAnswerError, "page 1: row 2: id is missing"),
        ([ids(1), answer(200, b'{"error": "token"}')], UnauthorizedError, "says that the key is refused"),
    ],
)
async def test_what_is_not_whole_is_an_error(
    scripted: Scripted, answers: list[bytes], error: type[Exception], words: str
) -> None:
    async with scripted(*answers) as server:
        side = channel(server)
        with pytest.raises(error, match=words):
            await collect(side.orders(NOON - HOUR))
        await side.aclose()


async def test_its_plan_counts_both_requests(scripted: Scripted) -> None:
    async with scripted(ids()) as server:
        side = channel(server)
        assert sum(cost.requests(100) for cost in side._side.plan()[Offer.ORDERS]) == 1 + 25 + 50
        await side.aclose()


def test_a_list_of_open_orders_has_no_time() -> None:
    read = {**READ, "fields": {**READ["fields"], "status": "s"}}
    with pytest.raises(ValidationError, match="open_orders asks without a time"):
        RestSettings.model_validate({"kind": "rest", "base_url": "http://127.0.0.1", "open_orders": read})

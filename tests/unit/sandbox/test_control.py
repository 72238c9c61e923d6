from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio


async def test_the_state_says_what_the_world_holds(api: httpx.AsyncClient, world: World) -> None:
    state = (await api.get("/_sandbox/state")).json()
    ozon = state["channels"]["ozon"]
    assert state["now"] == world.now.isoformat()
    assert state["seed"] == 7
    assert set(state["channels"]) == {place.name for place in world.channels()}
    assert ozon["orders"] == len(world.orders("ozon"))
    assert ozon["in_book"] == len(world.booked("ozon"))
    assert sum(ozon["open"].values()) == len(world.unfinished("ozon"))
    assert ozon["last_order"]["number"] == world.orders("ozon")[-1].number


async def test_an_order_can_be_placed_by_hand(api: httpx.AsyncClient, world: World) -> None:
    answer = await api.post("/_sandbox/orders/ozon")
    assert answer.status_code == 201
    assert answer.json()["number"] == world.orders("ozon")[-1].number
    assert answer.json()["placed_at"] == world.now.isoformat()


async def test_orders_can_be_listed_since_a_moment(api: httpx.AsyncClient, world: World) -> None:
    since = world.now - timedelta(hours=1)
    answer = await api.get("/_sandbox/orders/kupi", params={"since": since.isoformat()})
    assert [order["number"] for order in answer.json()] == [
        order.number for order in world.orders("kupi", since)
    ]


async def test_a_fault_is_injected_listed_and_mended(
    api: httpx.AsyncClient, world: World, pass_by: Callable[..., None]
) -> None:
    path, on = "/_sandbox/faults/ozon/lost_orders", [{"place": "ozon", "fault": "lost_orders"}]
    assert (await api.put(path)).json() == {**on[0], "on": True, "changed": True}
    assert (await api.put(path)).json()["changed"] is False
    assert (await api.get("/_sandbox/faults")).json()["on"] == on
    assert (await api.get("/_sandbox/state")).json()["faults"] == on
    pass_by(minutes=5)
    state = (await api.get("/_sandbox/state")).json()["channels"]["ozon"]
    assert state["lost"] == 10
    assert state["in_book"] == state["orders"] - 10
    assert (await api.delete(path)).json() == {**on[0], "on": False, "changed": True}
    assert (await api.get("/_sandbox/faults")).json()["on"] == []


async def test_the_faults_that_there_are_say_where_they_fit(api: httpx.AsyncClient) -> None:
    known = {fault["fault"]: fault for fault in (await api.get("/_sandbox/faults")).json()["known"]}
    assert known["locked"]["places"] == ["shop"]
    assert known["hang"]["expect_reason"] == "timeout"
    assert known["silence"]["expect_alert"] == "BizprobeFlowSilent"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/_sandbox/faults/ozzon/silence", 404),
        ("PUT", "/_sandbox/faults/ozon/locked", 404),
        ("DELETE", "/_sandbox/faults/ozon/sleep", 404),
        ("POST", "/_sandbox/orders/ozzon", 404),
        ("GET", "/_sandbox/orders/crm", 404),
        ("GET", "/_sandbox/orders/ozon?since=yesterday", 400),
        ("GET", "/_sandbox/orders/ozon?since=2026-09-21", 400),
    ],
)
async def test_what_does_not_exist_is_refused_in_words(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await api.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]

"""The Ozon face held against what is known of the real API (read 2026-08)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio

LIST = "/ozon/v4/posting/fbs/list"
UNFULFILLED = "/ozon/v4/posting/fbs/unfulfilled/list"
HEADERS = {"Client-Id": "101001", "Api-Key": "key of ozon"}


def text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    """Asks for the last hour, twenty at a time."""
    since, to = world.now - timedelta(hours=1), world.now
    return {"cursor": "", "limit": 20, "filter": {"since": text(since), "to": text(to)}, "with": {}}


@pytest.fixture
def cutoffs(world: World) -> dict[str, str]:
    """Everything that is to be handed over between yesterday and tomorrow."""
    day = timedelta(days=1)
    return {"cutoff_from": text(world.now - day), "cutoff_to": text(world.now + day)}


async def read_all(
    api: httpx.AsyncClient, path: str, body: Mapping[str, Any]
) -> tuple[list[Mapping[str, Any]], int]:
    """All postings and how many pages they took."""
    postings: list[Mapping[str, Any]] = []
    cursor = ""
    for page in range(1, 100):
        answer = (await api.post(path, json={**body, "cursor": cursor}, headers=HEADERS)).json()
        postings += answer["postings"]
        cursor = answer["cursor"]
        if not answer["has_next"]:
            return postings, page
    raise AssertionError("the list does not end")


@pytest.mark.parametrize("direction", ["ASC", "DESC", "asc", "desc"])
async def test_pages_follow_the_cursor_until_there_is_no_next(
    api: httpx.AsyncClient, world: World, body: dict[str, Any], direction: str
) -> None:
    postings, pages = await read_all(api, LIST, {**body, "sort_dir": direction})
    expected = [order.number for order in world.orders("ozon", world.now - timedelta(hours=1))]
    assert pages == 6
    found = [posting["posting_number"] for posting in postings]
    assert found == (expected if direction.upper() == "ASC" else expected[::-1])


async def test_an_order_that_comes_between_two_pages_shifts_nothing(
    api: httpx.AsyncClient, world: World, body: dict[str, Any]
) -> None:
    body = {**body, "sort_dir": "DESC", "limit": 10}
    body["filter"]["to"] = text(world.now + timedelta(hours=1))
    first = (await api.post(LIST, json=body, headers=HEADERS)).json()
    newest = world.place("ozon")
    second = (await api.post(LIST, json={**body, "cursor": first["cursor"]}, headers=HEADERS)).json()
    found = [posting["posting_number"] for posting in first["postings"] + second["postings"]]
    assert newest.number not in found
    assert found == [order.number for order in list(world.orders("ozon"))[-21:-1]][::-1]


async def test_a_posting_has_the_fields_of_version_4(
    api: httpx.AsyncClient, world: World, body: dict[str, Any]
) -> None:
    order = world.orders("ozon", world.now - timedelta(hours=1))[0]
    answer = await api.post(LIST, json=body, headers=HEADERS)
    posting = answer.json()["postings"][0]
    assert set(answer.json()) == {"cursor", "has_next", "postings"}
    assert "created_at" not in posting
    assert datetime.fromisoformat(posting["in_process_at"]) == order.placed_at
    assert posting["in_process_at"].endswith("Z")
    amounts = [Decimal(product["price"]["amount"]) for product in posting["products"]]
    assert all(isinstance(product["price"]["amount"], str) for product in posting["products"])
    assert sum(amounts) * 100 == order.kopecks
    assert {product["price"]["currency"] for product in posting["products"]} == {"RUB"}


async def test_statuses_are_ozons_words(api: httpx.AsyncClient, world: World, body: dict[str, Any]) -> None:
    postings, _ = await read_all(api, LIST, body)
    words = {posting["status"] for posting in postings}
    known = {"awaiting_packaging", "awaiting_deliver", "delivering", "delivered", "cancelled"}
    assert {"awaiting_packaging", "delivering", "delivered"} <= words <= known
    for posting in postings:
        cancelled = posting["status"] == "cancelled"
        assert bool(posting["cancellation"]["cancel_reason_id"]) is cancelled


async def test_a_list_can_be_narrowed_to_statuses(api: httpx.AsyncClient, body: dict[str, Any]) -> None:
    body["filter"]["statuses"] = ["delivering"]
    postings, _ = await read_all(api, LIST, body)
    assert postings
    assert {posting["status"] for posting in postings} == {"delivering"}


async def test_unfulfilled_postings_are_those_that_the_seller_must_pack(
    api: httpx.AsyncClient, world: World, cutoffs: dict[str, str]
) -> None:
    answer = await api.post(UNFULFILLED, json={"limit": 100, "filter": cutoffs}, headers=HEADERS)
    found = answer.json()
    assert {posting["status"] for posting in found["postings"]} == {"awaiting_packaging", "awaiting_deliver"}
    assert found["count"] == len(found["postings"])
    assert found["has_next"] is False


@pytest.mark.parametrize("limit", [0, 101, "many", None])
async def test_a_limit_outside_of_1_to_100_is_refused(
    api: httpx.AsyncClient, body: dict[str, Any], limit: object
) -> None:
    answer = await api.post(LIST, json={**body, "limit": limit}, headers=HEADERS)
    assert answer.status_code == 400
    assert answer.json()["code"] == 3
    assert answer.json()["message"].startswith("limit ")
    assert answer.json()["details"] == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (None, "filter is required"),
        ({}, "filter.since is not a time"),
        ({"since": "2026-09-21T00:00:00Z"}, "filter.to is not a time"),
        ({"since": "2026-09-21T00:00:00", "to": "2026-09-22T00:00:00"}, "filter.since has no time zone"),
        ({"since": "2024-09-21T00:00:00Z", "to": "2026-09-21T00:00:00Z"}, "PERIOD_IS_TOO_LONG"),
    ],
)
async def test_a_wrong_filter_is_refused(api: httpx.AsyncClient, wanted: object, message: str) -> None:
    answer = await api.post(LIST, json={"limit": 10, "filter": wanted}, headers=HEADERS)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)


async def test_unfulfilled_wants_one_period_and_not_two(
    api: httpx.AsyncClient, cutoffs: dict[str, str]
) -> None:
    both = {**cutoffs, "delivering_date_from": cutoffs["cutoff_from"]}
    for wanted in (both, {"warehouse_ids": []}):
        answer = await api.post(UNFULFILLED, json={"limit": 10, "filter": wanted}, headers=HEADERS)
        assert answer.status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Client-Id": "101001"}, {**HEADERS, "Client-Id": "101002"}])
async def test_both_headers_are_wanted(
    api: httpx.AsyncClient, body: dict[str, Any], headers: dict[str, str]
) -> None:
    answer = await api.post(LIST, json=body, headers=headers)
    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message", "details"}


@pytest.mark.parametrize("path", ["/v3/posting/fbs/list", "/v3/posting/fbs/unfulfilled/list", "/v4/x"])
async def test_versions_that_are_switched_off_are_gone(
    api: httpx.AsyncClient, body: dict[str, Any], path: str
) -> None:
    answer = await api.post(f"/ozon{path}", json=body, headers=HEADERS)
    assert answer.status_code == 404
    assert answer.json()["code"] == 5


async def test_the_body_must_be_json(api: httpx.AsyncClient) -> None:
    answers = [
        await api.post(LIST, content="{}", headers={**HEADERS, "Content-Type": "text/plain"}),
        await api.post(LIST, content="{", headers={**HEADERS, "Content-Type": "application/json"}),
    ]
    assert [answer.status_code for answer in answers] == [415, 400]


async def test_roles_say_when_the_key_expires_and_take_no_body(api: httpx.AsyncClient, world: World) -> None:
    answer = await api.post("/ozon/v1/roles", headers=HEADERS)
    assert datetime.fromisoformat(answer.json()["expires_at"]) > world.now
    assert "/v4/posting/fbs/list" in answer.json()["roles"][0]["methods"]
    assert (await api.post("/ozon/v1/roles", json={}, headers=HEADERS)).status_code == 415


async def test_the_two_accounts_have_keys_and_orders_of_their_own(
    api: httpx.AsyncClient, body: dict[str, Any], pass_by: Callable[..., None]
) -> None:
    headers = {"Client-Id": "101002", "Api-Key": "key of ozon-express"}
    path = "/ozon-express/v4/posting/fbs/list"
    assert (await api.post(path, json=body, headers=HEADERS)).status_code == 401
    express = (await api.post(path, json=body, headers=headers)).json()["postings"]
    first = (await api.post(LIST, json=body, headers=HEADERS)).json()["postings"]
    assert not {posting["posting_number"] for posting in express} & {
        posting["posting_number"] for posting in first
    }

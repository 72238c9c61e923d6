"""The three invented marketplaces, the forms and the CRM: each its own paging, times, money and words."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from bizprobe.sandbox.world import World

pytestmark = pytest.mark.anyio

MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)

ZDRAVMART = {"Authorization": "Bearer key of zdravmart"}
KUPI = {"X-Api-Token": "key of kupi"}
RYADOM = {"Authorization": "Basic " + b64encode(b"demo:key of ryadom").decode()}
FORMS = {"X-Form-Key": "key of site-forms"}
CRM = {"Authorization": "Bearer key of crm"}


async def test_zdravmart_counts_pages_and_writes_moscow_times_and_roubles_as_text(
    api: httpx.AsyncClient, world: World
) -> None:
    since = world.now - HOUR
    rows, total = [], -1
    for page in range(1, 20):
        params = {"created_from": since.isoformat(), "page": str(page), "per_page": "25"}
        answer = (await api.get("/zdravmart/v2/orders", params=params, headers=ZDRAVMART)).json()
        rows, total = rows + answer["orders"], answer["total"]
        if len(answer["orders"]) < 25:
            break
    orders = world.orders("zdravmart", since)
    assert total == len(orders) == len(rows)
    for row, order in zip(rows, orders, strict=True):
        assert row["order_id"] == order.number
        assert datetime.fromisoformat(row["created"]) == order.placed_at
        assert row["created"].endswith("+03:00")
        assert row["sum"] == f"{order.kopecks / 100:.2f}"


async def test_kupi_is_asked_by_post_and_answers_unix_times_and_kopecks(
    api: httpx.AsyncClient, world: World
) -> None:
    since = world.now - HOUR
    rows, cursor = [], ""
    while cursor is not None:
        body = {"from": str(int(since.timestamp())), "limit": "25", "cursor": cursor}
        answer = (await api.post("/kupi/api/orders/search", json=body, headers=KUPI)).json()
        assert answer["ok"] is True
        rows, cursor = rows + answer["result"]["items"], answer["result"]["next"]
    for row, order in zip(rows, world.orders("kupi", since), strict=True):
        assert str(row["id"]) == order.number
        assert row["ts"] == int(order.placed)
        assert row["total_kop"] == order.kopecks


async def test_ryadom_counts_offsets_and_writes_naive_moscow_times_and_russian_words(
    api: httpx.AsyncClient, world: World
) -> None:
    since = (world.now - HOUR).replace(microsecond=0)
    rows, total = [], 1
    while len(rows) < total:
        params = {
            "date_from": since.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S"),
            "offset": str(len(rows)),
            "limit": "25",
        }
        answer = (await api.get("/ryadom/orders", params=params, headers=RYADOM)).json()
        rows, total = rows + answer["items"], answer["total"]
    orders = world.orders("ryadom", since)
    assert {"новый", "выдан"} <= {row["status"] for row in rows}
    for row, order in zip(rows, orders, strict=True):
        at = datetime.strptime(row["date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=MOSCOW)
        assert row["number"] == order.number
        assert at == order.placed_at.replace(microsecond=0)
        assert round(row["sum"] * 100) == order.kopecks


@pytest.mark.parametrize(
    ("method", "path", "headers", "place"),
    [
        ("GET", "/zdravmart/v2/orders/active?per_page=200", ZDRAVMART, "zdravmart"),
        ("POST", "/kupi/api/orders/open", KUPI, "kupi"),
        ("GET", "/ryadom/orders/open", RYADOM, "ryadom"),
    ],
)
async def test_open_orders_are_those_that_are_not_finished(
    api: httpx.AsyncClient, world: World, method: str, path: str, headers: dict[str, str], place: str
) -> None:
    answer = await api.request(method, path, headers=headers, json={} if method == "POST" else None)
    found = answer.json().get("result", answer.json())
    rows = found.get("orders") or found.get("items")
    assert len(rows) == len(world.unfinished(place))


async def test_forms_answer_leads_in_milliseconds_without_pages(api: httpx.AsyncClient, world: World) -> None:
    since = world.now - HOUR
    for form in ("site-leads", "test-drives"):
        params = {"since": since.isoformat()}
        leads = (await api.get(f"/{form}/leads", params=params, headers=FORMS)).json()["leads"]
        for lead, order in zip(leads, world.orders(form, since), strict=True):
            assert lead["id"] == order.number
            assert datetime.fromtimestamp(lead["received"] / 1000, UTC) == order.placed_at


async def test_the_crm_answers_what_reached_it_channel_by_channel(
    api: httpx.AsyncClient, world: World
) -> None:
    since = world.now - HOUR
    rows, cursor = [], ""
    while cursor is not None:
        params = {"since": since.isoformat(), "channel": "ozon", "limit": "25", "cursor": cursor}
        answer = (await api.get("/crm/orders", params=params, headers=CRM)).json()
        rows, cursor = rows + answer["orders"], answer["next_cursor"]
        assert answer["total"] == len(world.booked("ozon", since))
    assert [row["number"] for row in rows] == [order.number for order in world.booked("ozon", since)]
    assert {row["channel"] for row in rows} == {"ozon"}
    assert all(datetime.fromisoformat(row["created_at"]) >= since - timedelta(milliseconds=1) for row in rows)


@pytest.mark.parametrize(
    ("method", "path", "headers", "body"),
    [
        ("GET", "/zdravmart/v2/orders?created_from=yesterday", ZDRAVMART, None),
        ("GET", "/zdravmart/v2/orders/active?page=0", ZDRAVMART, None),
        ("GET", "/zdravmart/v2/orders/active?per_page=201", ZDRAVMART, None),
        ("POST", "/kupi/api/orders/search", KUPI, {"from": "yesterday"}),
        ("POST", "/kupi/api/orders/search", KUPI, []),
        ("POST", "/kupi/api/orders/open", KUPI, {"cursor": "zz"}),
        ("GET", "/ryadom/orders?date_from=2026-09-21", RYADOM, None),
        ("GET", "/ryadom/orders/open?offset=-1", RYADOM, None),
        ("GET", "/site-leads/leads", FORMS, None),
        ("GET", "/crm/orders?channel=ozzon&since=2026-09-21T00:00:00Z", CRM, None),
    ],
)
async def test_a_wrong_question_is_refused(
    api: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], body: object
) -> None:
    answer = await api.request(method, path, headers=headers, json=body)
    assert answer.status_code == 400
    assert answer.json()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/zdravmart/v2/orders/active"),
        ("POST", "/kupi/api/orders/open"),
        ("GET", "/ryadom/orders/open"),
        ("GET", "/site-leads/leads"),
        ("GET", "/crm/orders"),
    ],
)
async def test_nobody_is_answered_without_the_key(api: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await api.request(method, path)).status_code == 401

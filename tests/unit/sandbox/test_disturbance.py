"""Every fault of an API, as a client sees it."""

from base64 import b64encode
from datetime import datetime

import anyio
import httpx
import pytest

from bizprobe.sandbox.faults import FAULTS, FaultName
from bizprobe.sandbox.places import PLACES, Role

pytestmark = pytest.mark.anyio

SINCE = "2026-09-21T08:30:00Z"
OZON = httpx.Request(
    "POST",
    "http://sandbox/ozon/v4/posting/fbs/list",
    headers={"Client-Id": "101001", "Api-Key": "key of ozon"},
    json={"limit": 5, "filter": {"since": SINCE, "to": "2026-09-22T00:00:00Z"}},
)
REQUESTS = {
    "ozon": OZON,
    "wildberries": httpx.Request(
        "GET",
        "http://sandbox/wildberries/api/v3/orders?limit=5&next=0&dateFrom=1789979400",
        headers={"Authorization": "header.payload.key of wildberries"},
    ),
    "yandex-market": httpx.Request(
        "POST",
        "http://sandbox/yandex-market/v1/businesses/301001/orders?limit=5",
        headers={"Api-Key": "key of yandex-market"},
        json={"dates": {"creationDateFrom": "2026-09-21"}},
    ),
    "zdravmart": httpx.Request(
        "GET",
        f"http://sandbox/zdravmart/v2/orders?created_from={SINCE}&per_page=5",
        headers={"Authorization": "Bearer key of zdravmart"},
    ),
    "kupi": httpx.Request(
        "POST",
        "http://sandbox/kupi/api/orders/search",
        headers={"X-Api-Token": "key of kupi"},
        json={"from": int(datetime.fromisoformat(SINCE).timestamp()), "limit": 5},
    ),
    "ryadom": httpx.Request(
        "GET",
        "http://sandbox/ryadom/orders?date_from=2026-09-21 11:30:00&limit=5",
        headers={"Authorization": "Basic " + b64encode(b"demo:key of ryadom").decode()},
    ),
    "site-leads": httpx.Request(
        "GET",
        f"http://sandbox/site-leads/leads?since={SINCE}",
        headers={"X-Form-Key": "key of site-forms"},
    ),
    "crm": httpx.Request(
        "GET",
        f"http://sandbox/crm/orders?channel=ozon&since={SINCE}&limit=5",
        headers={"Authorization": "Bearer key of crm"},
    ),
    "erp": httpx.Request(
        "GET",
        "http://sandbox/erp/prices?per_page=5",
        headers={"Authorization": "Bearer key of erp"},
    ),
}
ROWS = {
    "ozon": lambda answer: answer["postings"],
    "wildberries": lambda answer: answer["orders"],
    "yandex-market": lambda answer: answer["orders"],
    "zdravmart": lambda answer: answer["orders"],
    "kupi": lambda answer: answer["result"]["items"],
    "ryadom": lambda answer: answer["items"],
    "site-leads": lambda answer: answer["leads"],
    "crm": lambda answer: answer["orders"],
    "erp": lambda answer: answer["items"],
}


async def inject(api: httpx.AsyncClient, place: str, fault: str) -> None:
    assert (await api.put(f"/_sandbox/faults/{place}/{fault}")).status_code == 200


async def mend(api: httpx.AsyncClient, place: str, fault: str) -> None:
    assert (await api.delete(f"/_sandbox/faults/{place}/{fault}")).status_code == 200


@pytest.mark.parametrize("place", REQUESTS)
@pytest.mark.parametrize(("fault", "status"), [("expired_key", 401), ("rate_limit", 429), ("errors", 500)])
async def test_a_refusal_is_in_the_words_of_the_api_and_ends_when_mended(
    api: httpx.AsyncClient, place: str, fault: str, status: int
) -> None:
    await inject(api, place, fault)
    answer = await api.send(REQUESTS[place])
    assert answer.status_code == (420 if (place, status) == ("yandex-market", 429) else status)
    assert answer.json()
    if place not in {"wildberries", "yandex-market"}:
        assert ("retry-after" in answer.headers) is (status == 429)
    await mend(api, place, fault)
    assert ROWS[place]((await api.send(REQUESTS[place])).json())


@pytest.mark.parametrize(("fault", "code"), [("expired_key", 16), ("rate_limit", 8), ("errors", 13)])
async def test_ozon_refuses_with_code_message_and_details(
    api: httpx.AsyncClient, fault: str, code: int
) -> None:
    await inject(api, "ozon", fault)
    answer = (await api.send(OZON)).json()
    assert answer["code"] == code
    assert answer["message"]
    assert answer["details"] == []


@pytest.mark.parametrize(
    ("fault", "place", "status", "header", "value"),
    [
        ("rate_limit", "wildberries", 429, "x-ratelimit-retry", "5"),
        ("budget_exhausted", "wildberries", 429, "x-ratelimit-retry", "120"),
        ("rate_limit", "yandex-market", 420, "x-ratelimit-resource-until", "Mon, 21 Sep 2026 09:00:05 GMT"),
        ("budget_exhausted", "yandex-market", 420, "x-ratelimit-resource-remaining", "0"),
        ("budget_exhausted", "ozon", 429, "retry-after", "120"),
        ("retired", "ozon", 410, "content-type", "application/json"),
        ("retired", "yandex-market", 403, "content-type", "application/json"),
    ],
)
async def test_each_vendor_refuses_in_its_own_way(
    api: httpx.AsyncClient, fault: str, place: str, status: int, header: str, value: str
) -> None:
    await inject(api, place, fault)
    answer = await api.send(REQUESTS[place])
    assert answer.status_code == status
    assert answer.headers[header] == value
    if (fault, place) == ("retired", "yandex-market"):
        assert answer.json()["errors"][0]["code"] == "NO_ACCESS_BY_DEPRECATION_POLICY"


@pytest.mark.parametrize("place", REQUESTS)
async def test_garbage_is_html_and_json_cut_in_half_by_turns(api: httpx.AsyncClient, place: str) -> None:
    await inject(api, place, "garbage")
    page, cut = await api.send(REQUESTS[place]), await api.send(REQUESTS[place])
    assert page.status_code == cut.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert cut.headers["content-type"] == "application/json"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        cut.json()


@pytest.mark.parametrize("place", [place for place in REQUESTS if place != "site-leads"])
async def test_an_endless_list_says_that_there_is_more_and_never_moves(
    api: httpx.AsyncClient, place: str
) -> None:
    await inject(api, place, "endless_pages")
    answer = (await api.send(REQUESTS[place])).json()
    assert len(ROWS[place](answer)) == 5
    match place:
        case "ozon":
            assert answer["has_next"] is True
            again = httpx.Request(
                "POST",
                OZON.url,
                headers={"Client-Id": "101001", "Api-Key": "key of ozon"},
                json={
                    "limit": 5,
                    "cursor": answer["cursor"],
                    "filter": {"since": SINCE, "to": "2026-09-22T00:00:00Z"},
                },
            )
            assert (await api.send(again)).json() == answer
        case "kupi":
            assert answer["result"]["next"]
        case "crm":
            assert answer["next_cursor"]
        case "wildberries":
            assert answer["next"]
        case "yandex-market":
            assert answer["paging"]["nextPageToken"]
        case _:
            assert answer["total"] > 5


async def test_a_slow_api_answers_in_the_end(api: httpx.AsyncClient) -> None:
    await inject(api, "ozon", "slow")
    assert ROWS["ozon"]((await api.send(OZON)).json())


async def test_a_hanging_api_never_answers_and_others_do(api: httpx.AsyncClient) -> None:
    await inject(api, "ozon", "hang")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(api.send, OZON)
        for place in REQUESTS.keys() - {"ozon"}:
            assert (await api.send(REQUESTS[place])).status_code == 200
        tasks.cancel_scope.cancel()


def test_every_fault_on_the_wire_is_tried_here() -> None:
    tried = {"expired_key", "rate_limit", "errors", "garbage", "slow", "hang", "endless_pages"}
    tried |= {"duplicated_pages", "reordered_pages"}  # in faces/test_paging.py
    known = {fault.name.value for fault in FAULTS.values() if Role.BOOK in fault.roles}
    assert tried == known
    assert {PLACES[place].role for place in REQUESTS} == set(Role) - {Role.SHOP}
    assert FaultName.LOCKED not in known

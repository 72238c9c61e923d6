"""The adapter for Ozon keeps to Ozon's contract, over real HTTP."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, JSONResponse, Response

from bizprobe.errors import (
    BadAnswerError,
    ClientError,
    ForbiddenError,
    IncompleteError,
    ProbeError,
    RateLimitedError,
    RetiredError,
    SecretError,
    ServerError,
    UnauthorizedError,
)
from bizprobe.marketplaces.ozon.channel import OPEN_ORDERS, ORDERS, Scheme
from bizprobe.records import Money, OrderLine, OrderStatus
from tests.contract.conftest import API_KEY, Opened, Ozon
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = pytest.mark.anyio

FBS, FBO = ORDERS[Scheme.FBS].path, ORDERS[Scheme.FBO].path
DAY_BEFORE = NOON - timedelta(days=1)


def posting(number: str, **keys: Any) -> dict[str, Any]:
    """A posting as Ozon gives it, with a person's data, which nobody may pass on."""
    return {
        "posting_number": number,
        "order_id": 1,
        "order_number": number[:-2],
        "status": "awaiting_packaging",
        "substatus": "posting_created",
        "in_process_at": "2026-11-22T11:00:00Z",
        "created_at": "2026-11-22T10:59:00.123456789Z",
        "shipment_date": "2026-11-23T10:00:00Z",
        "products": [
            {"offer_id": "a", "sku": 7, "quantity": 2, "price": {"amount": "50.05", "currency": "RUB"}}
        ],
        "cancellation": {"cancel_reason_id": 0, "cancellation_type": ""},
        "customer": {"name": "Ivan", "phone": "+70000000000"},
        **keys,
    }


async def test_orders_are_read_with_ozon_s_clock_money_and_status(ozon: Ozon, opened: Opened) -> None:
    ozon.postings[FBS] = [posting("0557722-0001-1")]
    meter = Counts()
    async with opened(meter) as channel:
        (order,) = await collect(channel.orders(DAY_BEFORE))
    assert order.number == "0557722-0001-1"
    assert order.placed_at == NOON - timedelta(hours=1)
    assert (order.status, order.word, order.mapped) == (OrderStatus.ASSEMBLING, "awaiting_packaging", True)
    assert order.amount == Money(10010, "RUB")
    assert order.lines == (OrderLine("a", 2, Money(5005, "RUB")),)
    assert meter.codes == ["200"]
    ((path, body),) = ozon.asked
    assert path == FBS
    assert body["filter"] == {"since": "2026-11-21T12:00:00Z", "to": "2026-11-22T12:00:00Z"}
    assert (body["limit"], body["cursor"]) == (100, "")


async def test_every_page_is_read(ozon: Ozon, opened: Opened) -> None:
    ozon.page = 2
    ozon.postings[FBS] = [posting(f"{number}-1") for number in range(5)]
    async with opened() as channel:
        pages = [page async for page in channel.orders(DAY_BEFORE)]
    assert [numbers(page.rows) for page in pages] == [["0-1", "1-1"], ["2-1", "3-1"], ["4-1"]]
    assert [body["cursor"] for _, body in ozon.asked] == ["", "2", "4"]


async def test_both_schemes_are_read_each_with_its_own_clock(ozon: Ozon, opened: Opened) -> None:
    ozon.postings = {FBS: [posting("s-1")], FBO: [posting("o-1")]}
    async with opened(schemes=["fbs", "fbo"]) as channel:
        pages = [page async for page in channel.orders(DAY_BEFORE)]
    assert [page.number for page in pages] == [1, 2]
    assert [(order.number, order.placed_at.minute) for page in pages for order in page.rows] == [
        ("s-1", 0),
        ("o-1", 59),
    ]


async def test_open_orders_are_those_that_wait_for_the_seller(ozon: Ozon, opened: Opened) -> None:
    ozon.page = 1
    ozon.postings[OPEN_ORDERS.path] = [
        posting("1-1", in_process_at="2026-03-01T00:00:00Z"),
        posting("2-1", status="awaiting_deliver"),
    ]
    async with opened() as channel:
        orders = await collect(channel.open_orders())
    assert [order.status for order in orders] == [OrderStatus.ASSEMBLING, OrderStatus.PACKED]


async def test_no_more_than_a_year_is_asked_for(ozon: Ozon, opened: Opened) -> None:
    async with opened() as channel:
        assert await collect(channel.orders(NOON - timedelta(days=4000))) == []
    assert ozon.asked[0][1]["filter"]["since"] == "2025-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("keys", "word", "status"),
    [
        ({"status": "acceptance_in_progress"}, "acceptance_in_progress", OrderStatus.NEW),
        ({"status": "driver_pickup"}, "driver_pickup", OrderStatus.HANDED_OVER),
        ({"status": "delivering"}, "delivering", OrderStatus.HANDED_OVER),
        (
            {"status": "delivering", "substatus": "posting_in_pickup_point"},
            "delivering/posting_in_pickup_point",
            OrderStatus.AT_PICKUP,
        ),
        ({"status": "cancelled"}, "cancelled", OrderStatus.CANCELLED_BY_CHANNEL),
        (
            {"status": "cancelled", "cancellation": {"cancellation_type": "client"}},
            "cancelled/client",
            OrderStatus.CANCELLED_BY_BUYER,
        ),
        (
            {"status": "cancelled", "cancellation": {"cancellation_type": "seller"}},
            "cancelled/seller",
            OrderStatus.CANCELLED_BY_SELLER,
        ),
        (
            {"status": "cancelled", "cancellation": {"cancellation_type": "delivery"}},
            "cancelled",
            OrderStatus.CANCELLED_BY_CHANNEL,
        ),
        ({"status": "client_arbitration"}, "client_arbitration", OrderStatus.OTHER),
        ({"status": "delivered", "cancellation": None}, "delivered", OrderStatus.DELIVERED),
    ],
)
async def test_ozon_s_words_are_mapped(
    ozon: Ozon, opened: Opened, keys: dict[str, Any], word: str, status: OrderStatus
) -> None:
    ozon.postings[FBS] = [posting("1-1", **keys)]
    async with opened() as channel:
        (order,) = await collect(channel.orders(DAY_BEFORE))
    assert (order.word, order.status, order.mapped) == (word, status, True)


async def test_a_word_that_nobody_mapped_is_other_and_the_settings_may_map_it(
    ozon: Ozon, opened: Opened
) -> None:
    ozon.postings[FBS] = [posting("1-1", status="teleported")]
    async with opened() as channel:
        (unknown,) = await collect(channel.orders(DAY_BEFORE))
    async with opened(statuses={"teleported": "delivered", "delivered": "returned"}) as channel:
        (known,) = await collect(channel.orders(DAY_BEFORE))
    assert (unknown.status, unknown.word, unknown.mapped) == (OrderStatus.OTHER, "teleported", False)
    assert (known.status, known.mapped) == (OrderStatus.DELIVERED, True)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse({"code": 7, "message": "no role", "details": []}, 403), ForbiddenError),
        (JSONResponse({"code": 5, "message": "gone", "details": []}, 404), RetiredError),
        (JSONResponse({"code": 3, "message": "PERIOD_IS_TOO_LONG", "details": []}, 400), ClientError),
        (
            JSONResponse({"code": 8, "message": "Circle is open"}, 429, {"Retry-After": "30"}),
            RateLimitedError,
        ),
        (JSONResponse({"code": 13, "message": "internal", "details": []}, 500), ServerError),
        (HTMLResponse("<html>maintenance</html>"), BadAnswerError),
        (Response(b"\x00\xff garbage"), BadAnswerError),
        (JSONResponse({"result": {"postings": []}}), BadAnswerError),
        (JSONResponse({"postings": [], "cursor": ""}), BadAnswerError),
        (JSONResponse({"postings": None, "cursor": "", "has_next": False}), BadAnswerError),
        (JSONResponse({"postings": [], "cursor": "x", "has_next": True}), IncompleteError),
        (JSONResponse({"postings": [posting("1-1")], "cursor": "x", "has_next": True}), IncompleteError),
        (JSONResponse({"postings": [posting("1-1")], "cursor": "", "has_next": True}), IncompleteError),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    ozon: Ozon, opened: Opened, answer: Response, error: type[ProbeError]
) -> None:
    ozon.instead = answer
    async with opened() as channel:
        with pytest.raises(error) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert type(caught.value) is error
    assert getattr(caught.value, "retry_after", None) == (30 if error is RateLimitedError else None)
    assert not {"Ivan", API_KEY, "garbage"} & set(str(caught.value).split())


async def test_pages_without_end_are_an_error(ozon: Ozon, opened: Opened) -> None:
    ozon.page = 1
    ozon.postings[FBS] = [posting(f"{number}-1") for number in range(9)]
    async with opened(limits={"max_pages": 5}) as channel:
        with pytest.raises(IncompleteError, match="more after 5 pages"):
            await collect(channel.orders(DAY_BEFORE))


async def test_a_wrong_key_is_unauthorized(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as channel:
        monkeypatch.setenv("OZON_KEY", "old")
        with pytest.raises(UnauthorizedError):
            await collect(channel.orders(DAY_BEFORE))
        monkeypatch.delenv("OZON_KEY")
        with pytest.raises(SecretError, match="OZON_KEY"):
            await collect(channel.orders(DAY_BEFORE))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"posting_number": None}, "page 1: row 1: posting_number is missing"),
        ({"in_process_at": "Ivan"}, "in_process_at is not written as iso"),
        ({"in_process_at": None}, "in_process_at is not written as iso"),
        ({"status": ""}, "status is missing"),
        ({"products": None}, "products is no list"),
        ({"products": [{"quantity": 1}]}, "products have no readable quantity, price.amount"),
        (
            {"products": [{"quantity": "Ivan", "price": {"amount": "1", "currency": "RUB"}}]},
            "readable quantity",
        ),
        (
            {
                "products": [
                    {"quantity": 1, "price": {"amount": "1", "currency": "RUB"}},
                    {"quantity": 1, "price": {"amount": "1", "currency": "BYN"}},
                ]
            },
            "more than one currency",
        ),
    ],
)
async def test_a_posting_that_cannot_be_read_names_the_field(
    ozon: Ozon, opened: Opened, keys: dict[str, Any], words: str
) -> None:
    ozon.instead = JSONResponse({"postings": [posting("1-1", **keys)], "cursor": "", "has_next": False})
    async with opened() as channel:
        with pytest.raises(BadAnswerError, match=words) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert "Ivan" not in str(caught.value)


LINES = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 1000)), min_size=1, max_size=5)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 22, 11))  # noqa: DTZ001 - written with a Z


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, LINES), max_size=12), st.integers(1, 5))
async def test_money_times_and_pages_are_exact_whatever_zone_the_machine_has(
    ozon: Ozon,
    opened: Opened,
    machine_zone: None,
    orders: list[tuple[datetime, list[tuple[int, int]]]],
    page: int,
) -> None:
    ozon.page = page
    ozon.postings[FBS] = [
        posting(
            f"{number}-1",
            in_process_at=f"{moment.isoformat()}Z",
            products=[
                {
                    "quantity": quantity,
                    "price": {"amount": str(Decimal(kopecks).scaleb(-2)), "currency": "RUB"},
                }
                for kopecks, quantity in lines
            ],
        )
        for number, (moment, lines) in enumerate(orders)
    ]
    async with opened() as channel:
        found = await collect(channel.orders(datetime.fromisoformat("2026-01-01T00:00:00Z")))
    assert [(order.placed_at.replace(tzinfo=None), order.amount) for order in found] == [
        (moment, Money(sum(kopecks * quantity for kopecks, quantity in lines), "RUB"))
        for moment, lines in orders
    ]

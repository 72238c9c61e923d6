"""The adapter for Yandex Market keeps to its contract, over real HTTP: the key, orders, failures."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
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
from bizprobe.records import Money, OrderLine, OrderStatus
from tests.contract.yandex_market_side import (
    API_KEY,
    ORDERS,
    SHOP,
    OpenedYandexMarket,
    YandexMarket,
    item,
    order,
    refused,
)
from tests.unit.remote.sides import NOON, Counts, Sleeps, collect, numbers

pytestmark = pytest.mark.anyio

DAY_BEFORE = NOON - timedelta(days=1)


async def test_orders_are_read_with_what_the_seller_gets_for_them(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    # Sums are of all pieces of an item; 20.40 of the second one are Yandex Market's own discount.
    yandex_market.orders = [order(98, items=[item("0557722", 1, 100.2), item("557722", 2, 179.6, 20.4)])]
    meter = Counts()
    async with opened_yandex_market(meter) as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert found.number == "98"
    assert found.placed_at == NOON - timedelta(hours=1)
    assert (found.status, found.word, found.mapped) == (OrderStatus.ASSEMBLING, "PROCESSING", True)
    assert found.amount == Money(30020, "RUB")
    assert found.lines == (
        OrderLine("0557722", 1, Money(10020, "RUB")),
        OrderLine("557722", 2, Money(10000, "RUB")),
    )
    assert meter.codes == ["200"]
    days = {"creationDateFrom": "2026-11-21", "creationDateTo": "2026-11-23"}
    assert yandex_market.asked_of(ORDERS) == [{"limit": "50", "dates": days}]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"id": 1, "offerId": "a", "offerName": "x", "count": 1}],
        [item("a", 1, 100), {"id": 1, "offerId": "b", "offerName": "x", "count": 1, "prices": {}}],
    ],
)
async def test_an_order_of_which_not_every_price_is_told_has_none(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, items: list[Any]
) -> None:
    yandex_market.orders = [order(1, items=items)]
    async with opened_yandex_market() as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.amount, found.lines) == (None, ())


async def test_an_item_that_was_taken_out_of_an_order_is_no_line(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.orders = [order(1, items=[item("a", 0, 0), item("b", 1, 5)])]
    async with opened_yandex_market() as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.amount, [line.key for line in found.lines]) == (Money(500, "RUB"), ["b"])


async def test_tests_and_orders_of_other_places_are_no_orders_of_yandex_market(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.page = 2
    yandex_market.orders = [
        order(1, fake=True),
        order(2, sourcePlatform="OZON"),
        order(3),
        order(4, sourcePlatform="OTHER"),
        {name: value for name, value in order(5).items() if name != "sourcePlatform"},
    ]
    async with opened_yandex_market() as channel:
        assert numbers(await collect(channel.orders(DAY_BEFORE))) == ["3", "5"]


async def test_every_page_is_read(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.orders = [order(number) for number in range(1, 122)]
    async with opened_yandex_market() as channel:
        pages = [page async for page in channel.orders(DAY_BEFORE)]
    assert [(page.number, len(page.rows)) for page in pages] == [(1, 50), (2, 50), (3, 21)]
    asked = [question.get("pageToken") for question in yandex_market.asked_of(ORDERS)]
    assert asked == [None, "token-50", "token-100"]


@pytest.mark.parametrize("last_token", ["token-0", "token-2", "token-4"])
async def test_a_token_that_leads_back_or_nowhere_makes_the_read_incomplete(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, last_token: str
) -> None:
    yandex_market.page, yandex_market.last_token = 2, last_token
    yandex_market.orders = [order(number) for number in range(1, 5)]
    async with opened_yandex_market() as channel:
        with pytest.raises(IncompleteError):
            await collect(channel.orders(DAY_BEFORE))
    assert len(yandex_market.asked_of(ORDERS)) <= 5


async def test_the_first_page_again_and_again_makes_the_read_incomplete(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    page = {"orders": [order(1)], "paging": {"nextPageToken": "always"}}
    yandex_market.instead = {ORDERS: JSONResponse(page)}
    async with opened_yandex_market() as channel:
        with pytest.raises(IncompleteError, match="page 2: the page has the same rows"):
            await collect(channel.orders(DAY_BEFORE))


async def test_a_long_time_is_asked_for_in_calls_of_thirty_days_without_a_gap(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    since = NOON - timedelta(days=65)
    moments = [since, since + timedelta(days=30), NOON - timedelta(hours=1)]
    yandex_market.orders = [
        order(number, creationDate=moment.isoformat()) for number, moment in enumerate(moments)
    ]
    async with opened_yandex_market() as channel:
        pages = [page async for page in channel.orders(since)]
    assert [(page.number, numbers(page.rows)) for page in pages] == [(1, ["0"]), (2, ["1"]), (3, ["2"])]
    asked = [call["dates"] for call in yandex_market.asked_of(ORDERS)]
    days = ["2026-09-18", "2026-10-18", "2026-11-17", "2026-11-23"]
    periods = [(call["creationDateFrom"], call["creationDateTo"]) for call in asked]
    assert periods == list(pairwise(days))


async def test_an_order_of_the_first_hours_of_moscow_s_day_is_read(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    since = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    yandex_market.orders = [
        order(1, creationDate="2026-11-21T00:29:59+03:00"),
        order(2, creationDate="2026-11-21T00:30:00+03:00"),
    ]
    async with opened_yandex_market() as channel:
        assert numbers(await collect(channel.orders(since))) == ["2"]


@pytest.mark.parametrize(("campaigns", "found"), [([], ["1", "2"]), ([SHOP], ["1"]), ([9, 10], ["2"])])
async def test_orders_may_be_those_of_some_shops(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    campaigns: list[int],
    found: list[str],
) -> None:
    yandex_market.orders = [order(1), order(2, campaignId=9)]
    async with opened_yandex_market(campaigns=campaigns) as channel:
        assert numbers(await collect(channel.orders(DAY_BEFORE))) == found


async def test_open_orders_are_asked_for_by_their_status(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    words = ["UNPAID", "PENDING", "PROCESSING", "DELIVERY", "PICKUP", "DELIVERED", "CANCELLED", "RETURNED"]
    yandex_market.orders = [
        order(number, status=word, substatus="UNKNOWN", creationDate="2026-09-01T00:00:00+03:00")
        for number, word in enumerate(words)
    ]
    async with opened_yandex_market() as channel:
        found = await collect(channel.open_orders())
    assert [(row.word, row.status) for row in found] == [
        ("UNPAID", OrderStatus.NEW),
        ("PENDING", OrderStatus.NEW),
        ("PROCESSING", OrderStatus.ASSEMBLING),
        ("DELIVERY", OrderStatus.HANDED_OVER),
        ("PICKUP", OrderStatus.AT_PICKUP),
    ]
    assert len(yandex_market.asked_of(ORDERS)) == 4


@pytest.mark.parametrize(("period", "found", "calls"), [("14d", ["2"], 1), ("82d", ["1", "2"], 3)])
async def test_the_open_period_may_be_shorter(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    period: str,
    found: list[str],
    calls: int,
) -> None:
    yandex_market.orders = [order(1, creationDate="2026-09-02T12:00:00+03:00"), order(2)]
    async with opened_yandex_market(open_period=period) as channel:
        assert numbers(await collect(channel.open_orders())) == found
    assert len(yandex_market.asked_of(ORDERS)) == calls


@pytest.mark.parametrize(
    ("status", "substatus", "found"),
    [
        ("PROCESSING", "STARTED", ("PROCESSING", OrderStatus.ASSEMBLING, True)),
        ("PROCESSING", "READY_TO_SHIP", ("PROCESSING/READY_TO_SHIP", OrderStatus.PACKED, True)),
        ("CANCELLED", "SHOP_FAILED", ("CANCELLED/SHOP_FAILED", OrderStatus.CANCELLED_BY_SELLER, True)),
        ("CANCELLED", "CUSTOM", ("CANCELLED", OrderStatus.OTHER, True)),
        ("CANCELLED", "LOST", ("CANCELLED/LOST", OrderStatus.CANCELLED_BY_CHANNEL, True)),
        ("TELEPORTED", None, ("TELEPORTED", OrderStatus.OTHER, False)),
    ],
)
async def test_a_substatus_counts_where_it_is_mapped(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    status: str,
    substatus: str | None,
    found: tuple[str, OrderStatus, bool],
) -> None:
    yandex_market.orders = [order(1, status=status, substatus=substatus)]
    async with opened_yandex_market(statuses={"CANCELLED/LOST": "cancelled_by_channel"}) as channel:
        (row,) = await collect(channel.orders(DAY_BEFORE))
    assert (row.word, row.status, row.mapped) == found


GOOD_BODY = {"status": "ERROR", "orders": [], "errors": [{"code": "INTERNAL_ERROR", "message": "Ivan"}]}


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (refused(400, "BAD_REQUEST"), ClientError, "HTTP 400"),
        (refused(401, "UNAUTHORIZED"), UnauthorizedError, "HTTP 401"),
        (refused(403, "FORBIDDEN"), ForbiddenError, "the key lacks a right"),
        (refused(403, "API_DISABLED"), ForbiddenError, "the API of the shop is switched off"),
        (refused(403, "NO_ACCESS_BY_DEPRECATION_POLICY"), RetiredError, "the call has ended"),
        (refused(403, "SUBSCRIPTION_REQUIRED"), ForbiddenError, "needs a subscription"),
        (refused(404, "NOT_FOUND"), RetiredError, "HTTP 404"),
        (refused(405, "METHOD_NOT_ALLOWED"), ClientError, "HTTP 405"),
        (refused(420, "ENHANCE_YOUR_CALM"), RateLimitedError, "too many requests"),
        (refused(423, "LOCKED"), ServerError, "it is locked for the moment"),
        (refused(500, "INTERNAL_ERROR"), ServerError, "HTTP 500"),
        (refused(200, "INTERNAL_ERROR"), ClientError, "it is a failure: INTERNAL_ERROR"),
        (refused(200, "Ivan <b>"), ClientError, "it is a failure: status is ERROR"),
        (refused(200, "API_DISABLED"), ForbiddenError, "the API of the shop is switched off"),
        (refused(200, "NO_ACCESS_BY_DEPRECATION_POLICY"), RetiredError, "the call has ended"),
        (JSONResponse({"status": "ERROR"}), ClientError, "status is ERROR"),
        (JSONResponse(GOOD_BODY), ClientError, "it is a failure: INTERNAL_ERROR"),
        (JSONResponse({**GOOD_BODY, "errors": "Ivan"}), BadAnswerError, "a failure that cannot be read"),
        (JSONResponse({"status": "OK", "result": {"orders": []}}), BadAnswerError, "missing required field"),
        (JSONResponse({"orders": None}), BadAnswerError, "got `null`"),
        (JSONResponse({"orders": [], "paging": {"nextPageToken": 7}}), BadAnswerError, "got `int`"),
        (Response(status_code=204), BadAnswerError, "not JSON"),
        (HTMLResponse("<html>maintenance for Ivan</html>"), BadAnswerError, "not JSON"),
        (Response(b"\x00\xff garbage"), BadAnswerError, "not JSON"),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    answer: Response,
    error: type[ProbeError],
    words: str,
) -> None:
    yandex_market.instead = {ORDERS: answer}
    meter = Counts()
    async with opened_yandex_market(meter) as channel:
        with pytest.raises(error, match=words) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert type(caught.value) is error
    assert not {"Ivan", API_KEY, "garbage"} & set(str(caught.value).split())
    assert "POST /v1/businesses/4711/orders" in str(caught.value)
    assert meter.codes == [str(answer.status_code)]


async def test_the_wait_after_too_many_requests_is_the_one_that_is_asked_for(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    until = format_datetime(NOON + timedelta(seconds=40), usegmt=True)
    limited = refused(420, "ENHANCE_YOUR_CALM", X_RateLimit_Resource_Until=until)
    yandex_market.instead = {ORDERS: limited}
    sleeps = Sleeps()
    async with opened_yandex_market(pace=sleeps.pace(), limits={"retries": 1}) as channel:
        with pytest.raises(RateLimitedError) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert caught.value.retry_after == 40
    assert [round(wait) for wait in sleeps.waits] == [40]
    assert len(yandex_market.asked_of(ORDERS)) == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (order(1, creationDate="Ivan"), "page 1: row 1: creationDate is not written"),
        (order(1, orderId="Ivan"), "Expected `int`, got `str`"),
        (order(1, items=[item("a", 1, "Ivan")]), "Invalid decimal string"),
        (order(1, items=[item("a", 1, "NaN")]), "row 1: items have no readable prices"),
        (order(1, items=[item("a", 1, 0.001)]), "row 1: items have no readable prices"),
        (order(1, items=[item("a", 1, 1, currency="Ivan")]), "row 1: items have no readable prices"),
        (order(1, items=[item("a", 1, 1), item("b", 1, 1, currency="BYN")]), "more than one currency"),
        (order(1, items=[item("a", 1.5, 1)]), "Expected `int`, got `float`"),  # type: ignore[arg-type]  # no count
    ],
)
async def test_an_order_that_cannot_be_read_says_why(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, row: dict[str, Any], words: str
) -> None:
    yandex_market.instead = {ORDERS: JSONResponse({"orders": [row]})}
    async with opened_yandex_market() as channel:
        with pytest.raises(BadAnswerError, match=words) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert "Ivan" not in str(caught.value)


async def test_an_oauth_token_may_stand_in_for_the_key(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    yandex_market.headers = {"authorization": "Bearer y0_t0ken"}
    monkeypatch.setenv("YM_TOKEN", "y0_t0ken")
    async with opened_yandex_market(oauth_token="${YM_TOKEN}") as channel:
        assert await collect(channel.orders(DAY_BEFORE)) == []
        monkeypatch.delenv("YM_TOKEN")
        with pytest.raises(SecretError, match="YM_TOKEN"):
            await collect(channel.orders(DAY_BEFORE))
    async with opened_yandex_market() as channel:
        with pytest.raises(UnauthorizedError):
            await collect(channel.orders(DAY_BEFORE))


SINCE = NOON - timedelta(days=80)
MOMENTS = st.integers(0, 80 * 86400).map(lambda seconds: SINCE + timedelta(seconds=seconds))
KOPECKS = st.integers(0, 10**11)
PIECES = st.integers(1, 12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, st.integers(-12, 12), KOPECKS, KOPECKS, PIECES), max_size=12), PIECES)
async def test_money_times_and_pages_are_exact_whatever_zone_the_machine_has(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    machine_zone: None,
    orders: list[tuple[datetime, int, int, int, int]],
    page: int,
) -> None:
    yandex_market.page = page
    yandex_market.orders = [
        order(
            number,
            creationDate=f"{moment + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}{hours:+03d}:00",
            items=[item("a", pieces, payment / 100, subsidy / 100)],
        )
        for number, (moment, hours, payment, subsidy, pieces) in enumerate(orders)
    ]
    async with opened_yandex_market() as channel:
        found = await collect(channel.orders(SINCE))
    assert {row.number: (row.placed_at.astimezone(UTC), row.amount) for row in found} == {
        str(number): (moment, Money(payment + subsidy, "RUB"))
        for number, (moment, _, payment, subsidy, _) in enumerate(orders)
    }
    for row in found:
        assert row.amount == Money(sum(line.quantity * line.price.minor for line in row.lines), "RUB")
        assert sum(line.quantity for line in row.lines) == orders[int(row.number)][4]
        assert len({line.price for line in row.lines}) <= 2

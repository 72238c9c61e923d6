"""The adapter for Wildberries keeps to Wildberries' contract, over real HTTP: the key, orders, failures."""

from datetime import UTC, datetime, timedelta
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
from tests.contract.wildberries_side import (
    ORDERS,
    STATUSES,
    TOKEN,
    OpenedWildberries,
    Wildberries,
    order,
)
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = pytest.mark.anyio

DAY_BEFORE = NOON - timedelta(days=1)


async def test_orders_are_read_with_hundredths_of_the_seller_s_currency_and_both_statuses(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.orders = [order(5632423)]
    wildberries.statuses = {5632423: ("confirm", "waiting")}
    meter = Counts()
    async with opened_wildberries(meter) as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert found.number == "5632423"
    assert found.placed_at == NOON - timedelta(hours=1)
    assert (found.status, found.word, found.mapped) == (OrderStatus.ASSEMBLING, "confirm/waiting", True)
    assert found.amount == Money(28322, "RUB")
    assert found.lines == (OrderLine("0557722", 1, Money(28322, "RUB")),)
    assert meter.codes == ["200", "200"]
    (period,) = wildberries.asked_of(ORDERS)
    assert period == {"limit": "1000", "next": "0", "dateFrom": "1795262400", "dateTo": "1795348800"}
    assert wildberries.asked_of(STATUSES) == [{"orders": [5632423]}]


@pytest.mark.parametrize(("after_last", "asked"), [(0, ["0", "2", "4"]), (None, ["0", "2", "4", "6"])])
async def test_every_page_is_read_whether_the_last_names_no_other_or_an_empty_one_follows(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    after_last: int | None,
    asked: list[str],
) -> None:
    wildberries.page, wildberries.next_after_last = 2, after_last
    wildberries.orders = [order(number) for number in range(1, 6)]
    async with opened_wildberries() as channel:
        pages = [page async for page in channel.orders(DAY_BEFORE)]
    assert [numbers(page.rows) for page in pages if page.rows] == [["1", "2"], ["3", "4"], ["5"]]
    assert [question["next"] for question in wildberries.asked_of(ORDERS)] == asked
    assert [question["orders"] for question in wildberries.asked_of(STATUSES)] == [[1, 2], [3, 4], [5]]


async def test_a_long_time_is_asked_for_in_calls_of_thirty_days_without_a_gap(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    since = NOON - timedelta(days=65)
    border = since + timedelta(days=30)
    days = (since, border, NOON - timedelta(hours=1))
    wildberries.orders = [
        order(number, createdAt=f"{day:%Y-%m-%dT%H:%M:%SZ}") for number, day in enumerate(days)
    ]
    async with opened_wildberries() as channel:
        pages = [page async for page in channel.orders(since)]
    assert [page.number for page in pages] == [1, 2, 3]
    assert {number for page in pages for number in numbers(page.rows)} == {"0", "1", "2"}
    periods = [(int(call["dateFrom"]), int(call["dateTo"])) for call in wildberries.asked_of(ORDERS)]
    assert [end for _, end in periods[:-1]] == [start for start, _ in periods[1:]]
    assert periods[-1][1] == NOON.timestamp()


async def test_no_more_than_three_months_are_asked_for(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    async with opened_wildberries() as channel:
        assert await collect(channel.orders(NOON - timedelta(days=4000))) == []
    calls = wildberries.asked_of(ORDERS)
    assert [int(call["dateFrom"]) for call in calls] == [
        (NOON - timedelta(days=days)).timestamp() for days in (90, 60, 30)
    ]
    assert wildberries.asked_of(STATUSES) == []


async def test_open_orders_are_those_whose_pair_is_open_or_known_to_nobody(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.statuses = {
        1: ("new", "waiting"),
        2: ("complete", "sold"),
        3: ("cancel", "canceled"),
        4: ("complete", "ready_for_pickup"),
        5: ("teleported", "waiting"),
    }
    wildberries.orders = [order(number, createdAt="2026-09-01T00:00:00Z") for number in wildberries.statuses]
    async with opened_wildberries() as channel:
        found = await collect(channel.open_orders())
    assert [(row.number, row.status, row.mapped) for row in found] == [
        ("1", OrderStatus.NEW, True),
        ("4", OrderStatus.AT_PICKUP, True),
        ("5", OrderStatus.OTHER, False),
    ]


@pytest.mark.parametrize(
    ("period", "found", "calls"), [("14d", ["2"], 1), ("85d", ["1", "2"], 3), ("52w", ["1", "2"], 3)]
)
async def test_the_open_period_may_be_shorter_but_not_longer_than_what_is_shown(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    period: str,
    found: list[str],
    calls: int,
) -> None:
    wildberries.orders = [order(1, createdAt="2026-09-01T00:00:00Z"), order(2)]
    async with opened_wildberries(open_period=period) as channel:
        assert numbers(await collect(channel.open_orders())) == found
    assert len(wildberries.asked_of(ORDERS)) == calls


async def test_an_order_without_statuses_makes_the_read_incomplete(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.orders = [order(1), order(2)]
    wildberries.statuses = {2: None}
    async with opened_wildberries() as channel:
        with pytest.raises(IncompleteError, match="1 of 2 orders came without their statuses"):
            await collect(channel.orders(DAY_BEFORE))


async def test_the_settings_may_map_a_pair(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.orders = [order(1)]
    wildberries.statuses = {1: ("teleported", "sold")}
    async with opened_wildberries(statuses={"teleported/sold": "delivered"}) as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.status, found.mapped) == (OrderStatus.DELIVERED, True)


@pytest.mark.parametrize("called", [ORDERS, STATUSES])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse({"code": "AccessDenied", "message": "Ivan", "data": None}, 403), ForbiddenError),
        (JSONResponse({"code": "NotFound", "message": "Ivan", "data": None}, 404), RetiredError),
        (JSONResponse({"code": "IncorrectParameter", "message": "Ivan", "data": None}, 400), ClientError),
        (JSONResponse({"title": "Payment Required", "detail": "Ivan"}, 402), ClientError),
        (JSONResponse({"code": "StatusNotAcceptable", "message": "Ivan"}, 406), ClientError),
        (JSONResponse([{"code": "UploadDataLimit", "message": "Ivan", "data": []}], 409), ClientError),
        (
            JSONResponse({"title": "too many requests"}, 429, {"X-Ratelimit-Retry": "30"}),
            RateLimitedError,
        ),
        (JSONResponse({"title": "internal"}, 500), ServerError),
        (Response(status_code=204), BadAnswerError),
        (HTMLResponse("<html>maintenance</html>"), BadAnswerError),
        (Response(b"\x00\xff garbage"), BadAnswerError),
        (JSONResponse({"orders": None, "next": 0}), BadAnswerError),
        (JSONResponse({"data": {"orders": []}}), BadAnswerError),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    called: str,
    answer: Response,
    error: type[ProbeError],
) -> None:
    wildberries.orders = [order(1)]
    wildberries.instead = {called: answer}
    meter = Counts()
    async with opened_wildberries(meter) as channel:
        with pytest.raises(error) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert type(caught.value) is error
    assert getattr(caught.value, "retry_after", None) == (30 if error is RateLimitedError else None)
    assert not {"Ivan", TOKEN, "garbage"} & set(str(caught.value).split())
    assert called.split()[1] in str(caught.value)
    assert meter.codes[-1] == str(answer.status_code)


async def test_a_refused_request_is_not_repeated_because_it_costs_as_much_as_ten(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.instead = {ORDERS: JSONResponse({"code": "IncorrectParameter"}, 400)}
    meter = Counts()
    async with opened_wildberries(meter, limits={"retries": 5}) as channel:
        with pytest.raises(ClientError):
            await collect(channel.orders(DAY_BEFORE))
    assert meter.codes == ["400"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"next": 7, "orders": [order(1)]}, "the same rows as the one before"),
        ({"orders": []}, "missing required field `next`"),
        ({"next": 0, "orders": [order(1, createdAt="Ivan")]}, "page 1: row 1: createdAt is not written"),
        ({"next": 0, "orders": [order(1, convertedCurrencyCode=999)]}, "convertedCurrencyCode is no"),
        ({"next": 0, "orders": [order(1, convertedPrice="Ivan")]}, "Expected `int`, got `str`"),
        ({"next": 0, "orders": [order(1, convertedPrice=283.22)]}, "Expected `int`, got `float`"),
    ],
)
async def test_a_page_that_cannot_be_read_says_why(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, page: dict[str, Any], words: str
) -> None:
    wildberries.instead = {ORDERS: JSONResponse(page)}
    async with opened_wildberries() as channel:
        with pytest.raises((BadAnswerError, IncompleteError), match=words) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert "Ivan" not in str(caught.value)


async def test_pages_without_end_are_an_error(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.page = 1
    wildberries.orders = [order(number) for number in range(1, 9)]
    async with opened_wildberries(limits={"max_pages": 5}) as channel:
        with pytest.raises(IncompleteError, match="more after 5 pages"):
            await collect(channel.orders(DAY_BEFORE))


async def test_the_token_goes_bare_or_behind_the_prefix_of_the_settings(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, monkeypatch: pytest.MonkeyPatch
) -> None:
    wildberries.token = f"Bearer {TOKEN}"
    async with opened_wildberries(prefix="Bearer ") as channel:
        assert await collect(channel.orders(DAY_BEFORE)) == []
    async with opened_wildberries() as channel:
        with pytest.raises(UnauthorizedError):
            await collect(channel.orders(DAY_BEFORE))
        monkeypatch.delenv("WB_TOKEN")
        with pytest.raises(SecretError, match="WB_TOKEN"):
            await collect(channel.orders(DAY_BEFORE))


SINCE = NOON - timedelta(days=80)
MOMENTS = st.integers(0, 80 * 86400).map(lambda seconds: SINCE + timedelta(seconds=seconds))
HUNDREDTHS = st.integers(0, 10**12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, HUNDREDTHS), max_size=12), st.integers(1, 5), st.sampled_from([0, None]))
async def test_money_times_and_pages_are_exact_whatever_zone_the_machine_has(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    machine_zone: None,
    orders: list[tuple[datetime, int]],
    page: int,
    after_last: int | None,
) -> None:
    wildberries.page, wildberries.next_after_last = page, after_last
    wildberries.orders = [
        order(number, createdAt=f"{moment:%Y-%m-%dT%H:%M:%SZ}", convertedPrice=hundredths)
        for number, (moment, hundredths) in enumerate(orders)
    ]
    async with opened_wildberries() as channel:
        found = await collect(channel.orders(SINCE))
    assert {row.number: (row.placed_at.astimezone(UTC), row.amount) for row in found} == {
        str(number): (moment, Money(hundredths, "RUB")) for number, (moment, hundredths) in enumerate(orders)
    }

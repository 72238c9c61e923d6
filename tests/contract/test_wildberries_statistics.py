"""The adapter for Wildberries keeps to its contract, over real HTTP: all orders, by its statistics."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
)
from bizprobe.records import Money, OrderLine, OrderStatus
from bizprobe.remote.budget import Cost
from bizprobe.settings.model import Offer
from tests.contract.wildberries_side import (
    ORDERS,
    SUPPLIER_ORDERS,
    Bucket,
    OpenedWildberries,
    Wildberries,
    order,
    sold,
)
from tests.unit.remote.sides import NOON, Counts, Sleeps, collect, numbers

pytestmark = pytest.mark.anyio

DAY_BEFORE = NOON - timedelta(days=1)


def changed(srid: str, minute: int, **keys: Any) -> dict[str, Any]:
    return sold(srid, lastChangeDate=f"2026-11-22T14:{minute:02}:00", **keys)


async def test_an_order_of_any_warehouse_has_its_srid_moscow_s_time_and_the_seller_s_price(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.statistics = [sold("11.rf9.3.0")]
    async with opened_wildberries(orders="all") as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.number, found.placed_at) == ("11.rf9.3.0", NOON - timedelta(hours=1))
    assert (found.status, found.word, found.mapped) == (OrderStatus.OTHER, "ordered", True)
    assert found.amount == Money(154700, "RUB")
    assert found.lines == (OrderLine("0557722", 1, Money(154700, "RUB")),)
    assert wildberries.asked_of(SUPPLIER_ORDERS)[0] == {"dateFrom": "2026-11-21T14:59:59", "flag": "0"}
    assert wildberries.asked_of(ORDERS) == []


@pytest.mark.parametrize(("inclusive", "pages"), [(True, 3), (False, 3)])
async def test_a_read_goes_on_from_the_last_change_whether_its_row_comes_again_or_not(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries, inclusive: bool, pages: int
) -> None:
    wildberries.page, wildberries.from_inclusive = 3, inclusive
    wildberries.statistics = [changed(f"s{minute}", minute) for minute in range(5)]
    async with opened_wildberries(orders="all") as channel:
        found = await collect(channel.orders(DAY_BEFORE))
    assert numbers(found) == ["s0", "s1", "s2", "s3", "s4"]
    asked = [question["dateFrom"] for question in wildberries.asked_of(SUPPLIER_ORDERS)]
    assert len(asked) == pages
    assert asked[1:] == ["2026-11-22T14:02:00", "2026-11-22T14:04:00"]


async def test_the_moment_of_the_last_change_is_sent_back_as_it_came(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.statistics = [sold("s1", lastChangeDate="2026-11-22T14:00:00.12345")]
    async with opened_wildberries(orders="all") as channel:
        assert numbers(await collect(channel.orders(DAY_BEFORE))) == ["s1"]
    assert wildberries.asked_of(SUPPLIER_ORDERS)[-1]["dateFrom"] == "2026-11-22T14:00:00.12345"


async def test_rows_changed_in_one_moment_end_a_read_where_nothing_newer_follows(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.page = 2
    wildberries.statistics = [changed("s0", 0), changed("s1", 7), changed("s2", 7)]
    async with opened_wildberries(orders="all") as channel:
        assert numbers(await collect(channel.orders(DAY_BEFORE))) == ["s0", "s1", "s2"]
    assert len(wildberries.asked_of(SUPPLIER_ORDERS)) == 2


async def test_rows_that_go_back_in_time_make_the_read_incomplete(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.instead[SUPPLIER_ORDERS] = JSONResponse([sold("s1", lastChangeDate="2026-11-20T14:00:00")])
    async with opened_wildberries(orders="all") as channel:
        with pytest.raises(IncompleteError, match="changed before the time that was asked for"):
            await collect(channel.orders(DAY_BEFORE))


async def test_what_was_placed_earlier_and_changed_since_is_left_out(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.statistics = [
        changed("old", 1, date="2026-11-21T14:59:59"),
        changed("first", 2, date="2026-11-21T15:00:00"),
    ]
    async with opened_wildberries(orders="all") as channel:
        assert numbers(await collect(channel.orders(DAY_BEFORE))) == ["first"]


async def test_of_the_versions_of_an_order_the_last_one_counts(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.page = 2
    wildberries.statistics = [
        changed("s1", 1),
        changed("s2", 2),
        changed("s1", 3, isCancel=True, cancelDate="2026-11-22T00:00:00", priceWithDisc=99.9),
    ]
    async with opened_wildberries(orders="all") as channel:
        found = {row.number: row for row in await collect(channel.orders(DAY_BEFORE))}
    assert set(found) == {"s1", "s2"}
    assert (found["s1"].word, found["s1"].status, found["s1"].mapped) == (
        "cancelled",
        OrderStatus.OTHER,
        True,
    )
    assert found["s1"].lines == (OrderLine("0557722", 1, Money(9990, "RUB")),)


async def test_who_cancels_is_for_the_settings_to_say(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.statistics = [sold("s1", isCancel=True)]
    async with opened_wildberries(orders="all", statuses={"cancelled": "cancelled_by_buyer"}) as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert found.status is OrderStatus.CANCELLED_BY_BUYER


@pytest.mark.parametrize(
    ("keys", "amount", "lines"),
    [({"priceWithDisc": 0}, None, 0), ({"supplierArticle": ""}, Money(154700, "RUB"), 0)],
)
async def test_what_is_not_told_yet_is_not_a_price_of_zero(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    keys: dict[str, Any],
    amount: Money | None,
    lines: int,
) -> None:
    wildberries.statistics = [sold("s1", **keys)]
    async with opened_wildberries(orders="all") as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.amount, len(found.lines)) == (amount, lines)


async def test_open_orders_still_come_from_the_seller_s_own_warehouses(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    wildberries.orders, wildberries.statistics = [order(1)], [sold("s1")]
    async with opened_wildberries(orders="all", open_period="7d") as channel:
        assert numbers(await collect(channel.open_orders())) == ["1"]
    assert wildberries.asked_of(SUPPLIER_ORDERS) == []


async def test_no_more_than_three_months_are_asked_for(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    async with opened_wildberries(orders="all") as channel:
        assert await collect(channel.orders(NOON - timedelta(days=4000))) == []
    (question,) = wildberries.asked_of(SUPPLIER_ORDERS)
    assert question["dateFrom"] == "2026-08-24T14:59:59"


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (JSONResponse({"errors": ["(api-new) Ivan"]}, 400), ClientError, "HTTP 400"),
        (JSONResponse({"title": "Ivan"}, 403), ForbiddenError, "HTTP 403"),
        (JSONResponse({"title": "Ivan"}, 429, {"X-Ratelimit-Retry": "42"}), RateLimitedError, "HTTP 429"),
        (HTMLResponse("<html>Ivan</html>"), BadAnswerError, "not JSON"),
        (Response(status_code=204), BadAnswerError, "not JSON"),
        (JSONResponse(None), BadAnswerError, "Expected `array`"),
        (JSONResponse({"errors": "Ivan"}), BadAnswerError, "Expected `array`"),
        (JSONResponse([{"srid": "s1"}]), BadAnswerError, "missing required field"),
        (JSONResponse([sold("")]), BadAnswerError, "row 1: srid is missing"),
        (JSONResponse([sold("s1"), sold("s2", date="Ivan")]), BadAnswerError, "row 2: date is not written"),
        (JSONResponse([sold("s1", lastChangeDate="Ivan")]), BadAnswerError, "lastChangeDate is not written"),
        (JSONResponse([sold("s1", date="0001-01-01T00:00:00")]), BadAnswerError, "date is out of range"),
        (JSONResponse([sold("s1", priceWithDisc=1.001)]), BadAnswerError, "finer than a kopeck"),
        (JSONResponse([sold("s1", priceWithDisc=1e300)]), BadAnswerError, "priceWithDisc is no amount"),
        (JSONResponse([sold("s1", priceWithDisc=None)]), BadAnswerError, "got `null`"),
        (JSONResponse([sold("s1", isCancel="Ivan")]), BadAnswerError, "Expected `bool`"),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    answer: Response,
    error: type[ProbeError],
    words: str,
) -> None:
    wildberries.instead[SUPPLIER_ORDERS] = answer
    async with opened_wildberries(orders="all") as channel:
        with pytest.raises(error, match=words) as caught:
            await collect(channel.orders(DAY_BEFORE))
    assert type(caught.value) is error
    assert getattr(caught.value, "retry_after", None) == (42 if error is RateLimitedError else None)
    assert "Ivan" not in str(caught.value)


async def test_one_request_a_minute_is_kept_to_after_the_first_ones(
    wildberries: Wildberries, opened_wildberries: OpenedWildberries
) -> None:
    sleeps, meter = Sleeps(), Counts()
    wildberries.statistics = [changed(f"s{minute}", minute) for minute in range(12)]
    wildberries.page = 2
    wildberries.buckets["statistics-api"] = Bucket(10, 60, lambda: sleeps.passed)
    async with opened_wildberries(meter, sleeps.pace(), orders="all") as channel:
        assert len(await collect(channel.orders(DAY_BEFORE))) == 12
        assert channel.plan()[Offer.ORDERS] == [Cost("statistics", fixed=1, rows=80_000)]
    assert meter.codes == ["200"] * 12
    assert sleeps.passed == pytest.approx(3 * 60)


SINCE = NOON - timedelta(days=80)
MOMENTS = st.integers(0, 80 * 86400).map(lambda seconds: SINCE + timedelta(seconds=seconds))
KOPECKS = st.integers(1, 10**9)
MOSCOW = ZoneInfo("Europe/Moscow")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, KOPECKS), max_size=12, unique_by=lambda row: row[0]), st.booleans())
async def test_times_and_roubles_are_exact_whatever_zone_the_machine_has(
    wildberries: Wildberries,
    opened_wildberries: OpenedWildberries,
    machine_zone: None,
    orders: list[tuple[datetime, int]],
    inclusive: bool,
) -> None:
    wildberries.page, wildberries.from_inclusive = 2, inclusive
    placed = [
        (f"{moment.astimezone(MOSCOW):%Y-%m-%dT%H:%M:%S}", kopecks) for moment, kopecks in sorted(orders)
    ]
    wildberries.statistics = [
        sold(f"s{number}", date=text, lastChangeDate=text, priceWithDisc=kopecks / 100)
        for number, (text, kopecks) in enumerate(placed)
    ]
    pace = Sleeps().pace()
    async with opened_wildberries(pace=pace, orders="all") as channel:
        found = await collect(channel.orders(SINCE))
    assert [(row.placed_at.astimezone(UTC), row.amount) for row in found] == [
        (moment, Money(kopecks, "RUB")) for moment, kopecks in sorted(orders)
    ]

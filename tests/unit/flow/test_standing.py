"""Orders that stand still."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bizprobe.flow.age import AgeLimits
from bizprobe.flow.standing import OpenOrders, TooOld
from bizprobe.records import Order, OrderStatus
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.model import Severity
from tests.unit.flow.limits import limit

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW, PACKED, DELIVERED = OrderStatus.NEW, OrderStatus.PACKED, OrderStatus.DELIVERED
MOSCOW = Calendar(ZoneInfo("Europe/Moscow"))
LIMITS = AgeLimits(MOSCOW, {NEW: {Severity.WARNING: limit("2h"), Severity.CRITICAL: limit("4h")}})


def standing(*orders: tuple[str, OrderStatus, float]) -> OpenOrders:
    """Orders by number, status and age in hours."""
    found = OpenOrders()
    for number, status, age in orders:
        found.add(Order(number, NOW - age * HOUR, status))
    return found


def test_every_open_status_is_counted_and_others_only_where_they_occur() -> None:
    assert standing(("1", NEW, 1), ("2", NEW, 2), ("3", DELIVERED, 1)).counts() == {
        NEW: 2,
        OrderStatus.ASSEMBLING: 0,
        PACKED: 0,
        OrderStatus.HANDED_OVER: 0,
        OrderStatus.AT_PICKUP: 0,
        DELIVERED: 1,
    }


def test_an_order_that_moved_on_between_two_pages_counts_as_it_was_seen_last() -> None:
    orders = standing(("1", NEW, 1), ("1", PACKED, 1))
    assert (orders.counts()[NEW], orders.counts()[PACKED]) == (0, 1)


def test_the_oldest_is_known_where_there_is_one() -> None:
    assert standing(("1", NEW, 1), ("2", NEW, 3), ("3", NEW, 2)).oldest() == {NEW: NOW - 3 * HOUR}


def test_orders_past_a_limit_are_named_with_the_worst_oldest_first() -> None:
    orders = standing(("at limit", NEW, 2), ("late", NEW, 2.1), ("later", NEW, 4.1), ("none", PACKED, 99))
    assert orders.too_old(LIMITS, NOW) == [
        TooOld("later", NEW, NOW - 4.1 * HOUR, 4 * 3600.0, Severity.CRITICAL),
        TooOld("late", NEW, NOW - 2.1 * HOUR, 2 * 3600.0, Severity.WARNING),
    ]


def test_what_a_night_left_lying_is_too_old_some_time_after_the_day_began() -> None:
    by_day = {"default": "off", "09:00-20:00": "15m"}
    limits = AgeLimits(MOSCOW, {NEW: {Severity.CRITICAL: limit(by_day)}})
    nine = datetime(2026, 11, 17, 6, tzinfo=UTC)
    orders = OpenOrders()
    for number, minutes in (("night", -600), ("early", 0), ("late", 10)):
        orders.add(Order(number, nine + timedelta(minutes=minutes), NEW))
    seen = {
        minutes: [order.number for order in orders.too_old(limits, nine + timedelta(minutes=minutes))]
        for minutes in (-1, 0, 15, 16, 25, 26)
    }
    assert seen == {
        -1: [],
        0: [],
        15: [],
        16: ["night", "early"],
        25: ["night", "early"],
        26: ["night", "early", "late"],
    }

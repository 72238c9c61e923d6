"""How old something may be, where that depends on the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.flow.age import AgeLimits, allowed_age
from bizprobe.records import OrderStatus
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import Hourly
from bizprobe.settings.model import Severity
from tests.unit.flow.limits import LIMITS, limit

MOSCOW = Calendar(ZoneInfo("Europe/Moscow"))
NINE = datetime(2026, 11, 17, 6, tzinfo=UTC)
BY_DAY = limit({"default": "off", "09:00-20:00": "15m"})


@pytest.mark.parametrize(
    ("now", "since", "allowed"),
    [
        (0, -600, 36000 + 900),
        (30, 0, 900),
        (30, 20, 900),
        (-1, -600, None),
    ],
)
def test_what_began_at_night_may_be_as_old_as_the_day_allows_from_its_begin(
    now: int, since: int, allowed: float | None
) -> None:
    moments = (NINE + timedelta(minutes=minutes) for minutes in (now, since))
    assert allowed_age(BY_DAY, MOSCOW, *moments) == allowed


def test_the_limits_in_force_are_those_of_the_oldest_and_where_there_is_none_of_a_new_one() -> None:
    new, packed = OrderStatus.NEW, OrderStatus.PACKED
    critical, warning = Severity.CRITICAL, Severity.WARNING
    limits = AgeLimits(
        MOSCOW,
        {new: {critical: BY_DAY}, packed: {critical: limit("1d"), warning: limit("off")}},
    )
    assert limits.in_force(NINE, {new: NINE - timedelta(hours=1)}) == {
        (new, critical): 3600 + 900,
        (packed, critical): 86400,
    }
    assert limits.in_force(NINE - timedelta(minutes=1), {}) == {(packed, critical): 86400}


MINUTES = st.lists(st.integers(0, 3 * 24 * 60), max_size=12)


@given(LIMITS, MINUTES)
def test_of_two_the_older_one_is_past_a_limit_first(drawn: Hourly[float], ages: list[int]) -> None:
    placed = sorted(NINE - timedelta(minutes=minutes) for minutes in ages)
    allowed = [allowed_age(drawn, MOSCOW, NINE, at) for at in placed]
    late = [
        seconds is not None and (NINE - at).total_seconds() > seconds
        for at, seconds in zip(placed, allowed, strict=True)
    ]
    past = AgeLimits(MOSCOW).past(drawn, placed, NINE)
    assert late == [True] * past + [False] * (len(placed) - past)

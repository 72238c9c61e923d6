"""The days that Yandex Market is asked for."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bizprobe.marketplaces.yandex_market.orders import LONGEST_CALL, periods

MOSCOW = ZoneInfo("Europe/Moscow")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone stands beside


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_every_moment_lies_in_one_period_by_its_day_in_moscow_and_in_utc(
    since: datetime, length: timedelta
) -> None:
    until = since + length
    found = list(periods(since, until))
    for moment in (since, since + length / 2, until):
        for zone in (UTC, MOSCOW):
            day = moment.astimezone(zone).date()
            assert sum(first <= day < after for first, after in found) == 1
    assert all(timedelta(0) < after - first <= LONGEST_CALL for first, after in found)
    assert all(before[1] == behind[0] for before, behind in pairwise(found))


def test_a_minute_is_a_day() -> None:
    since = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert list(periods(since, since + timedelta(minutes=1))) == [(date(2026, 11, 22), date(2026, 11, 23))]


def test_the_first_hours_of_moscow_s_day_are_two_days_because_utc_is_a_day_behind() -> None:
    since = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    assert list(periods(since, since)) == [(date(2026, 11, 21), date(2026, 11, 23))]

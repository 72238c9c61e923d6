"""Times as remote sides write them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.remote.moment import TimeFormat
from tests.unit.remote.sides import MOSCOW, NOON

NEW_YORK = ZoneInfo("America/New_York")


pytestmark = pytest.mark.usefixtures("machine_zone")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("iso", "2026-11-22T12:00:00Z"),
        ("iso", "2026-11-22T12:00:00.000000000Z"),
        ("iso", "2026-11-22T15:00:00+03:00"),
        ("iso", "2026-11-22 15:00:00+0300"),
        ("iso", "2026-11-22T15:00:00"),
        ("iso", " 2026-11-22 15:00 "),
        ("iso", datetime(2026, 11, 22, 15, 0)),  # noqa: DTZ001 - what a database gives for a time without a zone
        ("iso", NOON),
        ("unix", 1795348800),
        ("unix", "1795348800"),
        ("unix", "1795348800.000"),
        ("unix", 1795348800.0),
        ("unix_ms", 1795348800000),
        ("unix_ms", "1795348800000"),
        ("%d.%m.%Y %H:%M", "22.11.2026 15:00"),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-11-22T12:00:00+0000"),
    ],
)
def test_the_same_moment_is_read_however_it_is_written(text: str, value: Any) -> None:
    assert TimeFormat.parse(text).read(value, MOSCOW) == NOON


def test_a_date_is_the_start_of_its_day_in_the_zone() -> None:
    midnight = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert TimeFormat("iso").read("2026-11-22", MOSCOW) == midnight
    assert TimeFormat("iso").read(date(2026, 11, 22), MOSCOW) == midnight


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("iso", "yesterday", "is not written as iso"),
        ("iso", "", "is not written as iso"),
        ("iso", None, "is not written as iso"),
        ("iso", 1795348800, "is not written as iso"),
        ("iso", True, "is not written as iso"),
        ("iso", "0001-01-01T00:00:00", "is out of range"),
        ("iso", "9999-12-31T23:59:59-12:00", "is out of range"),
        ("unix", "2026-11-22", "is not written as unix"),
        ("unix", True, "is not written as unix"),
        ("unix", "1e30", "is not written as unix"),
        ("unix", 10**30, "is not written as unix"),
        ("unix", 1795348800000, "is not written as unix"),
        ("unix", 4102444800, "is out of range"),
        ("unix", 99999999999999, "is not written as unix"),
        ("unix_ms", 1795348800, "is out of range"),
        ("%d.%m.%Y", "2026-11-22", "is not written as"),
    ],
)
def test_what_is_no_time_is_refused_without_showing_it(text: str, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        TimeFormat.parse(text).read(value, MOSCOW)
    assert not value or str(value) not in str(caught.value)


@pytest.mark.parametrize("value", ["", "ISO", "%H:%M", "%d.%m", "unix_s", "%Q", "%Y-%m-%d %H:%M %Z", 5, None])
def test_a_format_that_loses_the_day_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected iso, unix, unix_ms, or a format"):
        TimeFormat.parse(value)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("iso", "2026-11-22T12:00:00Z"),
        ("unix", 1795348800),
        ("unix_ms", 1795348800999),
        ("%d.%m.%Y %H:%M:%S", "22.11.2026 15:00:00"),
    ],
)
def test_what_is_finer_than_the_format_is_cut(text: str, written: str | int) -> None:
    assert TimeFormat.parse(text).write(NOON + timedelta(microseconds=999_999), MOSCOW) == written


MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
FORMATS = st.sampled_from(["iso", "unix", "unix_ms", "%Y-%m-%d %H:%M:%S%z", "%d.%m.%Y %H:%M%z"])


@given(MOMENTS, FORMATS, st.sampled_from([MOSCOW, NEW_YORK]))
def test_what_is_written_is_read_back_never_later_and_at_most_a_minute_earlier(
    moment: datetime, text: str, zone: ZoneInfo
) -> None:
    format_ = TimeFormat.parse(text)
    back = format_.read(format_.write(moment, zone), zone)
    assert timedelta(0) <= moment - back < timedelta(minutes=1)

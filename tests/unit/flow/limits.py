"""Limits and calendars that tests draw."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import Hourly, Limit

VALUES = st.sampled_from(["20m", "45m", "2h", "7h", "15h", "off"])
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
DAYS = st.sampled_from(["Mon", "Fri", "Sat", "Sun", "Sat-Sun", "Mon-Fri", "Fri-Mon", "holidays"])
WINDOWS = st.one_of(
    DAYS,
    st.builds("{}-{}".format, CLOCKS, CLOCKS),
    st.builds("{} {}-{}".format, DAYS, CLOCKS, CLOCKS),
)


def limit(written: Any) -> Hourly[float]:
    read: Hourly[float] = TypeAdapter(Limit).validate_python(written)
    return read


def _limit_or_none(default: str, windows: dict[str, str]) -> Hourly[float] | None:
    try:
        return limit({"default": default, **windows})
    except ValidationError:
        return None


LIMITS = st.builds(_limit_or_none, VALUES, st.dictionaries(WINDOWS, VALUES, min_size=1, max_size=3)).filter(
    bool
)


def calendar(zone: ZoneInfo, first: date, holidays: set[int], workdays: dict[int, int]) -> Calendar:
    """Holidays and workdays by their distance from `first` in days."""
    return Calendar(
        zone,
        {first + timedelta(days=number): "Feast" for number in holidays},
        {first + timedelta(days=number): weekday for number, weekday in workdays.items()},
    )


HOLIDAYS = st.sets(st.integers(-1, 6), max_size=4)
WORKDAYS = st.dictionaries(st.integers(-1, 6), st.integers(0, 6), max_size=2)

"""Limits by the hour: how they are written, what they mean, and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from bizprobe.settings.calendar import WEEKDAYS, Calendar
from bizprobe.settings.hours import CountLimit, Hourly, Limit, in_force
from bizprobe.settings.model import Severity, Strict
from bizprobe.settings.severity import BySeverity

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
ORDINARY = Calendar(ZoneInfo("UTC"))
NIGHTS = {"default": "30m", "22:00-08:00": "3h", "Sat-Sun": "2h", "Mon-Fri 20:00-09:00": "off"}


class Block(Strict):
    silence: BySeverity[Limit]


def limit(written: Any) -> Hourly[float]:
    read: Hourly[float] = TypeAdapter(Limit).validate_python(written)
    return read


def count(written: Any) -> Hourly[int]:
    read: Hourly[int] = TypeAdapter(CountLimit).validate_python(written)
    return read


def wall(text: str) -> datetime:
    day, clock = text.split()
    hours, minutes = map(int, clock.split(":"))
    return MONDAY + timedelta(days=WEEKDAYS.index(day), hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    ("written", "at", "seconds"),
    [
        ("30m", "Mon 00:00", 1800),
        ("off", "Mon 00:00", None),
        ({"default": "30m", "22:00-08:00": "3h"}, "Mon 21:59", 1800),
        ({"default": "30m", "22:00-08:00": "3h"}, "Mon 22:00", 10800),
        ({"default": "30m", "22:00-08:00": "3h"}, "Tue 07:59", 10800),
        ({"default": "30m", "22:00-08:00": "3h"}, "Tue 08:00", 1800),
        ({"default": "30m", "22:00-08:00": "3h"}, "Mon 03:00", 10800),
        ({"default": "30m", "Sun 22:00-08:00": "3h"}, "Mon 03:00", 10800),
        ({"default": "30m", "Mon 22:00-08:00": "3h"}, "Mon 03:00", 1800),
        ({"default": "30m", "18:00-24:00": "1h"}, "Mon 23:59", 3600),
        ({"default": "30m", "18:00-24:00": "1h"}, "Tue 00:00", 1800),
        ({"default": "30m", "9:00-9:30": "off"}, "Tue 09:15", None),
        ({"default": "off", "Fri-Mon": "1h"}, "Sun 12:00", 3600),
        ({"default": "off", "Fri-Mon": "1h"}, "Tue 00:00", None),
        ({"default": "off", "Sat": "1h"}, "Sat 23:59", 3600),
        (NIGHTS, "Fri 12:00", 1800),
        (NIGHTS, "Fri 23:00", None),
        (NIGHTS, "Sat 08:59", None),
        (NIGHTS, "Sat 12:00", 7200),
        (NIGHTS, "Sat 23:00", 10800),
        (NIGHTS, "Mon 08:30", 1800),
    ],
)
def test_the_most_specific_window_decides_and_else_the_default(
    written: Any, at: str, seconds: float | None
) -> None:
    assert limit(written).at(wall(at), ORDINARY) == seconds


# Wednesday and Thursday; on Saturday people work as on a Tuesday.
SPECIAL = Calendar(
    ZoneInfo("UTC"),
    holidays={date(2026, 11, 18): "Feast", date(2026, 11, 19): "Feast"},
    workdays={date(2026, 11, 21): 1},
)
FEAST = {
    "default": "30m",
    "22:00-08:00": "3h",
    "holidays": "6h",
    "holidays 22:00-08:00": "off",
    "Mon-Fri 12:00-13:00": "1h",
    "Sat-Sun": "2h",
}


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("Tue 21:59", 1800),
        ("Tue 23:59", 10800),
        # The night before began on no holiday; the holiday goes before it.
        ("Wed 00:00", 21600),
        ("Wed 12:30", 21600),
        ("Wed 22:00", None),
        ("Thu 00:00", None),
        ("Thu 07:59", None),
        ("Thu 08:00", 21600),
        ("Thu 21:59", 21600),
        ("Thu 22:00", None),
        # The holidays' last night ends in the morning after them.
        ("Fri 00:00", None),
        ("Fri 07:59", None),
        ("Fri 08:00", 1800),
        ("Fri 12:30", 3600),
        # A Saturday on which people work is no weekend.
        ("Sat 10:00", 1800),
        ("Sat 12:30", 3600),
        ("Sun 10:00", 7200),
    ],
)
def test_holidays_go_before_everything_and_a_workday_is_the_day_that_it_stands_for(
    at: str, seconds: float | None
) -> None:
    assert limit(FEAST).at(wall(at), SPECIAL) == seconds


def test_a_holiday_without_hours_of_its_own_is_the_weekday_that_it_is() -> None:
    plain = limit({"default": "30m", "Sat-Sun": "2h", "Mon-Fri 12:00-13:00": "1h"})
    assert plain.at(wall("Wed 12:30"), SPECIAL) == 3600


def test_the_dates_are_those_of_the_dealers_zone() -> None:
    moscow = Calendar(ZoneInfo("Europe/Moscow"), holidays=SPECIAL.holidays)
    feast = limit({"default": "30m", "holidays": "6h"})
    moments = ["Tue 20:59", "Tue 21:00", "Thu 20:59", "Thu 21:00"]
    assert [feast.at(wall(at), moscow) for at in moments] == [1800, 21600, 21600, 1800]


@pytest.mark.parametrize(
    ("written", "at", "number"),
    [
        (0, "Mon 12:00", 0),
        ("off", "Mon 12:00", None),
        ({"default": 0, "22:00-08:00": 50}, "Mon 12:00", 0),
        ({"default": 0, "22:00-08:00": 50}, "Mon 23:00", 50),
        ({"default": 3, "holidays": "off"}, "Wed 12:00", None),
    ],
)
def test_a_number_depends_on_the_hour_in_the_same_words(written: Any, at: str, number: int | None) -> None:
    assert count(written).at(wall(at), SPECIAL) == number


NO_COUNT = "expected a whole number, at least 0, or off"


@pytest.mark.parametrize("written", [-1, 1.5, True, "5", "0s", None, [0]])
def test_a_number_that_is_none_is_refused(written: Any) -> None:
    for value in (written, {"default": 0, "Sat": written}):
        with pytest.raises(ValidationError) as caught:
            count(value)
        assert caught.value.errors()[-1]["msg"] == f"Value error, {NO_COUNT}"


def test_what_is_off_at_an_hour_is_not_in_force() -> None:
    limits = {Severity.WARNING: count({"default": 1, "Sat-Sun": "off"}), Severity.CRITICAL: count(7)}
    assert in_force(limits, wall("Fri 12:00"), ORDINARY) == {Severity.WARNING: 1, Severity.CRITICAL: 7}
    assert in_force(limits, wall("Sat 12:00"), ORDINARY) == {Severity.CRITICAL: 7}


NO_WINDOW = (
    "expected hours such as 22:00-08:00, days such as Sat-Sun, or Mon-Fri 20:00-09:00; "
    "the days may also be holidays"
)
NO_VALUE = "expected a duration such as 30s, 5m, 1h30m or 2d, or off"


@pytest.mark.parametrize(
    ("written", "place", "message"),
    [
        ("30", (), NO_VALUE),
        (30, (), NO_VALUE),
        (True, (), NO_VALUE),
        (None, (), NO_VALUE),
        (["30m"], (), NO_VALUE),
        ("0s", (), "expected a duration longer than 0s, or off"),
        ({}, (), "the key default is missing: the limit outside of the windows, or off"),
        ({"Sat": "1h"}, (), "the key default is missing: the limit outside of the windows, or off"),
        ({"default": "soon"}, ("default",), NO_VALUE),
        ({"default": "1h", "Sat": "never"}, ("Sat",), NO_VALUE),
        ({"default": "1h", "": "2h"}, ("", "[key]"), NO_WINDOW),
        ({"default": "1h", "weekend": "2h"}, ("weekend", "[key]"), NO_WINDOW),
        ({"default": "1h", "24:00-08:00": "2h"}, ("24:00-08:00", "[key]"), NO_WINDOW),
        ({"default": "1h", "22:00-25:00": "2h"}, ("22:00-25:00", "[key]"), NO_WINDOW),
        ({"default": "1h", "22-8": "2h"}, ("22-8", "[key]"), NO_WINDOW),
        ({"default": "1h", "Mon20:00-21:00": "2h"}, ("Mon20:00-21:00", "[key]"), NO_WINDOW),
        ({"default": "1h", " 20:00-21:00": "2h"}, (" 20:00-21:00", "[key]"), NO_WINDOW),
        ({"default": "1h", "holiday": "2h"}, ("holiday", "[key]"), NO_WINDOW),
        ({"default": "1h", "Mon-holidays": "2h"}, ("Mon-holidays", "[key]"), NO_WINDOW),
        ({"default": "1h", "holidays22:00-08:00": "2h"}, ("holidays22:00-08:00", "[key]"), NO_WINDOW),
        (
            {"default": "1h", "holidays 22:00-08:00": "2h", "holidays 07:00-09:00": "off"},
            (),
            "'holidays 22:00-08:00' and 'holidays 07:00-09:00' overlap",
        ),
        (
            {"default": "1h", "08:00-08:00": "2h"},
            ("08:00-08:00", "[key]"),
            "begins and ends at 08:00; for whole days leave the hours out",
        ),
        (
            {"default": "1h", "08:00-12:00": "2h", "11:59-14:00": "2h"},
            (),
            "'08:00-12:00' and '11:59-14:00' overlap",
        ),
        (
            {"default": "1h", "22:00-08:00": "2h", "07:00-09:00": "off"},
            (),
            "'22:00-08:00' and '07:00-09:00' overlap",
        ),
        ({"default": "1h", "Fri-Sun": "2h", "Sun-Mon": "off"}, (), "'Fri-Sun' and 'Sun-Mon' overlap"),
        (
            {"default": "1h", "Sun 22:00-08:00": "2h", "Mon 07:00-09:00": "off"},
            (),
            "'Sun 22:00-08:00' and 'Mon 07:00-09:00' overlap",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_what_would_be_right(
    written: Any, place: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Block.model_validate({"silence": {"critical": written}})
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (("silence", "critical", *place), f"Value error, {message}")


@pytest.mark.parametrize(
    "windows",
    [
        ["22:00-08:00", "08:00-22:00"],
        ["Sat-Sun", "Mon-Fri"],
        ["Sat", "10:00-12:00", "Sat 11:00-13:00"],
        ["Mon 22:00-08:00", "Tue 22:00-08:00"],
        ["holidays", "holidays 22:00-08:00", "22:00-08:00", "Mon-Sun"],
    ],
)
def test_windows_that_touch_or_differ_in_how_specific_they_are_do_not_overlap(windows: list[str]) -> None:
    limit({"default": "1h", **dict.fromkeys(windows, "2h")})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30m", {"critical": limit("30m")}),
        ("off", {"critical": limit("off")}),
        (NIGHTS, {"critical": limit(NIGHTS)}),
        ({"warning": "15m", "critical": NIGHTS}, {"warning": limit("15m"), "critical": limit(NIGHTS)}),
        ({}, {}),
    ],
)
def test_a_limit_without_a_severity_is_critical(written: Any, expected: dict[str, Hourly[float]]) -> None:
    assert Block.model_validate({"silence": written}).silence == expected


@pytest.mark.parametrize(
    ("written", "place", "message"),
    [
        ("soon", ("silence",), f"Value error, {NO_VALUE}"),
        ({"default": "30m", "Mo": "1h"}, ("silence", "Mo", "[key]"), f"Value error, {NO_WINDOW}"),
        ({"fatal": "30m"}, ("silence", "fatal", "[key]"), "Input should be 'warning' or 'critical'"),
    ],
)
def test_a_fault_of_a_plain_limit_stands_where_it_was_written(
    written: Any, place: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Block.model_validate({"silence": written})
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (place, message)


def test_settings_are_shown_as_they_were_written() -> None:
    block = Block.model_validate({"silence": {"warning": "off", "critical": NIGHTS}})
    assert block.model_dump(mode="json") == {"silence": {"warning": "off", "critical": NIGHTS}}


def test_the_same_limit_written_in_another_way_is_equal() -> None:
    assert limit("30m") == limit("1800s") == limit({"default": "30m", "Sat": "30m"})


@pytest.mark.parametrize(
    ("window", "accepted"),
    [
        ("22:00-08:00", True),
        ("Sat-Sun", True),
        ("Mon-Fri 20:00-24:00", True),
        ("holidays", True),
        ("holidays 22:00-08:00", True),
        ("Mon-holidays", False),
        ("", False),
        ("weekend", False),
        ("25:00-26:00", False),
    ],
)
def test_the_schema_accepts_the_windows_that_are_accepted(window: str, accepted: bool) -> None:
    schema = TypeAdapter(Limit).json_schema()
    duration, hours = schema["anyOf"]
    (pattern,) = hours["patternProperties"]
    assert bool(re.search(pattern, window)) is accepted
    assert not re.search(pattern, "default")
    assert hours["required"] == ["default"]
    assert hours["additionalProperties"] is False
    assert re.search(duration["pattern"], "1h30m")
    assert re.search(duration["pattern"], "off")
    assert not re.search(duration["pattern"], "never")

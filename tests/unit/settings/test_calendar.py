"""The dates of a dealer: its own lists, and what a country says."""

import sys
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bizprobe.settings.calendar import Calendar, CalendarSettings, Day, dates
from bizprobe.settings.country import country_named

MOSCOW = ZoneInfo("Europe/Moscow")
OWN = {
    "holidays": {"2027-01-01..2027-01-08": "New Year", "2027-06-12": "Russia Day"},
    "workdays": {"2027-02-20": "Mon"},
}


def calendar(**block: Any) -> Calendar:
    return CalendarSettings.model_validate(block).calendar(MOSCOW)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2026-12-31", Day(3)),
        ("2027-01-01", Day(4, holiday=True)),
        ("2027-01-08", Day(4, holiday=True)),
        ("2027-01-09", Day(5)),
        ("2027-02-20", Day(0)),
        ("2027-06-12", Day(5, holiday=True)),
    ],
)
def test_a_date_is_what_the_lists_say(on: str, day: Day) -> None:
    assert calendar(**OWN).day(date.fromisoformat(on)) == day


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2027-01-01", Day(4, holiday=True)),
        # The government moved a day off: this Saturday is worked as a Friday.
        ("2027-02-20", Day(4)),
        ("2027-02-22", Day(0, holiday=True)),
        ("2027-02-24", Day(2)),
    ],
)
def test_a_date_is_what_the_country_says(on: str, day: Day) -> None:
    assert calendar(country="RU").day(date.fromisoformat(on)) == day


def test_the_lists_go_before_the_country() -> None:
    mixed = calendar(
        country="RU",
        holidays={"2027-02-20": "Stocktaking"},
        workdays={"2027-01-03": "Sat", "2027-11-04": "Thu"},
    )
    found = [mixed.day(date.fromisoformat(on)) for on in ("2027-02-20", "2027-01-03", "2027-11-04")]
    assert found == [Day(5, holiday=True), Day(5), Day(3)]


def test_a_part_of_a_country_has_days_of_its_own() -> None:
    epiphany = date(2027, 1, 6)
    holiday = [calendar(country=code).day(epiphany).holiday for code in ("DE", "DE-BY")]
    assert holiday == [False, True]


@pytest.mark.parametrize(("block", "known"), [({}, False), ({"country": "RU"}, True), (OWN, True)])
def test_a_calendar_says_whether_it_knows_any_holiday(block: dict[str, Any], known: bool) -> None:
    assert calendar(**block).knows_holidays is known


def test_a_range_has_both_its_ends() -> None:
    assert list(dates("2026-12-31..2027-01-02")) == [
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 2),
    ]


NO_DATES = "expected a date such as 2027-02-23, or dates such as 2027-01-01..2027-01-08"
NO_CODE = "expected the code of a country such as RU, or of a part of it such as DE-BY"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"holidays": {"23.02.2027": "x"}}, NO_DATES),
        ({"holidays": {"2027-2-23": "x"}}, NO_DATES),
        ({"holidays": {"2027-01-01-2027-01-08": "x"}}, NO_DATES),
        ({"holidays": {"2027-02-29": "x"}}, "2027-02-29 is no date of the calendar"),
        (
            {"holidays": {"2027-01-08..2027-01-01": "x"}},
            "ends before it begins: 2027-01-01 is before 2027-01-08",
        ),
        ({"workdays": {"2027-01-01..2029-01-01": "Mon"}}, "is longer than a year"),
        (
            {"holidays": {"2027-01-01..2027-01-08": "x"}, "workdays": {"2027-01-05": "Mon"}},
            "2027-01-05 stands in holidays and in workdays",
        ),
        ({"country": "Russia"}, NO_CODE),
        ({"country": "ru"}, NO_CODE),
        ({"country": "ZZ"}, "the package holidays does not know 'ZZ'"),
        ({"country": "DE-XX"}, "the package holidays does not know 'DE-XX'"),
    ],
)
def test_a_fault_says_what_would_be_right(block: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CalendarSettings.model_validate(block)
    assert caught.value.errors()[0]["msg"] == f"Value error, {message}"


def test_a_country_needs_the_package_that_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(ValueError, match=r"install bizprobe\[holidays\], or list the days under holidays"):
        country_named.__wrapped__("RU")


@pytest.mark.parametrize(
    ("moment", "usual"),
    [
        ("2026-11-26T23:59", True),
        ("2026-11-27T00:00", False),
        ("2026-11-28T00:59", False),
        ("2026-11-28T01:00", True),
        ("2026-12-31T23:59", True),
        ("2027-01-01T12:00", False),
        ("2027-01-09T00:59", False),
        ("2027-01-09T01:00", True),
        # A Saturday that is worked as a Monday.
        ("2027-02-20T12:00", False),
        ("2027-02-21T12:00", True),
    ],
)
def test_an_hour_is_usual_where_both_its_ends_lie_in_days_like_others(moment: str, usual: bool) -> None:
    black_friday = calendar(**OWN, unusual={"2026-11-27": "Black Friday"})
    assert black_friday.usual(datetime.fromisoformat(moment).replace(tzinfo=MOSCOW)) is usual


@pytest.mark.parametrize(
    ("on", "usual"),
    [("2027-01-01", False), ("2027-02-20", False), ("2027-02-22", False), ("2027-02-24", True)],
)
def test_holidays_and_worked_weekends_of_a_country_are_not_usual(on: str, usual: bool) -> None:
    noon = datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=MOSCOW)
    assert calendar(country="RU").usual(noon) is usual


def test_a_holiday_on_which_people_work_is_still_unlike_others() -> None:
    worked = calendar(country="RU", workdays={"2027-11-04": "Thu"})
    assert not worked.usual(datetime(2027, 11, 4, 12, tzinfo=MOSCOW))


def test_a_day_is_the_dealers_own_and_not_that_of_greenwich() -> None:
    sale = calendar(unusual={"2026-11-27": "Black Friday"})
    assert not sale.usual(datetime.fromisoformat("2026-11-26T21:00:00+00:00"))
    assert sale.usual(datetime.fromisoformat("2026-11-27T22:00:00+00:00"))

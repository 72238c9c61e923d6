"""A dealer's calendar: holidays, weekends on which people work, and days unlike others."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from bizprobe.settings.country import Country, country_named
from bizprobe.settings.model import Strict

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FRIDAY = WEEKDAYS.index("Fri")
_DATES = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?", re.ASCII)
_LONGEST = timedelta(days=366)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Day:
    """What a date is to a limit: the weekday whose windows hold on it (Monday is 0); a holiday or not."""

    weekday: int
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of a dealer in its zone. What is listed goes before what the country says.

    `holidays` and `unusual` days have their titles, `workdays` the weekday that they stand for.
    """

    zone: ZoneInfo
    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Mapping[date, int] = field(default_factory=dict)
    country: Country | None = None
    unusual: Mapping[date, str] = field(default_factory=dict)

    @property
    def knows_holidays(self) -> bool:
        return bool(self.holidays) or self.country is not None

    def day(self, on: date) -> Day:
        """What the date is."""
        if on in self.workdays:
            return Day(self.workdays[on])
        if on in self.holidays:
            return Day(on.weekday(), holiday=True)
        if self.country is not None and self.country.is_holiday(on):
            return Day(on.weekday(), holiday=True)
        if self.country is not None and self.country.is_worked(on):
            return Day(_FRIDAY)
        return Day(on.weekday())

    def usual(self, moment: datetime) -> bool:
        """Whether the hour up to an aware moment lies in days that are like those of other weeks."""
        ends = (moment - _HOUR, moment)
        return all(self._is_usual(end.astimezone(self.zone).date()) for end in ends)

    def _is_usual(self, on: date) -> bool:
        if on in self.unusual or on in self.workdays:
            return False
        return self.day(on) == Day(on.weekday())


def dates(text: str) -> Iterator[date]:
    """Every date of `2027-02-23` or `2027-01-01..2027-01-08`. Raises ValueError."""
    match = _DATES.fullmatch(text)
    if match is None:
        raise ValueError("expected a date such as 2027-02-23, or dates such as 2027-01-01..2027-01-08")
    first, last = _date(match[1]), _date(match[2] or match[1])
    if last < first:
        raise ValueError(f"ends before it begins: {last} is before {first}")
    if last - first > _LONGEST:
        raise ValueError("is longer than a year")
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no date of the calendar") from None


def _checked(text: str) -> str:
    dates(text)
    return text


def _known(code: str) -> str:
    country_named(code)
    return code


Dates = Annotated[str, AfterValidator(_checked)]


class CalendarSettings(Strict):
    """Days on which a limit may be another one."""

    country: Annotated[str, AfterValidator(_known)] | None = None
    """Whose public holidays hold, e.g. `RU`, or `DE-BY` for a part of it; weekends that are worked there
    in exchange for another day have the limits of a Friday. Needs bizprobe[holidays]."""
    holidays: Annotated[dict[Dates, str], Field(default_factory=dict)]
    """Dates (`2027-02-23`, `2027-01-01..2027-01-08`) and what people call them; adds to the country's."""
    workdays: Annotated[
        dict[Dates, Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]], Field(default_factory=dict)
    ]
    """Dates on which people work though they are holidays or weekends, and the weekday whose limits hold."""
    unusual: Annotated[dict[Dates, str], Field(default_factory=dict)]
    """Other dates on which more or less comes in than usual, and why (`2026-11-27: Black Friday`). Limits
    hold as on any day; what is usual says nothing on these, nor on holidays and worked weekends."""

    @model_validator(mode="after")
    def _one_word_for_a_date(self) -> "CalendarSettings":
        both = {on for text in self.holidays for on in dates(text)}
        both &= {on for text in self.workdays for on in dates(text)}
        if both:
            raise ValueError(f"{min(both)} stands in holidays and in workdays")
        return self

    def calendar(self, zone: ZoneInfo) -> Calendar:
        """The dates for a dealer in `zone`."""
        return Calendar(
            zone,
            {on: title for text, title in self.holidays.items() for on in dates(text)},
            {on: WEEKDAYS.index(name) for text, name in self.workdays.items() for on in dates(text)},
            country_named(self.country) if self.country else None,
            {on: title for text, title in self.unusual.items() for on in dates(text)},
        )

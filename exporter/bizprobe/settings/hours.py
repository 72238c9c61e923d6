"""A limit that depends on the day and the hour, as the dealer's calendar and clock on the wall show them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bizprobe.settings.calendar import WEEKDAYS, Calendar, Day
from bizprobe.settings.model import Severity, parse_duration

V = TypeVar("V", bound=float)

DAY = 24 * 60
WEEK = 7 * DAY
OFF = "off"
HOLIDAYS = "holidays"

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_START, _END = r"(?:[01]?\d|2[0-3]):[0-5]\d", r"(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
_WINDOW = rf"(?:({_DAY})(?:-({_DAY}))?|({HOLIDAYS}))?(?:(?:^|(?!^) )({_START})-({_END}))?"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours that begin on some days: from minute `begin` of such a day for `length` minutes.

    Hours that pass midnight belong to the day on which they begin. `weekdays` is None for holidays. `rank`
    says how specific a window is: days 0, hours of every day 1, hours of certain days 2, holidays 3, their
    hours 4.
    """

    text: str = field(compare=False)
    rank: int
    weekdays: frozenset[int] | None
    begin: int = 0
    length: int = DAY

    def covers(self, yesterday: Day, today: Day, minute: int) -> bool:
        """Whether it holds at a minute of `today`."""
        into = minute - self.begin
        return (0 <= into < self.length and self._begins_on(today)) or (
            into + DAY < self.length and self._begins_on(yesterday)
        )

    def overlaps(self, other: "Window") -> bool:
        """Whether both can hold at once, when every day is the one that it is in an ordinary week."""
        return any(
            start < theirs_end and theirs < end
            for start, end in self._spans()
            for theirs, theirs_end in other._spans()
        )

    def _begins_on(self, day: Day) -> bool:
        return day.holiday if self.weekdays is None else day.weekday in self.weekdays

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Minutes of the week, Monday 00:00 being 0, the end excluded. Any day may be a holiday."""
        for day in range(7) if self.weekdays is None else self.weekdays:
            start = day * DAY + self.begin
            end = start + self.length
            yield start, min(end, WEEK)
            if end > WEEK:
                yield 0, end - WEEK


def parse_window(text: str) -> Window:
    """The window of `22:00-08:00`, `Sat-Sun`, `Mon-Fri 20:00-09:00`, `holidays` or `holidays 22:00-08:00`.

    Raises ValueError.
    """
    match = re.fullmatch(_WINDOW, text)
    if match is None or not text:
        raise ValueError(
            "expected hours such as 22:00-08:00, days such as Sat-Sun, or Mon-Fri 20:00-09:00; "
            "the days may also be holidays"
        )
    first, last, holidays, start, end = match.groups()
    begin, length = (0, DAY) if start is None else _hours(start, end)
    if holidays:
        return Window(text, 3 if start is None else 4, None, begin, length)
    rank = 0 if start is None else 1 if first is None else 2
    return Window(text, rank, _weekdays(first, last), begin, length)


def _weekdays(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return frozenset((begin + offset) % 7 for offset in range((end - begin) % 7 + 1))


def _hours(start: str, end: str) -> tuple[int, int]:
    """Minute of the day and length in minutes."""
    begin, finish = _minute(start), _minute(end)
    if begin == finish:
        raise ValueError(f"begins and ends at {start}; for whole days leave the hours out")
    return begin, finish - begin if finish > begin else finish + DAY - begin


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class Hourly(Generic[V]):
    """A limit through the year: a number, or None where it is off.

    Written as one value, as `off`, or as
    `{default: 30m, "22:00-08:00": 3h, "Sat-Sun": 2h, "Mon-Fri 20:00-09:00": off, holidays: 6h}`. Holidays
    go before everything else, hours of certain days before hours of every day, these before days, these
    before the default. `windows` stand in this order.
    """

    default: V | None
    windows: tuple[tuple[Window, V | None], ...] = ()
    written: Any = field(default=OFF, compare=False, repr=False)

    def at(self, moment: datetime, calendar: Calendar) -> V | None:
        """What holds at an aware moment."""
        if not self.windows:
            return self.default
        local = moment.astimezone(calendar.zone)
        minute, date = local.hour * 60 + local.minute, local.date()
        today, yesterday = calendar.day(date), calendar.day(date - _ONE_DAY)
        return next(
            (value for window, value in self.windows if window.covers(yesterday, today, minute)), self.default
        )

    @property
    def changes(self) -> bool:
        return bool(self.windows)

    @property
    def largest(self) -> V | None:
        """The largest value that it may have; None where it is always off."""
        return max(self._numbers, default=None)

    @property
    def smallest(self) -> V | None:
        """The smallest value that it may have; None where it is always off."""
        return min(self._numbers, default=None)

    @property
    def _numbers(self) -> Sequence[V]:
        values = [self.default, *(value for _, value in self.windows)]
        return [value for value in values if value is not None]

    @property
    def edges(self) -> frozenset[int]:
        """The minutes of a day at which it may change."""
        return frozenset(
            edge % DAY for window, _ in self.windows for edge in (window.begin, window.begin + window.length)
        )

    @property
    def names_holidays(self) -> bool:
        return any(window.weekdays is None for window, _ in self.windows)


def in_force(limits: Mapping[Severity, Hourly[V]], now: datetime, calendar: Calendar) -> dict[Severity, V]:
    """What holds at `now`; a severity whose limit is off is left out."""
    values = {severity: limit.at(now, calendar) for severity, limit in limits.items()}
    return {severity: value for severity, value in values.items() if value is not None}


def fields_that_name_holidays(settings: BaseModel) -> Iterator[str]:
    """The fields of a block with a limit in which holidays have hours of their own."""
    return (name for name in type(settings).model_fields if _names_holidays(getattr(settings, name)))


def _names_holidays(value: Any) -> bool:
    if isinstance(value, Hourly):
        return value.names_holidays
    if isinstance(value, BaseModel):
        return any(fields_that_name_holidays(value))
    return isinstance(value, dict) and any(_names_holidays(inner) for inner in value.values())


def _seconds(value: Any) -> float | None:
    if value == OFF:
        return None
    try:
        seconds = parse_duration(value)
    except ValueError as error:
        raise ValueError(f"{error}, or off") from None
    if seconds <= 0:
        raise ValueError("expected a duration longer than 0s, or off")
    return seconds


def _count(value: Any) -> int | None:
    if value == OFF:
        return None
    # True is an int too.
    if type(value) is not int or value < 0:
        raise ValueError("expected a whole number, at least 0, or off")
    return value


def _share(value: Any) -> float | None:
    if value == OFF:
        return None
    # True is an int too.
    if type(value) not in (int, float) or not 0 < value < 1:
        raise ValueError("expected a share between 0 and 1, such as 0.5, or off")
    return float(value)


def _key(text: str) -> Window | None:
    return None if text == "default" else parse_window(text)


_Key = Annotated[str, AfterValidator(_key)]


@dataclass(frozen=True, slots=True)
class _ByHour:
    """How a limit is read: one value of it, and how that looks in the JSON Schema."""

    read: Callable[[Any], float | None]
    schema: JsonSchemaValue

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            self._validate,
            handler.generate_schema(dict[_Key, Annotated[Any, BeforeValidator(self.read)]]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda limit: limit.written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        hours = {
            "type": "object",
            "properties": {"default": self.schema},
            "patternProperties": {f"^(?!default$)(?=.){_WINDOW}$": self.schema},
            "required": ["default"],
            "additionalProperties": False,
        }
        return {"anyOf": [self.schema, hours]}

    def _validate(self, value: Any, mapping: core_schema.ValidatorFunctionWrapHandler) -> Hourly[Any]:
        if not isinstance(value, dict):
            return Hourly(self.read(value), written=value)
        values: dict[Window | None, Any] = mapping(value)
        if None not in values:
            raise ValueError("the key default is missing: the limit outside of the windows, or off")
        default = values.pop(None)
        windows = {window: limit for window, limit in values.items() if window is not None}
        return Hourly(default, _ranked(default, windows), dict(value))


def _ranked(default: Any, windows: Mapping[Window, Any]) -> tuple[tuple[Window, Any], ...]:
    for one, other in combinations(windows, 2):
        if one.rank == other.rank and one.overlaps(other):
            raise ValueError(f"'{one.text}' and '{other.text}' overlap")
    if all(value == default for value in windows.values()):
        return ()
    return tuple(sorted(windows.items(), key=lambda item: (-item[0].rank, item[0].text)))


Limit = Annotated[
    Hourly[float],
    _ByHour(
        _seconds,
        {"type": "string", "pattern": r"^((\d+(\.\d+)?(ms|s|m|h|d|w))+|off)$", "examples": ["30m", OFF]},
    ),
]
"""How long something may be, in seconds."""

CountLimit = Annotated[
    Hourly[int],
    _ByHour(_count, {"anyOf": [{"type": "integer", "minimum": 0}, {"const": OFF}], "examples": [0, OFF]}),
]
"""How many there may be."""

ShareLimit = Annotated[
    Hourly[float],
    _ByHour(
        _share,
        {
            "anyOf": [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, {"const": OFF}],
            "examples": [0.5, OFF],
        },
    ),
]
"""Which part of something there must be."""

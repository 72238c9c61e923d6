"""A limit that depends on the day and the hour, as the dealer's clock on the wall shows them."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, compress, pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bizprobe.settings.model import parse_duration

DAY = 24 * 60
WEEK = 7 * DAY
OFF = "off"
Steps = tuple[tuple[int, float | None], ...]
"""From which minute of the week on which value holds, ascending; the first begins at 0."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = f"(?:{'|'.join(_DAYS)})"
_START, _END = r"(?:[01]?\d|2[0-3]):[0-5]\d", r"(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
_WINDOW = rf"(?:({_DAY})(?:-({_DAY}))?)?(?:(?:^|(?!^) )({_START})-({_END}))?"
_DURATION = {"type": "string", "pattern": r"^((\d+(\.\d+)?(ms|s|m|h|d|w))+|off)$", "examples": ["30m", OFF]}


@dataclass(frozen=True, slots=True)
class Window:
    """A part of every week. `spans` are minutes of the week, Monday 00:00 being 0, the end excluded.

    Hours that pass midnight belong to the day on which they begin. `rank` says how specific a window is:
    days 0, hours of every day 1, hours of certain days 2.
    """

    text: str
    rank: int
    spans: tuple[tuple[int, int], ...]

    def covers(self, minute: int) -> bool:
        return any(start <= minute < end for start, end in self.spans)

    def overlaps(self, other: "Window") -> bool:
        return any(
            start < theirs_end and theirs < end
            for start, end in self.spans
            for theirs, theirs_end in other.spans
        )


def parse_window(text: str) -> Window:
    """The window of `22:00-08:00`, `Sat-Sun` or `Mon-Fri 20:00-09:00`. Raises ValueError."""
    match = re.fullmatch(_WINDOW, text)
    if match is None or not text:
        raise ValueError("expected hours such as 22:00-08:00, days such as Sat-Sun, or Mon-Fri 20:00-09:00")
    first, last, start, end = match.groups()
    rank = 0 if start is None else 1 if first is None else 2
    begin, length = (0, DAY) if start is None else _hours(start, end)
    starts = (day * DAY + begin for day in _days(first, last))
    return Window(text, rank, tuple(span for at in starts for span in _within_week(at, at + length)))


def _days(first: str | None, last: str | None) -> list[int]:
    if first is None:
        return list(range(7))
    begin, end = _DAYS.index(first), _DAYS.index(last or first)
    return [(begin + offset) % 7 for offset in range((end - begin) % 7 + 1)]


def _hours(start: str, end: str) -> tuple[int, int]:
    """Minute of the day and length in minutes."""
    begin, finish = _minute(start), _minute(end)
    if begin == finish:
        raise ValueError(f"begins and ends at {start}; for whole days leave the hours out")
    return begin, finish - begin if finish > begin else finish + DAY - begin


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _within_week(start: int, end: int) -> list[tuple[int, int]]:
    return [(start, end)] if end <= WEEK else [(start, WEEK), (0, end - WEEK)]


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds, or None where it is off, through the week.

    Written as `30m`, as `off`, or as
    `{default: 30m, "22:00-08:00": 3h, "Sat-Sun": 2h, "Mon-Fri 20:00-09:00": off}`. Hours of certain
    days go before hours of every day, these before days, these before the default.
    """

    steps: Steps
    written: str | Mapping[str, str] = field(default=OFF, compare=False, repr=False)

    def at(self, local: datetime) -> float | None:
        """What holds while the clock on the wall shows `local`."""
        minute = local.weekday() * DAY + local.hour * 60 + local.minute
        return self.steps[bisect_right(self.steps, minute, key=lambda step: step[0]) - 1][1]

    @property
    def changes(self) -> bool:
        return len(self.steps) > 1

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            _validate,
            handler.generate_schema(dict[_Key, _Value]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda limit: limit.written),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        hours = {
            "type": "object",
            "properties": {"default": _DURATION},
            "patternProperties": {f"^(?!default$)(?=.){_WINDOW}$": _DURATION},
            "required": ["default"],
            "additionalProperties": False,
        }
        return {"anyOf": [_DURATION, hours]}


def _steps(default: float | None, windows: Mapping[Window, float | None]) -> Steps:
    for one, other in combinations(windows, 2):
        if one.rank == other.rank and one.overlaps(other):
            raise ValueError(f"'{one.text}' and '{other.text}' overlap")
    ranked = sorted(windows, key=lambda window: -window.rank)
    edges = sorted({0, *(edge % WEEK for window in windows for span in window.spans for edge in span)})
    values = [next((windows[window] for window in ranked if window.covers(edge)), default) for edge in edges]
    new = [True, *(before != after for before, after in pairwise(values))]
    return tuple(compress(zip(edges, values, strict=True), new))


def _value(value: Any) -> float | None:
    if value == OFF:
        return None
    try:
        seconds = parse_duration(value)
    except ValueError as error:
        raise ValueError(f"{error}, or off") from None
    if seconds <= 0:
        raise ValueError("expected a duration longer than 0s, or off")
    return seconds


def _key(text: str) -> Window | None:
    return None if text == "default" else parse_window(text)


_Key = Annotated[str, AfterValidator(_key)]
_Value = Annotated[float | None, BeforeValidator(_value)]


def _validate(value: Any, mapping: core_schema.ValidatorFunctionWrapHandler) -> Limit:
    if not isinstance(value, dict):
        return Limit(((0, _value(value)),), value)
    values: dict[Window | None, float | None] = mapping(value)
    if None not in values:
        raise ValueError("the key default is missing: the limit outside of the windows, or off")
    default = values.pop(None)
    windows = {window: seconds for window, seconds in values.items() if window is not None}
    return Limit(_steps(default, windows), dict(value))

"""A limit that depends on the day and the hour, as the dealer's calendar and clock on the wall show them."""

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

from bizprobe.settings.calendar import Calendar
from bizprobe.settings.model import Severity, parse_duration
from bizprobe.settings.window import DAY, WINDOW, Window, parse_window

V = TypeVar("V", bound=float)

OFF = "off"

_ONE_DAY = timedelta(days=1)


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
            "patternProperties": {f"^(?!default$)(?=.){WINDOW}$": self.schema},
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

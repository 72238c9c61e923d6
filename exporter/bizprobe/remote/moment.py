"""Times as remote sides write them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,12})?")
_SAMPLE = datetime(2026, 11, 22, 13, 14, 15, tzinfo=UTC)
# Seconds read as milliseconds lie in 1970, milliseconds read as seconds far away; 0001-01-01 means 'never'.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_EXPECTED = "expected iso, unix, unix_ms, or a format such as %d.%m.%Y %H:%M"


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """`iso`, `unix`, `unix_ms`, or a format of strftime."""

    text: str = "iso"

    @classmethod
    def parse(cls, value: Any) -> "TimeFormat":
        """Raises ValueError where the text is no format that gives back the day that it was given."""
        if isinstance(value, TimeFormat):
            return value
        if not isinstance(value, str):
            raise ValueError(_EXPECTED)
        if value not in _READERS and not _gives_back_the_day(value):
            raise ValueError(f"{_EXPECTED}, with the year, the month and the day in it")
        return cls(value)

    def read(self, value: Any, zone: ZoneInfo) -> datetime:
        """An aware moment in UTC; `zone` is for times that come without one. Raises ValueError.

        Takes text, numbers, and the dates and datetimes of a database driver.
        """
        try:
            moment = _given(value) or _READERS.get(self.text, self._read_pattern)(value)
        except (ValueError, OverflowError):
            raise ValueError(f"is not written as {self.text}") from None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        try:
            known = aware.astimezone(UTC)
        except OverflowError:
            raise ValueError("is out of range") from None
        if not _EARLIEST <= known < _LATEST:
            raise ValueError("is out of range")
        return known

    def write(self, moment: datetime, zone: ZoneInfo) -> str | int:
        """The moment as the remote side wants it: `iso` in UTC with a Z, a format in `zone`.

        Cuts what is finer than the format, so that the result is never later than the moment.
        """
        if self.text == "iso":
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.text == "unix":
            return (moment - _EPOCH) // timedelta(seconds=1)
        if self.text == "unix_ms":
            return (moment - _EPOCH) // timedelta(milliseconds=1)
        return moment.astimezone(zone).strftime(self.text)

    def _read_pattern(self, value: Any) -> datetime:
        return datetime.strptime(_text(value), self.text)  # noqa: DTZ007 - `read` adds the zone


TimeField = Annotated[
    TimeFormat,
    PlainValidator(TimeFormat.parse),
    PlainSerializer(lambda value: value.text, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["iso", "unix", "unix_ms", "%d.%m.%Y %H:%M"]}),
]


def _given(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time_of_day()) if isinstance(value, date) else None


def _read_iso(value: Any) -> datetime:
    return datetime.fromisoformat(_text(value).strip())


def _read_unix(value: Any) -> datetime:
    return _since_epoch(value, 1_000_000)


def _read_unix_ms(value: Any) -> datetime:
    return _since_epoch(value, 1000)


def _since_epoch(value: Any, microseconds: int) -> datetime:
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return _EPOCH + timedelta(microseconds=int(Decimal(text) * microseconds))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _gives_back_the_day(pattern: str) -> bool:
    if "%Z" in pattern:
        # strptime knows the names of the machine's own zone only, and forgets them.
        return False
    try:
        return datetime.strptime(_SAMPLE.strftime(pattern), pattern).date() == _SAMPLE.date()  # noqa: DTZ007
    except ValueError:
        return False


_READERS: dict[str, Callable[[Any], datetime]] = {
    "iso": _read_iso,
    "unix": _read_unix,
    "unix_ms": _read_unix_ms,
}

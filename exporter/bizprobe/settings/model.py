"""The base of every settings model, and the types that their fields share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|w)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SIZE = re.compile(r"([0-9]+)(KiB|MiB|GiB)")
_SIZES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


class Strict(BaseModel):
    """Unknown keys are refused, nothing changes after loading, wrong types are not coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class Checked(Strict):
    """A model whose fields are held against each other too. Of all faults the first is told."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for fault in self._faults():
            raise ValueError(fault)
        return self

    def _faults(self) -> Iterator[str]:
        yield from ()


class Severity(StrEnum):
    """How bad it is: critical wakes somebody, warning waits for working hours."""

    WARNING = "warning"
    CRITICAL = "critical"


class Offer(StrEnum):
    """What a channel or a system can be asked for."""

    ORDERS = "orders"
    OPEN_ORDERS = "open_orders"
    PRICES = "prices"
    STOCKS = "stocks"
    KEY = "key"
    CALLS = "calls"
    MESSAGES = "messages"
    OPEN_MESSAGES = "open_messages"
    EXCHANGES = "exchanges"


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that names another block of the same dealer, e.g. `Annotated[str, Ref("channels")]`."""

    section: str


def parse_duration(value: Any) -> float:
    """Seconds of a duration such as `90s`, `1h30m` or `1.5h`. Raises ValueError."""
    parts = _DURATION.findall(value) if isinstance(value, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != value:
        raise ValueError("expected a duration such as 30s, 5m, 1h30m or 2d")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def format_duration(seconds: float) -> str:
    """The duration as it could have been written, e.g. `1m30s`; to the millisecond."""
    left, parts = round(seconds * 1000), []
    for unit, size in reversed(_UNITS.items()):
        count, left = divmod(left, round(size * 1000))
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _parse_positive(value: Any) -> float:
    seconds = parse_duration(value)
    if seconds <= 0:
        raise ValueError("expected a duration longer than 0s")
    return seconds


def parse_size(value: Any) -> int:
    """Bytes of a size such as `512KiB` or `16MiB`. Raises ValueError."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("expected a size such as 512KiB, 16MiB or 1GiB")
    return int(match[1]) * _SIZES[match[2]]


def format_size(size: int) -> str:
    """The size as it could have been written, e.g. `16MiB`."""
    unit = next((unit for unit in reversed(_SIZES) if size % _SIZES[unit] == 0), "KiB")
    return f"{size // _SIZES[unit]}{unit}"


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{name}' is no IANA time zone; expected a name such as Europe/Moscow") from None
    return name


Duration = Annotated[
    float,
    BeforeValidator(_parse_positive),
    PlainSerializer(format_duration, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$", "examples": ["5m"]}),
]
"""Seconds, written as `30s`, `5m` or `1h30m`."""

Size = Annotated[
    int,
    BeforeValidator(parse_size),
    PlainSerializer(format_size, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(KiB|MiB|GiB)$", "examples": ["16MiB"]}),
]
"""Bytes, written as `512KiB` or `16MiB`."""

ZoneName = Annotated[str, AfterValidator(_check_zone)]
"""A time zone of the IANA database, e.g. `Europe/Moscow`."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$")]
"""A name that is used as a label value and in addresses."""


class RequestLimits(Strict):
    """How a remote side is asked. The limits belong to the account, whichever probe asks."""

    timeout: Duration = 10.0
    """How long one request may take."""
    retries: int = Field(default=2, ge=0, le=5)
    """How often a failed read is repeated within the deadline of the run."""
    concurrency: int = Field(default=2, ge=1, le=64)
    """How many requests may be under way at once."""
    max_body: Size = 16 * 2**20
    """The largest answer that is read."""
    max_pages: int = Field(default=1000, ge=1)
    """How many pages one read may have; more is an incomplete read, never a short one."""


class Kinded(Strict):
    """A block whose `kind` chooses its model."""

    kind: str

"""What a face is: the thin layer between the world and one API shape."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.world import World

UNKNOWN_WORD = "on_hold"
_EACH_FOURTH = 4
_ZONES_APART = timedelta(hours=3)
_KEY_LIVES, _KEY_DIES = timedelta(days=90), timedelta(days=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose sender is known to hold the key. `body` is the JSON body, None where there is none.

    `places` are what the path has at the places of its pattern.
    """

    query: Mapping[str, str]
    body: Any = None
    places: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Any]
"""Answers a call with what becomes the JSON body, or with a whole response.

Raises AnswerError with a status to refuse it.
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One path of an API. `{...}` in a path takes anything up to the next slash."""

    method: str
    path: str
    answer: Handler


@dataclass(frozen=True, slots=True)
class Refused:
    """How an API words a refusal."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Face(Protocol):
    """One API shape over one place of the world."""

    def operations(self) -> tuple[Operation, ...]: ...

    def authorized(self, headers: Mapping[str, str]) -> bool:
        """Whether the request holds the key. Header names are in lower case."""
        ...

    def refusal(self, status: int, message: str) -> Any:
        """The JSON body of an answer with an HTTP status of 400 or more."""
        ...

    def too_often(self, wait: int) -> Refused:
        """How it says that we ask too often; `wait` is for how many seconds we shall not."""
        return Refused(429, "too many requests", {"Retry-After": str(wait)})

    def retired(self) -> Refused:
        """How it says that a path is gone."""
        return Refused(410, "this version is switched off")

    def good_headers(self) -> Mapping[str, str]:
        """What good answers say beside their body."""
        return {}


@dataclass(frozen=True, slots=True)
class Site:
    """What a face is built with: the place that it speaks for, and the key that it asks for."""

    world: World
    place: str
    key: str

    def has(self, fault: FaultName) -> bool:
        """Whether the fault is on here."""
        return self.world.has_fault(self.place, fault)

    def endless(self) -> bool:
        """Whether the fault is on that makes lists never end."""
        return self.has(FaultName.ENDLESS_PAGES)

    def listed(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows in the order in which a list without cursors has them."""
        return rows[::-1] if self.has(FaultName.REORDERED_PAGES) else rows

    def placed_at(self, order: PlacedOrder) -> datetime:
        """When the order was placed, as the channel says."""
        if self.has(FaultName.TIMES_BEHIND):
            return order.placed_at - _ZONES_APART
        if self.has(FaultName.TIMES_AHEAD):
            return order.placed_at + _ZONES_APART
        return order.placed_at

    def word(self, order: PlacedOrder, words: Mapping[OrderStatus, T], unknown: T) -> T:
        """The channel's word for the order's status, or the unknown one while that fault is on."""
        if self.has(FaultName.UNKNOWN_WORD) and order.serial % _EACH_FOURTH == 0:
            return unknown
        return words[order.status(self.now())]

    def key_expires_at(self) -> datetime:
        """When the key expires, as the channel says."""
        return self.world.now + (_KEY_DIES if self.has(FaultName.KEY_EXPIRING) else _KEY_LIVES)

    def now(self) -> float:
        return self.world.now.timestamp()


def whole(value: Any, name: str, low: int, high: int) -> int:
    """A whole number between `low` and `high`, from a number or its text. Raises ClientError."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ClientError(f"{name} is not a whole number", status=400) from None
    if not low <= number <= high:
        raise ClientError(f"{name} must be between {low} and {high}", status=400)
    return number


def moment(value: Any, name: str) -> datetime:
    """An aware time from ISO 8601 with zone. Raises ClientError."""
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ClientError(f"{name} is not a time in ISO 8601", status=400) from None
    if parsed.tzinfo is None:
        raise ClientError(f"{name} has no time zone", status=400)
    return parsed


def unix(value: Any, name: str) -> datetime:
    """An aware time from Unix seconds. Raises ClientError."""
    return datetime.fromtimestamp(whole(value, name, 0, 2**40), UTC)


def roubles(kopecks: int) -> str:
    """Roubles with both digits of the kopecks."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"

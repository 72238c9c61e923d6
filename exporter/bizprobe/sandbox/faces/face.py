"""What a face is: the thin layer between the world and one API shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from bizprobe.errors import ClientError
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose sender is known to hold the key. `body` is the JSON body, None where there is none."""

    query: Mapping[str, str]
    body: Any = None


Handler = Callable[[Call], Any]
"""Answers a call with what becomes the JSON body, or with a whole response.

Raises AnswerError with a status to refuse it.
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One path of an API."""

    method: str
    path: str
    answer: Handler


class Face(Protocol):
    """One API shape over one place of the world."""

    def operations(self) -> tuple[Operation, ...]: ...

    def authorized(self, headers: Mapping[str, str]) -> bool:
        """Whether the request holds the key. Header names are in lower case."""
        ...

    def refusal(self, status: int, message: str) -> Any:
        """The JSON body of an answer with an HTTP status of 400 or more."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """What a face is built with: the place that it speaks for, and the key that it asks for."""

    world: World
    place: str
    key: str

    def endless(self) -> bool:
        """Whether the fault is on that makes lists never end."""
        return self.world.has_fault(self.place, FaultName.ENDLESS_PAGES)

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
    """Roubles as a decimal text."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"

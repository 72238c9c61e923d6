"""What is known of a flow: by each side, before a run and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizprobe.records import Money


class Side(StrEnum):
    """Who knows an order: the channel where it was placed, or the seller's book."""

    CHANNEL = "channel"
    BOOK = "book"

    @property
    def other(self) -> "Side":
        return Side.BOOK if self is Side.CHANNEL else Side.CHANNEL


@dataclass(frozen=True, slots=True)
class Sighting:
    """An order as far as counting and joining need it. `placed_at` is aware."""

    number: str
    placed_at: datetime
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class SideKnown:
    """What is known of one side before a run.

    `cursor` is the start of its last complete read. Every order placed at `complete_from` or later that
    the reads showed is remembered. `lacks_since` is when the oldest order was placed that only the other
    side knows.
    """

    cursor: datetime
    complete_from: datetime
    lacks_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Orders that one side lacks after the grace period: how many, and the oldest of them."""

    total: int = 0
    oldest: Sequence[Sighting] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of a flow after a run.

    `amounts` are minor units by currency. Every event placed at `known_from` or later is known.
    `missing` holds, by the side that lacks them, orders of the horizon; it is empty without a book.
    """

    events: int
    new: int
    amounts: Mapping[str, int]
    known_from: datetime
    last_event: datetime | None
    missing: Mapping[Side, Missing]

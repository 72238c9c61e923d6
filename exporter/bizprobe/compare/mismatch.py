"""One item on which the two sides do not agree."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PriceState(StrEnum):
    """How the price of an item at the channel compares with the seller's. Every item is in one state."""

    MATCHING = "matching"
    DIFFERENT = "different"
    MISSING = "missing"
    QUARANTINED = "quarantined"
    UNEXPECTED = "unexpected"


class StockState(StrEnum):
    """How the stock of an item at the channel compares with the seller's. Every item is in one state."""

    MATCHING = "matching"
    HIDDEN = "hidden"
    PHANTOM = "phantom"
    DIFFERENT = "different"
    MISSING = "missing"


State = PriceState | StockState


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What both sides hold of one item; an empty text where a side does not know it.

    `gap` is theirs less ours, in major units or pieces; None where the two cannot be subtracted.
    """

    key: str
    state: State
    ours: str = ""
    theirs: str = ""
    gap: Decimal | None = None
    currency: str = ""

    @property
    def different(self) -> bool:
        """Whether both sides know it, and show something else."""
        return self.state in (PriceState.DIFFERENT, StockState.DIFFERENT)

    @property
    def mark(self) -> str:
        """What must stay the same for the mismatch to be the same one at the next read.

        A different value that moves is on its way; what is hidden or phantom stays so while pieces are sold.
        """
        if self.different:
            return f"{self.state}:{self.theirs}"
        return self.state

    @property
    def rank(self) -> tuple[bool, Decimal, str]:
        """The worst come first: what cannot be subtracted, then the largest gaps; then by key."""
        return self.gap is not None, -abs(self.gap or Decimal()), self.key

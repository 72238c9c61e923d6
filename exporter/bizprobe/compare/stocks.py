"""The stocks of both sides: pieces that can be ordered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bizprobe.compare.comparison import Comparison
from bizprobe.compare.mismatch import Mismatch, StockState


@dataclass(frozen=True, slots=True)
class StockScale:
    """Counts apart by at most `tolerance` pieces come to the same, unless one of them means sold out.

    What was sold twice over, a count below zero, is sold out too.
    """

    tolerance: int = 0

    def both(self, key: str, ours: int, theirs: int) -> Mismatch | None:
        """Hidden, phantom, different, or None."""
        mine, shown = max(ours, 0), max(theirs, 0)
        if mine == shown:
            return None
        if not shown:
            state = StockState.HIDDEN
        elif not mine:
            state = StockState.PHANTOM
        elif abs(shown - mine) > self.tolerance:
            state = StockState.DIFFERENT
        else:
            return None
        return Mismatch(key, state, str(ours), str(theirs), Decimal(shown - mine))

    def only_ours(self, key: str, ours: int) -> Mismatch:
        """Unknown at the channel, which is not sold out."""
        return Mismatch(key, StockState.MISSING, str(ours), gap=Decimal(-max(ours, 0)))

    def only_theirs(self, key: str, theirs: int) -> None:
        """Unknown to the seller, which is not sold out: no state."""
        return


class StockComparison:
    """Holds the channel's counts against the seller's."""

    def __init__(self, ours: Mapping[str, int], tolerance: int, max_items: int) -> None:
        self.items = len(ours)
        """How many items the seller knows."""
        self._rows = Comparison(ours, StockScale(tolerance), max_items)

    @property
    def strangers(self) -> int:
        """How many items only the channel knows; they are in no state."""
        return self._rows.strangers

    def add(self, keys: Sequence[str], counts: Sequence[int]) -> None:
        """Takes some thousand rows, column by column. Raises TooLargeError."""
        self._rows.add(keys, counts)

    def mismatches(self) -> Iterator[Mismatch]:
        """Every item that does not match, once the channel was read to its end."""
        return self._rows.mismatches()

"""The stocks of both sides: pieces that can be ordered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bizprobe.compare.comparison import Comparison
from bizprobe.compare.mismatch import Mismatch, StockState


@dataclass(slots=True)
class StockList:
    """The seller's counts by key, read whole. A key that comes again has the count that was read last.

    `reserved` says that the seller knows what is reserved: a count below zero is then what was oversold.
    """

    counts: dict[str, int] = field(default_factory=dict)
    reserved: bool = False
    below: bool = False

    def add(self, keys: Sequence[str], counts: Sequence[int], *, reserved: bool = False) -> None:
        """Takes some thousand rows, column by column."""
        self.counts.update(zip(keys, counts, strict=True))
        self.below = self.below or min(counts, default=0) < 0
        self.reserved = self.reserved or reserved


@dataclass(frozen=True, slots=True)
class Oversold:
    """An item of which more was sold than there is: what a side lacks is a count below zero.

    A side that does not know the item, or does not lack any, may have any count or None.
    """

    key: str
    ours: int | None
    theirs: int | None

    @property
    def short(self) -> int:
        """How many pieces are lacking, by the side that lacks more."""
        return -min(self.ours or 0, self.theirs or 0)


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

    def __init__(self, ours: StockList, tolerance: int, max_items: int) -> None:
        self.items = len(ours.counts)
        """How many items the seller knows."""
        self.counts: Mapping[str, int] = ours.counts
        """The seller's."""
        self.reserved = ours.reserved or ours.below
        """Whether any side knows what is reserved; without that nobody knows what is oversold."""
        self._ours = ours
        self._short: dict[str, int] = {}
        self._rows = Comparison(ours.counts, StockScale(tolerance), max_items)

    @property
    def strangers(self) -> int:
        """How many items only the channel knows; they are in no state."""
        return self._rows.strangers

    def add(self, keys: Sequence[str], counts: Sequence[int], *, reserved: bool = False) -> None:
        """Takes some thousand rows, column by column. Raises TooLargeError."""
        self._rows.add(keys, counts)
        self.reserved = self.reserved or reserved
        if min(counts, default=0) < 0:
            self.reserved = True
            self._short.update((key, count) for key, count in zip(keys, counts, strict=True) if count < 0)

    def oversold(self) -> Iterator[Oversold]:
        """Every item of which more was sold than there is, at either side."""
        counts = self._ours.counts
        if self._ours.below:
            for key, count in counts.items():
                if count < 0:
                    yield Oversold(key, count, self._short.get(key))
        for key, count in self._short.items():
            ours = counts.get(key)
            if ours is None or ours >= 0:
                yield Oversold(key, ours, count)

    def mismatches(self) -> Iterator[Mismatch]:
        """Every item that does not match, once the channel was read to its end."""
        return self._rows.mismatches()

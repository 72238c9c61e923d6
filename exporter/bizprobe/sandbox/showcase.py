"""What one channel shows of the catalogue: what the seller holds, a little later, unless a fault is on."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bizprobe.sandbox.faults import FaultName


@dataclass(slots=True)
class Offers:
    """Prices in kopecks and free pieces, by the item's place in the catalogue."""

    kopecks: list[int]
    pieces: list[int]

    def copy(self) -> "Offers":
        return Offers(list(self.kopecks), list(self.pieces))


_Hit = Callable[[int, int], bool]
_HIT: Mapping[FaultName, _Hit] = {
    FaultName.PRICES_REJECTED: lambda place, count: place % 4 == 1,
    FaultName.PRICE_KOPECK: lambda place, count: place % 10 == 7,
    FaultName.PRICE_QUARANTINED: lambda place, count: place % 10 == 9,
    FaultName.STOCK_PAGES_LOST: lambda place, count: place * 9 // count in (2, 5),
    FaultName.HIDDEN: lambda place, count: place % 10 == 3,
    FaultName.OVERSOLD: lambda place, count: place % 10 == 5,
    FaultName.OVERBOOKED: lambda place, count: place % 10 == 1,
    FaultName.STALE_PRICE_SOLD: lambda place, count: False,
}
_KEEP_PRICE = frozenset({FaultName.PRICES_REJECTED, FaultName.PRICE_QUARANTINED})
_KEEP_PIECES = frozenset({FaultName.STOCK_PAGES_LOST, FaultName.OVERSOLD})

OF_GOODS = frozenset(_HIT)
"""The faults of prices and stocks."""


def hit_by(fault: FaultName, count: int) -> Sequence[int]:
    """The places in a catalogue of so many items that a fault of prices or stocks hits."""
    return [place for place in range(count) if _HIT[fault](place, count)]


@dataclass(slots=True)
class Showcase:
    """Takes over what changes in `seller`, `delay` seconds later."""

    seller: Offers
    delay: float
    held: Offers = field(init=False)
    _waiting: deque[tuple[float, int]] = field(default_factory=deque)
    _faults: dict[FaultName, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held = self.seller.copy()

    def tell(self, at: float, places: Iterable[int]) -> None:
        """Something changed there at that Unix time, not before what was told earlier."""
        self._waiting.extend((at + self.delay, place) for place in places)

    def advance(self, now: float) -> None:
        """Takes over what has arrived by now."""
        while self._waiting and self._waiting[0][0] <= now:
            self._take_over(self._waiting.popleft()[1])

    def break_down(self, fault: FaultName) -> None:
        self._faults[fault] = frozenset(hit_by(fault, len(self.held.pieces)))

    def recover(self, fault: FaultName, at: float) -> None:
        """Ends the fault. What it held back arrives like any change."""
        self.tell(at, sorted(self._faults.pop(fault, ())))

    def shown(self) -> Offers:
        """What a customer sees. Not to be changed."""
        if not self._faults:
            return self.held
        shown = self.held.copy()
        for place in self._faults.get(FaultName.PRICE_KOPECK, ()):
            shown.kopecks[place] -= 1
        for place in self._faults.get(FaultName.HIDDEN, ()):
            shown.pieces[place] = 0
        return shown

    def _take_over(self, place: int) -> None:
        if not self._keeps(_KEEP_PRICE, place):
            self.held.kopecks[place] = self.seller.kopecks[place]
        if not self._keeps(_KEEP_PIECES, place):
            self.held.pieces[place] = self.seller.pieces[place]

    def _keeps(self, faults: Iterable[FaultName], place: int) -> bool:
        return any(place in self._faults.get(fault, ()) for fault in faults)

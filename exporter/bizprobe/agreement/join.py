"""The orders of two sides, joined by their numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bizprobe.agreement.scale import MISMATCHES, Scale, State
from bizprobe.records import Order, OrderStatus

# Which of two rows of one order is the later one: what a side cancelled does not come back to life.
_LATER = {status: place for place, status in enumerate(OrderStatus)} | {OrderStatus.OTHER: -1}


@dataclass(frozen=True, slots=True)
class Held:
    """What a side holds of an order: its status, in canonical words and in its own."""

    status: OrderStatus
    word: str = ""
    mapped: bool = True

    def __str__(self) -> str:
        return self.status.value if self.word in ("", self.status) else f"{self.status} ({self.word})"

    @property
    def place(self) -> tuple[int, str, bool]:
        """What is larger was written later; any order will do where that cannot be told."""
        return _LATER[self.status], self.word, self.mapped


@dataclass(slots=True)
class SideOrders:
    """The orders of one side. One that comes twice, since orders move while they are paged, is one order."""

    held: dict[str, Held] = field(default_factory=dict)
    _distinct: dict[Held, Held] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        """Takes a row, in any order."""
        found = Held(order.status, order.word, order.mapped)
        # A hundred thousand orders have a dozen statuses.
        found = self._distinct.setdefault(found, found)
        before = self.held.get(order.number)
        if before is None or found.place > before.place:
            self.held[order.number] = found

    def tells_statuses(self) -> bool:
        """Whether any order has a word for its status."""
        return any(held.word for held in self.held.values())

    def unmapped(self) -> Mapping[str, int]:
        """How many orders have a word that nobody mapped, by word."""
        return Counter(held.word for held in self.held.values() if not held.mapped)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One order on which the sides do not agree."""

    number: str
    state: State
    ours: Held
    theirs: Held


@dataclass(frozen=True, slots=True)
class Joined:
    """`counts` has the state of every order that both sides know; the others are counted beside it."""

    counts: Mapping[State, int]
    mismatches: Sequence[Mismatch]
    only_ours: int
    only_theirs: int

    @property
    def orders(self) -> int:
        """How many orders both sides know."""
        return sum(self.counts.values())


def join(ours: Mapping[str, Held], theirs: Mapping[str, Held], scale: Scale) -> Joined:
    """Holds what both sides know against each other."""
    counts = Counter[State]()
    mismatches = []
    for number, held in ours.items():
        other = theirs.get(number)
        if other is None:
            continue
        state = scale.state(held.status, other.status)
        counts[state] += 1
        if state in MISMATCHES:
            mismatches.append(Mismatch(number, state, held, other))
    common = counts.total()
    return Joined(counts, mismatches, len(ours) - common, len(theirs) - common)

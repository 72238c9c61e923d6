"""How two statuses of one order stand to each other."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import product

from bizprobe.records import OrderStatus

WAY = (
    OrderStatus.NEW,
    OrderStatus.ASSEMBLING,
    OrderStatus.PACKED,
    OrderStatus.HANDED_OVER,
    OrderStatus.AT_PICKUP,
    OrderStatus.DELIVERED,
    OrderStatus.RETURNED,
)
"""The way of an order that nobody cancels."""


class State(StrEnum):
    """How the status on the seller's side stands to the channel's. Every order is in one state.

    UNKNOWN is no agreement and no mismatch: one side has no word for where the order is.
    """

    AGREEING = "agreeing"
    CANCELLED_APART = "cancelled_apart"
    BEHIND = "behind"
    AHEAD = "ahead"
    APART = "apart"
    UNKNOWN = "unknown"


MISMATCHES = (State.CANCELLED_APART, State.BEHIND, State.AHEAD, State.APART)
"""The states that are faults, the worst first."""


class Scale:
    """Tells the state of every pair of statuses. `same` are sets of statuses that come to the same."""

    def __init__(self, same: Iterable[frozenset[OrderStatus]] = ()) -> None:
        sets = tuple(same)
        self._states = {
            (ours, theirs): _state(ours, theirs, sets) for ours, theirs in product(OrderStatus, OrderStatus)
        }

    def state(self, ours: OrderStatus, theirs: OrderStatus) -> State:
        """Ours is behind, ahead, and so on."""
        return self._states[ours, theirs]

    def owed(self, ours: OrderStatus, theirs: OrderStatus) -> Iterator[OrderStatus]:
        """The steps that one side has taken and the other still owes, in the order of the way."""
        behind, ahead = sorted((ours, theirs), key=WAY.index)
        for step in WAY[WAY.index(behind) + 1 : WAY.index(ahead) + 1]:
            if self._states[behind, step] is not State.AGREEING:
                yield step


def _state(ours: OrderStatus, theirs: OrderStatus, same: Iterable[frozenset[OrderStatus]]) -> State:
    pair = {ours, theirs}
    if OrderStatus.OTHER in pair:
        return State.UNKNOWN
    if ours is theirs or any(pair <= statuses for statuses in same):
        return State.AGREEING
    if pair <= set(WAY):
        return State.BEHIND if WAY.index(ours) < WAY.index(theirs) else State.AHEAD
    # Who cancelled it, or whether it came back, is told apart later than that it is not sold.
    if OrderStatus.RETURNED in pair or pair.isdisjoint(WAY):
        return State.APART
    return State.CANCELLED_APART

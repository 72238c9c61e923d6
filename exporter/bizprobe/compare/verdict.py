"""What a comparison comes to: which mismatches stand long enough, how many, how much, and the worst."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP
from enum import StrEnum
from itertools import chain, islice, zip_longest

from bizprobe.compare.mismatch import Mismatch, PriceState, State, StockState
from bizprobe.records import exponent

_WORST = 100


class Direction(StrEnum):
    """Whether the channel shows more than the seller's price, or less."""

    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`counts` has every state and adds up to all items; `young` of the matching ones are in their grace.

    `gaps` holds minor units by direction and currency. `worst` is bounded.
    """

    counts: Mapping[State, int]
    young: int
    gaps: Mapping[tuple[Direction, str], int]
    worst: Sequence[Mismatch]

    @property
    def wrong(self) -> int:
        """How many items are in any state but matching."""
        return sum(count for state, count in self.counts.items() if state != "matching")


def judge(
    states: type[PriceState] | type[StockState],
    items: int,
    found: Sequence[Mismatch],
    since: Mapping[str, datetime],
    grown_up: datetime,
) -> Verdict:
    """Mismatches that stand since `grown_up` or earlier count; younger ones match until then."""
    old = [mismatch for mismatch in found if since[mismatch.key] <= grown_up]
    counts = Counter[State](mismatch.state for mismatch in old)
    counts[states.MATCHING] = items - len(old)
    return Verdict(
        counts={state: counts[state] for state in states},
        young=len(found) - len(old),
        gaps=_gaps(old),
        worst=_worst(states, old),
    )


def _gaps(found: Iterable[Mismatch]) -> dict[tuple[Direction, str], int]:
    sums = Counter[tuple[Direction, str]]()
    for mismatch in found:
        if mismatch.different and mismatch.gap is not None and mismatch.currency:
            direction = Direction.OVER if mismatch.gap > 0 else Direction.UNDER
            # Up: a gap below the minor unit is still one.
            minor = abs(mismatch.gap).scaleb(exponent(mismatch.currency)).to_integral_value(ROUND_UP)
            sums[direction, mismatch.currency] += int(minor)
    return dict(sums)


def _worst(states: Iterable[State], found: Iterable[Mismatch]) -> list[Mismatch]:
    """The largest gaps first; every state has its share, so that many of one do not hide another."""
    by_state = defaultdict[State, list[Mismatch]](list)
    for mismatch in found:
        by_state[mismatch.state].append(mismatch)
    ranked = [heapq.nsmallest(_WORST, by_state[state], key=lambda one: one.rank) for state in states]
    shares = islice(filter(None, chain.from_iterable(zip_longest(*ranked))), _WORST)
    order = list(states)
    return sorted(shares, key=lambda one: order.index(one.state))

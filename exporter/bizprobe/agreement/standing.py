"""Since when an order is not what the other side says, and which mismatches stand for long enough to count.

What one side has done and the other has not is owed since it was first seen. It goes on being owed when the
faster side moves on, and is settled when the slower one has caught up with that step: an order that always
follows in time is never late, and one that stands still is late since the first step that it missed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bizprobe.agreement.join import Joined, Mismatch
from bizprobe.agreement.scale import MISMATCHES, Scale, State


@dataclass(frozen=True, slots=True)
class Standing:
    """A mismatch, and since when it has been there."""

    mismatch: Mismatch
    since: datetime

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """The worst come first, then the oldest."""
        return MISMATCHES.index(self.mismatch.state), self.since, self.mismatch.number


@dataclass(frozen=True, slots=True)
class Verdict:
    """`counts` has every state and adds up to all orders; `young` of the agreeing ones are in their grace.

    `standing` are the mismatches that count, the worst first.
    """

    counts: Mapping[State, int]
    young: int
    standing: Sequence[Standing]

    def oldest(self) -> Mapping[State, datetime]:
        """Since when the oldest mismatch of each state has been there, where there is one."""
        found: dict[State, datetime] = {}
        for one in self.standing:
            found[one.mismatch.state] = min(one.since, found.get(one.mismatch.state, one.since))
        return found


def debts(mismatch: Mismatch, scale: Scale) -> Iterator[str]:
    """What is owed, in texts that stay the same for as long as it is."""
    if mismatch.state not in (State.BEHIND, State.AHEAD):
        yield f"{mismatch.state}/{mismatch.number}"
        return
    for step in scale.owed(mismatch.ours.status, mismatch.theirs.status):
        yield f"{mismatch.state}:{step}/{mismatch.number}"


def judge(joined: Joined, scale: Scale, since: Mapping[str, datetime], grown_up: datetime) -> Verdict:
    """Mismatches that are there since `grown_up` or earlier count. `since` is by what is owed."""
    found = [
        Standing(mismatch, min(since[debt] for debt in debts(mismatch, scale)))
        for mismatch in joined.mismatches
    ]
    old = sorted((one for one in found if one.since <= grown_up), key=lambda one: one.rank)
    counts = Counter(one.mismatch.state for one in old)
    counts[State.UNKNOWN] = joined.counts.get(State.UNKNOWN, 0)
    counts[State.AGREEING] = joined.orders - counts.total()
    return Verdict({state: counts[state] for state in State}, len(found) - len(old), old)

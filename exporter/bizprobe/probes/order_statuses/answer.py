"""What one run of an order statuses probe found out, before it becomes samples and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bizprobe.agreement.scale import State
from bizprobe.agreement.standing import Verdict
from bizprobe.probes.order_statuses.settings import Where
from bizprobe.settings.model import Severity


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything is as of `now`, the start of the reads.

    `verdicts` has the sides that could be held against the channel, `unmapped` how many orders of each side
    that was read bear a word that nobody mapped, `limits` the numbers that are tolerated at this hour.
    """

    now: datetime
    verdicts: Mapping[Where, Verdict]
    unmapped: Mapping[Where, Mapping[str, int]]
    limits: Mapping[State, Mapping[Severity, int]]

    @property
    def success(self) -> bool:
        return all(
            verdict.counts[state] <= limit
            for verdict in self.verdicts.values()
            for state, limits in self.limits.items()
            for limit in limits.values()
        )

    @property
    def mismatching(self) -> frozenset[str]:
        """The numbers of the orders on which at least one side does not agree with the channel."""
        return frozenset(
            standing.mismatch.number for verdict in self.verdicts.values() for standing in verdict.standing
        )

"""What one run of a flow probe found out, before it becomes samples and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bizprobe.flow.age import AgeLimits
from bizprobe.flow.records import Side, Sighting, Tally
from bizprobe.flow.silence import Silence
from bizprobe.flow.standing import OpenOrders, TooOld
from bizprobe.probes.flow.baseline import BaselineLimits
from bizprobe.settings.model import Severity


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything is as of `now`, the start of the reads.

    `silences` holds the severities whose limit is in force at this hour, `missing_limits` tolerated
    numbers, `unmapped` how many orders bear a status word that nobody mapped. `ahead` holds events whose
    time has not come, the farthest first. `open_orders` is None where they are not asked for. `missed`
    holds calls that nobody took, oldest first; None where it is no flow of calls.
    """

    now: datetime
    tally: Tally
    silences: Mapping[Severity, Silence]
    missing_limits: Mapping[Severity, int]
    unmapped: Mapping[str, int]
    ahead: Sequence[Sighting] = ()
    open_orders: OpenOrders | None = None
    age_limits: AgeLimits | None = None
    missed: Mapping[str, datetime] | None = None
    missed_limits: Mapping[Severity, int] = field(default_factory=dict)
    baseline: BaselineLimits | None = None

    @property
    def success(self) -> bool:
        lacking = any(map(self._too_many_missing, self.tally.missing))
        return not (self.silent or self.too_old() or lacking or self.too_many_missed or self.ahead)

    @property
    def silent(self) -> Severity | None:
        """The worst severity at which the flow is silent for too long."""
        worst_first = (Severity.CRITICAL, Severity.WARNING)
        return next((severity for severity in worst_first if self._silent_at(severity)), None)

    def _silent_at(self, severity: Severity) -> bool:
        return severity in self.silences and self.silences[severity].too_long(self.now)

    def _too_many_missing(self, side: Side) -> bool:
        return any(self.tally.missing[side].total > limit for limit in self.missing_limits.values())

    @property
    def too_many_missed(self) -> bool:
        """Whether more calls were missed than any severity tolerates."""
        return any(len(self.missed or ()) > limit for limit in self.missed_limits.values())

    def too_old(self) -> list[TooOld]:
        """Open orders past a limit, oldest first."""
        if self.open_orders is None or self.age_limits is None:
            return []
        return self.open_orders.too_old(self.age_limits, self.now)

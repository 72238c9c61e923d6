"""One run of a comparison: read the seller's side whole, stream the channel's, and judge what stands."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Generic, Protocol, TypeVar

from anyio.to_thread import run_sync

from bizprobe.compare.mismatch import Mismatch, PriceState, StockState
from bizprobe.compare.verdict import Verdict, judge
from bizprobe.metrics.families.compare import COMPARE_INFO, COMPARE_READ
from bizprobe.metrics.family import Family, Sample
from bizprobe.probes.comparison.findings import findings
from bizprobe.probes.comparison.settings import ComparisonSettings
from bizprobe.reading import Finding, Reading
from bizprobe.runlog import note
from bizprobe.settings.hours import Hourly, in_force
from bizprobe.settings.model import Severity
from bizprobe.state.mismatches import ComparisonKey, MismatchMemory
from bizprobe.state.row_counts import RowCounts, RowKey
from bizprobe.surroundings import Surroundings

Limits = (
    Mapping[PriceState, Mapping[Severity, Hourly[int]]] | Mapping[StockState, Mapping[Severity, Hourly[int]]]
)
InForce = Mapping[PriceState | StockState, Mapping[Severity, int]]


class Compared(Protocol):
    """A comparison whose two sides were read to their end."""

    @property
    def items(self) -> int:
        """How many items there are in any state."""
        ...

    def mismatches(self) -> Iterator[Mismatch]:
        """Those that do not match."""
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """What a comparison finds beside the states of its items. `findings` holds the worst of `total`."""

    samples: Sequence[Sample] = ()
    findings: Sequence[Finding] = ()
    total: int = 0
    success: bool = True

    def __add__(self, other: "Beside") -> "Beside":
        return Beside(
            [*self.samples, *other.samples],
            [*self.findings, *other.findings],
            self.total + other.total,
            self.success and other.success,
        )


C = TypeVar("C", bound=Compared)


class ComparisonProbe(ABC, Generic[C]):
    """Whether a channel shows what a system of the seller holds, item by item."""

    states: ClassVar[type[PriceState] | type[StockState]]
    items: ClassVar[Family]
    items_limit: ClassVar[Family]

    def __init__(self, settings: ComparisonSettings, limits: Limits, around: Surroundings) -> None:
        self._names = ComparisonKey(around.dealer.name, settings.channel, settings.offer)
        self._memory = MismatchMemory(around.state, self._names)
        self._rows = RowCounts(around.state)
        self._read_of = RowKey(around.dealer.name, settings.channel, settings.offer)
        self._comparison = settings
        self._limits = limits
        self._around = around

    @abstractmethod
    async def _compare(self) -> C:
        """Reads both sides to their end. Raises ProbeError where that fails: then nothing is known."""

    async def _beside(self, compared: C, verdict: Verdict, now: datetime) -> Beside:
        """What this comparison finds beside the states of its items."""
        return Beside()

    def expected(self) -> Sequence[Sample]:
        return [
            COMPARE_INFO.sample(
                1,
                dealer=self._names.dealer,
                channel=self._names.channel,
                what=self._names.what,
                probe=self._around.name,
                system=self._comparison.system,
                url=self._around.page_url,
            )
        ]

    async def run(self) -> Reading:
        now = self._around.clock.now()
        compared = await self._compare()
        # Of all items at worst: in a thread, others go on meanwhile.
        found = await run_sync(lambda: list(compared.mismatches()))
        marks = await run_sync(lambda: {mismatch.key: mismatch.mark for mismatch in found})
        since = await self._memory.record(marks, now)
        grown_up = now - timedelta(seconds=self._comparison.grace)
        verdict = await run_sync(judge, self.states, compared.items, found, since, grown_up)
        note(f"{compared.items} items, {verdict.wrong} do not match, {verdict.young} more not for long")
        await self._rows.record(self._read_of, compared.items)
        limits = self._in_force(now)
        beside = await self._beside(compared, verdict, now)
        samples = [
            *_counts(self._labels, verdict, self.items),
            *_limits(self._labels, limits, self.items_limit),
            *beside.samples,
            Sample(COMPARE_READ, (*self._labels, self._names.what), now.timestamp()),
        ]
        worst = [*findings(self._comparison.offer, verdict.worst, since), *beside.findings]
        well = _success(verdict, limits) and beside.success
        return Reading(well, samples, worst, verdict.wrong + beside.total)

    @property
    def _labels(self) -> tuple[str, str]:
        return self._names.dealer, self._names.channel

    def _in_force(self, now: datetime) -> InForce:
        calendar = self._around.dealer.calendar
        return {state: in_force(limits, now, calendar) for state, limits in self._limits.items()}


def _counts(labels: tuple[str, str], verdict: Verdict, family: Family) -> Iterator[Sample]:
    return (Sample(family, (*labels, state), count) for state, count in verdict.counts.items())


def _limits(labels: tuple[str, str], in_force: InForce, family: Family) -> Iterator[Sample]:
    for state, limits in in_force.items():
        for severity, limit in limits.items():
            yield Sample(family, (*labels, state, severity), limit)


def _success(verdict: Verdict, in_force: InForce) -> bool:
    return all(
        verdict.counts[state] <= limit for state, limits in in_force.items() for limit in limits.values()
    )

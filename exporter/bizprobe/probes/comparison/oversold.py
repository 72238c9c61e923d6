"""What was sold beyond the stock, held against its limits."""

import heapq
from collections.abc import Iterator, Mapping
from datetime import datetime

from anyio.to_thread import run_sync

from bizprobe.compare.stocks import Oversold, StockComparison
from bizprobe.metrics.families.compare import OVERSOLD_ITEMS, OVERSOLD_ITEMS_LIMIT
from bizprobe.metrics.family import Sample
from bizprobe.probes.comparison.probe import Beside
from bizprobe.reading import Finding, FindingKind
from bizprobe.settings.hours import Hourly, in_force
from bizprobe.settings.model import Severity
from bizprobe.state.mismatches import ComparisonKey, MismatchMemory
from bizprobe.surroundings import Surroundings

_WORST = 100


class OversoldStanding:
    """The items of a channel of which more is reserved than there is, and since when."""

    def __init__(
        self, limits: Mapping[Severity, Hourly[int]], names: ComparisonKey, around: Surroundings
    ) -> None:
        self._limits = limits
        self._labels = (names.dealer, names.channel)
        self._memory = MismatchMemory(around.state, ComparisonKey(*self._labels, "oversold"))
        self._calendar = around.dealer.calendar

    async def judge(self, compared: StockComparison, now: datetime) -> Beside:
        """Nothing at all where neither side tells what is reserved. Raises StateError."""
        if not compared.reserved:
            return Beside()
        found = await run_sync(lambda: list(compared.oversold()))
        since = await self._memory.record({item.key: "" for item in found}, now)
        limits = in_force(self._limits, now, self._calendar)
        worst = heapq.nsmallest(_WORST, found, key=lambda item: (-item.short, item.key))
        return Beside(
            list(self._samples(len(found), limits)),
            [_finding(item, since[item.key]) for item in worst],
            len(found),
            all(len(found) <= limit for limit in limits.values()),
        )

    def _samples(self, count: int, limits: Mapping[Severity, int]) -> Iterator[Sample]:
        yield Sample(OVERSOLD_ITEMS, self._labels, count)
        for severity, limit in limits.items():
            yield Sample(OVERSOLD_ITEMS_LIMIT, (*self._labels, severity), limit)


def _finding(item: Oversold, since: datetime) -> Finding:
    ours, theirs = ("" if count is None else str(count) for count in (item.ours, item.theirs))
    words = f"{item.short} piece{'' if item.short == 1 else 's'} more sold than there are"
    return Finding(FindingKind.STOCK_OVERSOLD, item.key, ours, theirs, since, words)

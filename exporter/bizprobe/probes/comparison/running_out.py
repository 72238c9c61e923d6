"""What will be sold out soon, at the pace of the last days, held against its limits."""

import heapq
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated

from anyio.to_thread import run_sync
from pydantic import Field

from bizprobe.compare.pace import RunningOut
from bizprobe.flow.words import span
from bizprobe.metrics.families.compare import STOCK_RUNNING_OUT, STOCK_RUNNING_OUT_LIMIT
from bizprobe.metrics.family import Sample
from bizprobe.probes.comparison.probe import Beside
from bizprobe.probes.comparison.settings import NONE
from bizprobe.reading import Finding, FindingKind
from bizprobe.settings.hours import CountLimit, Hourly, in_force
from bizprobe.settings.model import Duration, Severity, Strict
from bizprobe.settings.severity import BySeverity
from bizprobe.state.mismatches import ComparisonKey, MismatchMemory
from bizprobe.state.sales import SalesMemory
from bizprobe.surroundings import Surroundings

_WORST = 100
# Of one day nobody knows whether it was like the others.
_LEAST_WATCHED = timedelta(days=2)


def _none() -> dict[Severity, Hourly[int]]:
    return {Severity.WARNING: NONE}


class RunsOutSettings(Strict):
    """Which items are told before they end."""

    within: Duration
    """Those that end within this time, sold as in the last seven days; at least two must be known."""
    sold: int = Field(default=5, ge=1)
    """How many pieces must have been sold in these days; fewer tell no pace."""
    limits: Annotated[BySeverity[CountLimit], Field(default_factory=_none)]
    """How many items may end within that time; may depend on the hour."""


class RunningOutStanding:
    """The items of the seller that end soon, and since when that is so."""

    def __init__(
        self, settings: RunsOutSettings, names: ComparisonKey, system: str, around: Surroundings
    ) -> None:
        self._settings = settings
        self._labels = (names.dealer, names.channel)
        self._sales = SalesMemory(around.state, *self._labels, system)
        self._memory = MismatchMemory(around.state, ComparisonKey(*self._labels, "running_out"))
        self._dealer = around.dealer

    async def judge(self, counts: Mapping[str, int], now: datetime) -> Beside:
        """Only the limits until sales are known for long enough. Raises StateError."""
        limits = in_force(self._settings.limits, now, self._dealer.calendar)
        samples = [
            Sample(STOCK_RUNNING_OUT_LIMIT, (*self._labels, severity), limit)
            for severity, limit in limits.items()
        ]
        sales = await self._sales.record(counts, now)
        if sales.watched < _LEAST_WATCHED:
            return Beside(samples)
        within = timedelta(seconds=self._settings.within)
        found = await run_sync(lambda: list(sales.running_out(counts, within, self._settings.sold)))
        since = await self._memory.record({item.key: "" for item in found}, now)
        return Beside(
            [*samples, Sample(STOCK_RUNNING_OUT, self._labels, len(found))],
            list(self._findings(found, since, now)),
            len(found),
            all(len(found) <= limit for limit in limits.values()),
        )

    def _findings(
        self, found: list[RunningOut], since: Mapping[str, datetime], now: datetime
    ) -> Iterator[Finding]:
        for item in heapq.nsmallest(_WORST, found, key=lambda item: (item.left, item.key)):
            ends = (now + item.left).astimezone(self._dealer.timezone)
            left = span(item.left.total_seconds())
            words = f"{item.per_day:.1f} pieces a day: ends in {left}, {ends:%d.%m %H:%M}"
            yield Finding(
                FindingKind.STOCK_RUNNING_OUT, item.key, str(item.count), since=since[item.key], note=words
            )

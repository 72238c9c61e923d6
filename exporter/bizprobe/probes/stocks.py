"""The stocks probe: is what we have shown as available, and what we have not as sold out?"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, cast

from pydantic import Field

from bizprobe.compare.mismatch import StockState
from bizprobe.compare.stocks import StockComparison
from bizprobe.compare.verdict import Verdict
from bizprobe.marketplaces.base import StockedChannel
from bizprobe.metrics.families.compare import STOCK_ITEMS, STOCK_ITEMS_LIMIT
from bizprobe.probes.base import ProbeKind
from bizprobe.probes.comparison.oversold import OversoldStanding
from bizprobe.probes.comparison.probe import Beside, ComparisonProbe
from bizprobe.probes.comparison.read import compare_stocks, read_stocks
from bizprobe.probes.comparison.running_out import RunningOutStanding, RunsOutSettings
from bizprobe.probes.comparison.settings import NONE, ComparisonSettings, problems_of_limits
from bizprobe.settings.blocks import Problem
from bizprobe.settings.hours import CountLimit, Hourly
from bizprobe.settings.model import Offer, Severity
from bizprobe.settings.severity import BySeverity
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import StockedSystem

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


def _none_hidden_or_phantom() -> dict[StockState, dict[Severity, Hourly[int]]]:
    return {StockState.HIDDEN: {Severity.CRITICAL: NONE}, StockState.PHANTOM: {Severity.CRITICAL: NONE}}


def _none_oversold() -> dict[Severity, Hourly[int]]:
    return {Severity.CRITICAL: NONE}


class StocksSettings(ComparisonSettings):
    """Whether a channel shows as available what a system of the seller has, and only that.

    The system has to list what is sold out too, with a count of 0: what it does not list is unknown to it.
    """

    offer: ClassVar[Offer] = Offer.STOCKS

    kind: Literal["stocks"]
    tolerance: int = Field(default=0, ge=0)
    """How many pieces the counts may be apart. What one side shows as sold out never comes under it."""
    limits: Annotated[
        dict[Annotated[StockState, Field(strict=False)], BySeverity[CountLimit]],
        Field(default_factory=_none_hidden_or_phantom),
    ]
    """How many items may be in a state: hidden, phantom, different or missing; may depend on the hour."""

    oversold: Annotated[BySeverity[CountLimit], Field(default_factory=_none_oversold)]
    """Of how many items more may be reserved than there is, where a side tells what is reserved; may depend
    on the hour."""
    runs_out: RunsOutSettings | None = None
    """Which items of the system are told before they end; none where it is left out. Where all channels sell
    from the same shelf, one probe that tells them is enough."""

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from super().problems(dealer)
        yield from problems_of_limits(self.limits)


class StocksProbe(ComparisonProbe[StockComparison]):
    """Whether a channel shows as available what a system of the seller has, and only that."""

    states = StockState
    items = STOCK_ITEMS
    items_limit = STOCK_ITEMS_LIMIT

    def __init__(self, settings: StocksSettings, around: Surroundings) -> None:
        super().__init__(settings, settings.limits, around)
        self._tolerance = settings.tolerance
        self._oversold = OversoldStanding(settings.oversold, self._names, around)
        self._running_out = (
            RunningOutStanding(settings.runs_out, self._names, settings.system, around)
            if settings.runs_out
            else None
        )

    async def _compare(self) -> StockComparison:
        settings, around = self._comparison, self._around
        system = cast(StockedSystem, around.systems[settings.system])
        channel = cast(StockedChannel, around.channels[settings.channel])
        ours = await read_stocks(system.stocks(settings.channel), settings.system, settings.max_items)
        comparison = StockComparison(ours, self._tolerance, settings.max_items)
        await compare_stocks(channel.stocks(), settings.channel, comparison)
        return comparison

    async def _beside(self, compared: StockComparison, verdict: Verdict, now: datetime) -> Beside:
        found = await self._oversold.judge(compared, now)
        return found + await self._running_out.judge(compared.counts, now) if self._running_out else found


KIND = ProbeKind("stocks", StocksSettings, StocksProbe)

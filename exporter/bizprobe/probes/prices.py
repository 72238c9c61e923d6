"""The prices probe: does the channel show the price that the seller's system holds, to the kopeck?"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, cast

from pydantic import Field

from bizprobe.compare.mismatch import PriceState
from bizprobe.compare.prices import PriceComparison
from bizprobe.compare.verdict import Direction, Verdict
from bizprobe.marketplaces.base import PricedChannel
from bizprobe.metrics.families.compare import PRICE_GAP_AMOUNT, PRICE_ITEMS, PRICE_ITEMS_LIMIT
from bizprobe.metrics.family import Sample
from bizprobe.probes.base import ProbeKind
from bizprobe.probes.comparison.probe import Beside, ComparisonProbe
from bizprobe.probes.comparison.read import compare_prices, read_prices
from bizprobe.probes.comparison.settings import NONE, ComparisonSettings, problems_of_limits
from bizprobe.records import Money
from bizprobe.settings.blocks import Problem
from bizprobe.settings.hours import CountLimit, Hourly
from bizprobe.settings.model import Offer, Severity
from bizprobe.settings.severity import BySeverity
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import PricedSystem

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


def _no_difference() -> dict[PriceState, dict[Severity, Hourly[int]]]:
    return {
        PriceState.DIFFERENT: {Severity.CRITICAL: NONE},
        PriceState.MISSING: {Severity.WARNING: NONE},
        PriceState.QUARANTINED: {Severity.WARNING: NONE},
    }


class PricesSettings(ComparisonSettings):
    """Whether a channel shows the price of every item that a system of the seller holds."""

    offer: ClassVar[Offer] = Offer.PRICES

    kind: Literal["prices"]
    limits: Annotated[
        dict[Annotated[PriceState, Field(strict=False)], BySeverity[CountLimit]],
        Field(default_factory=_no_difference),
    ]
    """How many items may be in a state: different, missing, quarantined or unexpected; may depend on
    the hour."""

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from super().problems(dealer)
        yield from problems_of_limits(self.limits)


class PricesProbe(ComparisonProbe[PriceComparison]):
    """Whether a channel shows the price of every item that a system of the seller holds."""

    states = PriceState
    items = PRICE_ITEMS
    items_limit = PRICE_ITEMS_LIMIT

    def __init__(self, settings: PricesSettings, around: Surroundings) -> None:
        super().__init__(settings, settings.limits, around)

    async def _compare(self) -> PriceComparison:
        settings, around = self._comparison, self._around
        system = cast(PricedSystem, around.systems[settings.system])
        channel = cast(PricedChannel, around.channels[settings.channel])
        ours = await read_prices(system.prices(settings.channel), settings.system, settings.max_items)
        comparison = PriceComparison(ours, settings.max_items)
        await compare_prices(channel.prices(), settings.channel, comparison)
        return comparison

    async def _beside(self, compared: PriceComparison, verdict: Verdict, now: datetime) -> Beside:
        return Beside(list(self._gaps(compared, verdict)))

    def _gaps(self, compared: PriceComparison, verdict: Verdict) -> Iterator[Sample]:
        currencies = {compared.currency, *(currency for _, currency in verdict.gaps)}
        for currency in sorted(currencies):
            for direction in Direction:
                gap = Money(verdict.gaps.get((direction, currency), 0), currency)
                yield Sample(PRICE_GAP_AMOUNT, (*self._labels, direction, currency), float(gap.major))


KIND = ProbeKind("prices", PricesSettings, PricesProbe)

"""One run: see which prices the seller holds, then judge what was sold until that moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from anyio.to_thread import run_sync

from bizprobe.compare.prices import PriceList
from bizprobe.errors import ProbeError
from bizprobe.metrics.families.sold import SOLD_PRICES_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.comparison.read import read_prices
from bizprobe.probes.sold_prices.answer import findings, samples
from bizprobe.probes.sold_prices.read import read_sold
from bizprobe.probes.sold_prices.settings import SoldPricesSettings
from bizprobe.reading import Reading
from bizprobe.runlog import note
from bizprobe.settings.hours import in_force
from bizprobe.state.sold import SoldMemory, SoldTake
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import PricedSystem


class SoldPricesProbe:
    """Whether every order line was sold at a price that a system of the seller held at that time."""

    def __init__(self, settings: SoldPricesSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._labels = (around.dealer.name, settings.channel)
        self._memory = SoldMemory(around.state, *self._labels)

    def expected(self) -> Sequence[Sample]:
        labels = (*self._labels, self._around.name, self._settings.system, self._around.page_url)
        return [Sample(SOLD_PRICES_INFO, labels, 1)]

    async def run(self) -> Reading:
        settings, around = self._settings, self._around
        started, judged_until = around.clock.now(), await self._memory.judged_until(settings.system)
        system = cast(PricedSystem, around.systems[settings.system])
        held = await read_prices(system.prices(settings.channel), settings.system, settings.max_items)
        take = await self._take(started, held)
        if judged_until is not None:
            take = await self._with_orders(take, max(judged_until - settings.late, started - settings.shown))
        tally = await self._memory.record(take)
        note(", ".join(f"{lines} {verdict}" for verdict, lines in tally.lines.items()) + " lines in all")
        limits = {
            direction: in_force(by_severity, started, around.dealer.calendar)
            for direction, by_severity in settings.limits.items()
        }
        shown = list(samples(self._labels, tally, held.currency, limits))
        return Reading(not tally.stale_total, shown, findings(tally), tally.stale_total)

    async def _take(self, started: datetime, held: PriceList) -> SoldTake:
        """The prices alone: before the first look at them nobody knows what they were."""
        settings = self._settings
        rule, shown_from = settings.rule, started - settings.shown
        return SoldTake(
            source=settings.system,
            started=started,
            ended=self._around.clock.now(),
            prices=await run_sync(_amounts, held),
            orders=(),
            rule=rule,
            gap=settings.gap,
            keep_from=shown_from - settings.late - rule.grace,
            shown_from=shown_from,
        )

    async def _with_orders(self, take: SoldTake, since: datetime) -> SoldTake:
        channel = self._settings.channel
        try:
            orders = await read_sold(self._around.channels[channel].orders(since), channel)
        except ProbeError:
            # Its orders come later; what the prices were meanwhile is seen only now.
            await self._memory.record(replace(take, orders=None))
            raise
        return replace(take, orders=orders)


def _amounts(held: PriceList) -> Mapping[str, tuple[str, str]]:
    """Amount and currency of every item."""
    parts = ((key, text.partition(" ")) for key, text in held.texts.items())
    return {key: (amount, currency or held.currency) for key, (amount, _, currency) in parts}

"""One run: see which prices the seller holds, then judge what was sold until that moment."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

from anyio.to_thread import run_sync

from bizprobe.compare.prices import PriceList
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
        started, last_read = around.clock.now(), await self._memory.last_read(settings.system)
        system = cast(PricedSystem, around.systems[settings.system])
        held = await read_prices(system.prices(settings.channel), settings.system, settings.max_items)
        ended = around.clock.now()
        horizon, overlap = timedelta(seconds=settings.horizon), timedelta(seconds=settings.overlap)
        orders = []
        # Before the first look at the prices nobody knows what they were.
        if last_read is not None:
            since = max(last_read - overlap, started - horizon)
            channel = around.channels[settings.channel]
            orders = await read_sold(channel.orders(since), settings.channel)
        rule = settings.rule
        tally = await self._memory.record(
            SoldTake(
                source=settings.system,
                started=started,
                ended=ended,
                prices=await run_sync(_amounts, held),
                orders=orders,
                rule=rule,
                gap=settings.gap,
                keep_from=started - horizon - overlap - rule.grace,
                shown_from=started - horizon,
            )
        )
        note(", ".join(f"{lines} {verdict}" for verdict, lines in tally.lines.items()) + " lines in all")
        limits = {
            direction: in_force(by_severity, started, around.dealer.calendar)
            for direction, by_severity in settings.limits.items()
        }
        shown = list(samples(self._labels, tally, held.currency, limits))
        return Reading(not tally.stale_total, shown, findings(tally), tally.stale_total)


def _amounts(held: PriceList) -> Mapping[str, tuple[str, str]]:
    """Amount and currency of every item."""
    parts = ((key, text.partition(" ")) for key, text in held.texts.items())
    return {key: (amount, currency or held.currency) for key, (amount, _, currency) in parts}

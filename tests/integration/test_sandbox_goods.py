"""Prices and stocks of the sandbox through the real adapters and probes, fault by fault."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bizprobe.compare.mismatch import PriceState, StockState
from bizprobe.engine.watch import Run
from bizprobe.errors import Reason
from bizprobe.metrics.families.compare import PRICE_ITEMS, STOCK_ITEMS
from bizprobe.sandbox.faults import FAULTS, Fault, FaultName
from bizprobe.sandbox.places import CHANNELS, ERP, PLACES, SHOP
from bizprobe.sandbox.showcase import hit_by
from tests.integration.sandbox_bench import Bench, opened_bench

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

ITEMS = 1200
"""Ozon shows them on two pages."""
ASKED = {"shop-window" if place.name == SHOP else place.name: place.name for place in CHANNELS if place.sells}
"""The place behind each channel that shows goods."""

KINDS = ("prices", "stocks")
HEARD, GRACE = 6, 16
"""Seconds until every channel has heard of everything, and until a probe's patience is at its end."""
STATES = {
    FaultName.PRICES_REJECTED: PriceState.DIFFERENT,
    FaultName.PRICE_KOPECK: PriceState.DIFFERENT,
    FaultName.PRICE_QUARANTINED: PriceState.QUARANTINED,
    FaultName.STOCK_PAGES_LOST: StockState.DIFFERENT,
    FaultName.HIDDEN: StockState.HIDDEN,
    FaultName.OVERSOLD: StockState.PHANTOM,
}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with opened_bench(tmp_path, ITEMS) as bench:
        yield bench


def wrong(run: Run) -> Mapping[str, float]:
    """How many items there are in each state but matching, after proof that all of them are in one."""
    assert run.reading is not None, run.message
    counts = {
        sample.labels[-1]: sample.value
        for sample in run.reading.samples
        if sample.family in (PRICE_ITEMS, STOCK_ITEMS)
    }
    assert sum(counts.values()) == ITEMS
    return {state: count for state, count in counts.items() if count and state != "matching"}


async def all_match(bench: Bench) -> None:
    """Every probe has an answer, and the answer is yes."""
    for kind in KINDS:
        runs = await bench.run(kind)
        assert {channel: wrong(run) for channel, run in runs.items()} == {channel: {} for channel in ASKED}
        assert all(run.reading is not None and run.reading.success for run in runs.values())


def patience(bench: Bench, kind: str) -> float:
    """Seconds until the patience of all probes is at its end; those with a small budget have more."""
    return 1 + max(watch.settings.grace for (of, _), (watch, _) in bench.watches.items() if of == kind)


def expected(bench: Bench, fault: FaultName) -> set[str]:
    """The keys that the fault hits, of those in stock where it is a fault of stocks."""
    held, prices = bench.sandbox.world.goods.held(), isinstance(STATES[fault], PriceState)
    return {held[place].sku for place in hit_by(fault, ITEMS) if prices or held[place].pieces}


async def test_a_quiet_world_shows_every_price_and_every_stock_everywhere(bench: Bench) -> None:
    for _ in range(12):
        await all_match(bench)
        await bench.move_on(5)


@pytest.mark.parametrize("name", STATES)
async def test_a_fault_is_counted_and_listed_where_it_is_and_nowhere_else_until_it_is_mended(
    bench: Bench, name: FaultName
) -> None:
    kind = "prices" if isinstance(STATES[name], PriceState) else "stocks"
    fits = [channel for channel, place in ASKED.items() if FAULTS[name].fits(PLACES[place])]
    for hit in (fits[::2], fits[1::2]):
        keys = expected(bench, name)
        for channel in hit:
            await bench.client.inject(ASKED[channel], name)
        await bench.move_on(HEARD)
        await all_match(bench)  # by grace
        await bench.move_on(patience(bench, kind))
        runs = await bench.run(kind)
        for channel, run in runs.items():
            assert wrong(run) == ({STATES[name]: len(keys)} if channel in hit else {}), channel
            assert run.reading is not None
            assert run.reading.success is (channel not in hit)
            assert run.reading.findings_total == (len(keys) if channel in hit else 0)
            assert {finding.kind for finding in run.reading.findings} <= {FAULTS[name].expect_finding}
            assert {finding.subject for finding in run.reading.findings} <= keys
        for channel in hit:
            await bench.client.mend(ASKED[channel], name)
        await bench.move_on(HEARD)
        await all_match(bench)


async def test_a_price_stale_by_a_kopeck_is_listed_with_both_prices(bench: Bench) -> None:
    await bench.client.inject("ozon", "price_kopeck")
    for seconds in (HEARD, GRACE):
        await bench.run("prices")
        await bench.move_on(seconds)
    run = (await bench.run("prices"))["ozon"]
    assert run.reading is not None
    assert {finding.note for finding in run.reading.findings} == {"0.01 RUB less"}
    held = {row.sku: row.kopecks for row in bench.sandbox.world.goods.held()}
    for finding in run.reading.findings:
        assert finding.ours == f"{held[finding.subject] / 100:.2f}"


OF_ASKING = [fault for fault in FAULTS.values() if fault.expect_reason and fault.fits(PLACES[ERP])]


@pytest.mark.parametrize("fault", OF_ASKING, ids=lambda fault: fault.name)
async def test_an_erp_that_cannot_be_asked_is_no_wrong_price_and_no_silent_channel(
    bench: Bench, fault: Fault
) -> None:
    await bench.client.inject(ERP, fault.name)
    for kind in KINDS:
        runs = await bench.run(kind)
        assert {channel: run.reason for channel, run in runs.items()} == {
            channel: Reason(fault.expect_reason) for channel in ASKED
        }
    assert not any(run.reason for run in (await bench.run()).values())

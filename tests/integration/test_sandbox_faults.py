"""Faults of orders, of keys and of pages through the real adapters and probes."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bizprobe.engine.watch import Run
from bizprobe.reading import FindingKind
from bizprobe.sandbox.faults import FAULTS, FaultName
from bizprobe.sandbox.places import BOOK, CHANNELS, ERP, SHOP
from tests.integration.sandbox_bench import Bench, opened_bench

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

ITEMS = 1200
"""On two pages, or more."""
HARMLESS = [fault.name for fault in FAULTS.values() if not fault.expect_alert]
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with opened_bench(tmp_path, ITEMS) as bench:
        yield bench


def fitting(name: FaultName) -> list[str]:
    return [place.name for place in CHANNELS if FAULTS[name].fits(place)]


def with_finding(runs: Mapping[str, Run], kind: FindingKind | None) -> set[str]:
    """The channels whose probes list such a finding."""
    return {
        channel
        for channel, run in runs.items()
        if run.reading is not None and kind in {finding.kind for finding in run.reading.findings}
    }


def unwell(runs: Mapping[str, Run]) -> Mapping[str, str]:
    """Why a channel's probe does not say yes, in words."""
    return {
        channel: run.message if run.reading is None else str(run.reading.findings[:3])
        for channel, run in runs.items()
        if run.reading is None or not run.reading.success
    }


async def settled(bench: Bench, kind: str, rounds: Collection[float]) -> Mapping[str, Run]:
    """Runs the probes of a kind after each of these pauses; the last runs."""
    runs = await bench.run(kind)
    for seconds in rounds:
        await bench.pass_by(seconds)
        runs = await bench.run(kind)
    return runs


@pytest.mark.parametrize(
    ("name", "kind", "rounds"),
    [
        (FaultName.UNKNOWN_WORD, "flow", [5]),
        (FaultName.STATUSES_APART, "order_statuses", [240, 31]),
        (FaultName.CANCELLED_APART, "order_statuses", [1, 31]),
        (FaultName.TIMES_BEHIND, "flow", [400]),
        (FaultName.TIMES_AHEAD, "flow", [20]),
        (FaultName.KEY_EXPIRING, "credentials", [1]),
        (FaultName.KEY_RIGHTS, "credentials", [1]),
        (FaultName.OVERBOOKED, "stocks", [10, 20]),
        (FaultName.STALE_PRICE_SOLD, "sold_prices", [10] * 14),
    ],
)
async def test_a_fault_is_found_where_it_is_and_nowhere_else(
    bench: Bench, name: FaultName, kind: str, rounds: Collection[float]
) -> None:
    await bench.run(kind)
    hit = fitting(name)[::2]
    for place in hit:
        await bench.client.inject(place, name)
    runs = await settled(bench, kind, rounds)
    expected = {"shop-window" if place == SHOP and kind == "stocks" else place for place in hit}
    assert with_finding(runs, FAULTS[name].expect_finding) == expected
    for place in hit:
        await bench.client.mend(place, name)


@pytest.mark.parametrize("name", HARMLESS)
async def test_what_is_harmless_changes_no_count_and_stops_nobody(bench: Bench, name: FaultName) -> None:
    for place in (*fitting(name), BOOK, ERP):
        await bench.client.inject(place, name)
    for kind in ("flow", "prices", "stocks", "order_statuses"):
        assert unwell(await settled(bench, kind, [20])) == {}
    since = bench.clock.now() - HALF_AN_HOUR
    for place in fitting(name):
        found = {order.number async for page in bench.channels[place].orders(since) for order in page.rows}
        assert found == {order.number for order in bench.sandbox.world.orders(place, since)}


async def test_times_in_the_future_hide_no_silence(bench: Bench) -> None:
    await bench.client.inject("ryadom", FaultName.TIMES_AHEAD)
    await bench.run()
    runs = await settled(bench, "flow", [20])
    assert with_finding(runs, FindingKind.SILENT) == set()
    await bench.client.inject("ryadom", "silence")
    runs = await settled(bench, "flow", [60])
    assert with_finding(runs, FindingKind.SILENT) == {"ryadom"}

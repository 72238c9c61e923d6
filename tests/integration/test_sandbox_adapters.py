"""The sandbox read through the real adapters and probes, built from the bizprobe.yml that it writes."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest

from bizprobe.engine.watch import Run
from bizprobe.errors import Reason
from bizprobe.reading import FindingKind
from bizprobe.records import OPEN_STATUSES, Order, OrderStatus, Page
from bizprobe.sandbox.faults import FAULTS, Fault
from bizprobe.sandbox.places import BOOK, CHANNELS, PLACES
from tests.integration.sandbox_bench import NOON, Bench, opened_bench

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

HALF_AN_HOUR = timedelta(minutes=30)
NAMES = [place.name for place in CHANNELS]
MERGED = {
    "ozon": {OrderStatus.NEW: OrderStatus.ASSEMBLING},
    "ozon-express": {OrderStatus.NEW: OrderStatus.ASSEMBLING},
    "wildberries": {OrderStatus.PACKED: OrderStatus.ASSEMBLING},
}
"""What a channel has one word for."""
RARE = {"site-leads", "test-drives", "yandex-market"}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with opened_bench(tmp_path, items=300) as bench:
        yield bench


async def rows(pages: AsyncIterator[Page[Order]]) -> Sequence[Order]:
    return [order async for page in pages for order in page.rows]


@pytest.mark.parametrize("name", NAMES)
async def test_an_adapter_reads_exactly_the_orders_that_the_channel_has(bench: Bench, name: str) -> None:
    since = NOON - HALF_AN_HOUR
    await bench.pass_by(5)
    truth = {order["number"]: order for order in await bench.client.orders(name, since)}
    found = await rows(bench.channels[name].orders(since))
    assert len(found) >= 40 or name in RARE
    assert {order.number for order in found} == set(truth)
    for order in found:
        expected = truth[order.number]
        placed_at = datetime.fromisoformat(expected["placed_at"])
        assert timedelta(0) <= placed_at - order.placed_at < timedelta(seconds=1)
        if expected["kopecks"]:
            assert order.amount is not None
            assert (order.amount.minor, order.amount.currency) == (expected["kopecks"], "RUB")
            assert order.mapped
            status = OrderStatus(expected["status"])
            assert order.status is MERGED.get(name, {}).get(status, status)


@pytest.mark.parametrize("name", [place.name for place in CHANNELS if place.sells])
async def test_an_adapter_reads_exactly_the_open_orders_that_the_channel_has(bench: Bench, name: str) -> None:
    await bench.pass_by(5)
    truth = (await bench.client.state())["channels"][name]["open"]
    found = await rows(bench.channels[name].open_orders())
    counted = {status: sum(order.status is status for order in found) for status in OPEN_STATUSES}
    if name.startswith("ozon"):
        # Asked are those that wait for the seller.
        assert counted[OrderStatus.ASSEMBLING] == truth["new"] + truth["assembling"]
        assert counted[OrderStatus.PACKED] == truth["packed"]
        assert len(found) == truth["new"] + truth["assembling"] + truth["packed"]
    else:
        merged = Counter[OrderStatus]()
        for status, number in truth.items():
            merged[MERGED.get(name, {}).get(OrderStatus(status), OrderStatus(status))] += number
        assert +Counter(counted) == merged


async def test_the_book_holds_what_each_channel_sold(bench: Bench) -> None:
    since = NOON - HALF_AN_HOUR
    await bench.pass_by(60)
    for place in (place for place in CHANNELS if place.sells):
        found = await rows(bench.systems[BOOK].orders(since, place.name))
        assert {order.number for order in found} == {
            order.number for order in bench.sandbox.world.booked(place.name, since)
        }


async def test_a_world_without_faults_satisfies_every_probe(bench: Bench) -> None:
    for _ in range(4):
        runs = await bench.run()
        assert {channel: run.message for channel, run in runs.items() if run.reason} == {}
        assert all(run.reading is not None and run.reading.success for run in runs.values())
        await bench.pass_by(15)


async def recovered(bench: Bench) -> None:
    """Waits until every probe can ask again."""
    while True:
        if not any(run.reason for run in (await bench.run()).values()):
            return
        await anyio.sleep(0.5)


def rounds(fault: Fault) -> Sequence[Sequence[str]]:
    """Each place of orders that can have the fault, in rounds that leave others well."""
    channels = [place.name for place in CHANNELS if fault.fits(place)]
    book = [[BOOK]] if fault.fits(PLACES[BOOK]) else []
    return [group for group in (channels[::2], channels[1::2], *book) if group]


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS.values() if fault.expect_reason], ids=lambda fault: fault.name
)
async def test_a_fault_of_asking_leads_to_its_reason_stops_nobody_else_and_heals(
    bench: Bench, fault: Fault
) -> None:
    await bench.run()
    for places in rounds(fault):
        for place in places:
            await bench.client.inject(place, fault.name)
        await bench.pass_by(1)
        runs = await bench.run()
        hit = {channel.name for channel in CHANNELS if channel.sells} if BOOK in places else set(places)
        reasons = {channel: run.reason for channel, run in runs.items()}
        assert reasons == {
            channel: Reason(fault.expect_reason) if channel in hit else None for channel in reasons
        }
        for place in places:
            await bench.client.mend(place, fault.name)
        with anyio.fail_after(20):
            await recovered(bench)


async def test_silenced_channels_are_found_silent_and_no_others(bench: Bench) -> None:
    await bench.run()
    for silenced in (NAMES[::2], NAMES[1::2]):
        for name in silenced:
            await bench.client.inject(name, "silence")
        await bench.pass_by(400)
        runs = await bench.run()
        assert {name for name in runs if FindingKind.SILENT in kinds(runs[name])} == set(silenced)
        for name in silenced:
            await bench.client.mend(name, "silence")
        await bench.pass_by(300)
        assert all(FindingKind.SILENT not in kinds(run) for run in (await bench.run()).values())


async def test_a_lost_order_is_missing_in_the_book_until_it_is_entered(bench: Bench) -> None:
    await bench.client.inject("ozon", "lost_orders")
    number = await bench.client.place_order("ozon")
    await bench.pass_by(20)
    run = (await bench.run())["ozon"]
    assert run.reading is not None
    assert not run.reading.success
    assert (FindingKind.MISSING_IN_BOOK, number) in {
        (finding.kind, finding.subject) for finding in run.reading.findings
    }
    await bench.client.mend("ozon", "lost_orders")
    await bench.pass_by(5)
    assert FindingKind.MISSING_IN_BOOK not in kinds((await bench.run())["ozon"])


async def test_stuck_orders_are_found_too_old_until_somebody_takes_them_up(bench: Bench) -> None:
    channels = [place.name for place in CHANNELS if place.sells]
    for name in channels:
        await bench.client.inject(name, "stuck_orders")
        await bench.client.place_order(name)
    await bench.pass_by(400)
    runs = await bench.run()
    assert {name for name in runs if FindingKind.ORDER_TOO_OLD in kinds(runs[name])} == set(channels)
    for name in channels:
        await bench.client.mend(name, "stuck_orders")
    await bench.pass_by(900)
    assert all(FindingKind.ORDER_TOO_OLD not in kinds(run) for run in (await bench.run()).values())


def kinds(run: Run) -> set[FindingKind]:
    assert run.reading is not None, run.message
    return {finding.kind for finding in run.reading.findings}

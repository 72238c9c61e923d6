"""The memory of flows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bizprobe.errors import StateError
from bizprobe.flow.records import Missing, Side, SideKnown, Sighting, Tally
from bizprobe.records import Money
from bizprobe.state.file import StateFile
from bizprobe.state.flows import FlowKey, FlowMemory, FlowPast, FlowTake, SideTake

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY_AGO = NOW - 24 * HOUR
SOURCES = {Side.CHANNEL: "ozon", Side.BOOK: "crm"}
KEY = FlowKey("apteka", "ozon", "orders")


def seen(number: str, hours_ago: float = 1, amount: Money | None = None) -> Sighting:
    return Sighting(number, NOW - hours_ago * HOUR, amount)


def take(version: int, channel: list[Sighting], book: list[Sighting] | None = None) -> FlowTake:
    sides = {Side.CHANNEL: SideTake("ozon", NOW - 25 * HOUR, channel)}
    if book is not None:
        sides[Side.BOOK] = SideTake("crm", NOW - 25 * HOUR, book)
    return FlowTake(version, NOW, NOW - 25 * HOUR, (DAY_AGO, NOW - 0.25 * HOUR), sides)


async def test_a_flow_that_was_never_recorded_has_no_past(state: StateFile) -> None:
    assert await FlowMemory(state, KEY).recall(SOURCES, DAY_AGO) == FlowPast(0, {})


async def test_a_record_is_the_past_of_the_next_run(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    tally = await memory.record(
        take(0, [seen("1", 2, Money(700, "RUB")), seen("2", 3)], [seen("2", 3), seen("3", 5)])
    )
    assert tally == Tally(
        events=2,
        new=2,
        amounts={"RUB": 700},
        known_from=NOW - 25 * HOUR,
        last_event=NOW - 2 * HOUR,
        missing={Side.CHANNEL: Missing(1, (seen("3", 5),)), Side.BOOK: Missing(1, (seen("1", 2),))},
    )
    past = await memory.recall(SOURCES, DAY_AGO)
    assert past == FlowPast(
        1,
        {
            Side.CHANNEL: SideKnown(NOW, NOW - 25 * HOUR, NOW - 5 * HOUR),
            Side.BOOK: SideKnown(NOW, NOW - 25 * HOUR, NOW - 2 * HOUR),
        },
    )


async def test_the_same_orders_again_change_nothing_but_the_version(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    first = await memory.record(take(0, [seen("1", amount=Money(700, "RUB"))], []))
    second = await memory.record(take(1, [seen("1", amount=Money(700, "RUB"))], []))
    assert second == replace(first, new=0)
    assert (await memory.recall(SOURCES, DAY_AGO)).version == 2


async def test_a_cursor_never_moves_back(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    await memory.record(take(0, []))
    await memory.record(replace(take(1, []), started=NOW - HOUR))
    assert (await memory.recall(SOURCES, DAY_AGO)).sides[Side.CHANNEL].cursor == NOW


@pytest.mark.parametrize("version", [0, 1, 3])
async def test_a_record_on_top_of_another_past_is_refused_and_leaves_nothing(
    state: StateFile, version: int
) -> None:
    memory = FlowMemory(state, KEY)
    await memory.record(take(0, [seen("1")]))
    await memory.record(take(1, [seen("1")]))
    with pytest.raises(StateError, match="another process recorded apteka/ozon/orders meanwhile"):
        await memory.record(take(version, [seen("2")]))
    assert (await memory.record(take(2, [seen("1")]))).events == 1


async def test_flows_do_not_know_of_each_other(state: StateFile) -> None:
    await FlowMemory(state, KEY).record(take(0, [seen("1")]))
    for other in (replace(KEY, dealer="auto"), replace(KEY, channel="kupi"), replace(KEY, flow="leads")):
        assert (await FlowMemory(state, other).record(take(0, [seen("1"), seen("2")]))).events == 2
    assert (await FlowMemory(state, KEY).record(take(1, []))).events == 1


async def test_a_side_that_is_left_out_is_forgotten(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    await memory.record(take(0, [seen("1")], [seen("1")]))
    assert (await memory.record(take(1, [seen("1")]))).missing == {}
    assert set((await memory.recall(SOURCES, DAY_AGO)).sides) == {Side.CHANNEL}


async def test_a_side_with_another_source_has_no_past(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    await memory.record(take(0, [seen("1")], [seen("1")]))
    assert set((await memory.recall({**SOURCES, Side.BOOK: "erp"}, DAY_AGO)).sides) == {Side.CHANNEL}


async def test_old_orders_are_forgotten_but_not_while_the_other_side_has_them_as_newer(
    state: StateFile,
) -> None:
    memory = FlowMemory(state, KEY)
    await memory.record(take(0, [seen("1", 25), seen("2", 25)], [seen("1", 25), seen("2", 20)]))
    later = replace(take(1, [], []), started=NOW + HOUR, keep_from=NOW - 24 * HOUR)
    await memory.record(later)

    rows = await state.transact(
        lambda connection: connection.execute("SELECT side || ' ' || number FROM flow_orders").fetchall()
    )
    assert [row[0] for row in rows] == ["book 2", "channel 2"]


async def test_moments_survive_to_the_microsecond_in_any_zone(state: StateFile) -> None:
    memory = FlowMemory(state, KEY)
    moment = datetime.fromisoformat("2026-11-17T14:59:58.123457+03:00")
    tally = await memory.record(take(0, [Sighting("1", moment)]))
    assert tally.last_event == moment
    assert tally.last_event.tzinfo is UTC

from datetime import UTC, datetime, timedelta

import pytest

from bizprobe.flow.records import Side, Sighting
from bizprobe.settings.model import Offer
from bizprobe.state.file import StateFile
from bizprobe.state.flows import FlowKey, FlowMemory, FlowTake, SideTake
from bizprobe.state.row_counts import RowCounts, RowKey

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PRICES = RowKey("apteka", "ozon", Offer.PRICES)


async def test_the_last_count_of_each_read_is_known(state: StateFile) -> None:
    counts = RowCounts(state)
    assert await counts.known() == {}
    await counts.record(PRICES, 11_999)
    await counts.record(PRICES, 12_000)
    await counts.record(RowKey("moto", "ozon", Offer.STOCKS), 0)
    assert await counts.known() == {PRICES: 12_000, RowKey("moto", "ozon", Offer.STOCKS): 0}


@pytest.mark.parametrize(
    ("flow", "offer"), [("orders", Offer.ORDERS), ("leads", Offer.ORDERS), ("calls", Offer.CALLS)]
)
async def test_of_a_flow_what_came_in_lately_is_known(state: StateFile, flow: str, offer: Offer) -> None:
    day = timedelta(days=1)
    seen = [Sighting(str(number), NOON - timedelta(hours=number), None) for number in range(5)]
    take = FlowTake(
        0,
        NOON,
        NOON - day,
        (NOON - day, NOON),
        {Side.CHANNEL: SideTake("ozon", NOON - day, seen), Side.BOOK: SideTake("crm", NOON - day, seen[:2])},
    )
    await FlowMemory(state, FlowKey("apteka", "ozon", flow)).record(take)
    assert await RowCounts(state).known() == {RowKey("apteka", "ozon", offer): 5}

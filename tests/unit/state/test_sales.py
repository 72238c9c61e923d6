"""What is remembered of sales."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bizprobe.state.file import StateFile
from bizprobe.state.sales import SalesMemory

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def memory(file: StateFile, channel: str = "ozon", system: str = "erp") -> SalesMemory:
    return SalesMemory(file, "apteka", channel, system)


async def test_the_first_look_tells_nothing(state: StateFile) -> None:
    sales = await memory(state).record({"1": 5}, NOON)
    assert (dict(sales.sold), sales.watched) == ({}, timedelta())


async def test_sales_of_several_days_add_up_over_refills(state: StateFile) -> None:
    ozon = memory(state)
    for hours, count in enumerate([10, 7, 7, 20, 18]):
        sales = await ozon.record({"1": count, "2": 3}, NOON + 12 * hours * HOUR)
    assert (dict(sales.sold), sales.watched) == ({"1": 5}, 2 * DAY)


async def test_what_was_sold_while_nobody_looked_counts_for_that_time(state: StateFile) -> None:
    ozon = memory(state)
    await ozon.record({"1": 100}, NOON)
    sales = await ozon.record({"1": 70}, NOON + 30 * DAY)
    assert (dict(sales.sold), sales.watched) == ({"1": 30}, 30 * DAY)


async def test_days_that_are_long_past_are_forgotten(state: StateFile) -> None:
    ozon = memory(state)
    for day in range(20):
        sales = await ozon.record({"1": 100 - day}, NOON + day * DAY)
    assert (dict(sales.sold), sales.watched) == ({"1": 8}, 8 * DAY)


async def test_another_system_begins_anew_and_other_channels_do_not_mind(state: StateFile) -> None:
    for day in range(3):
        await memory(state).record({"1": 10 - day}, NOON + day * DAY)
        await memory(state, "kupi").record({"1": 30 - day}, NOON + day * DAY)
    sales = await memory(state, system="wms").record({"1": 1}, NOON + 3 * DAY)
    assert (dict(sales.sold), sales.watched) == ({}, timedelta())
    sales = await memory(state, "kupi").record({"1": 27}, NOON + 3 * DAY)
    assert (dict(sales.sold), sales.watched) == ({"1": 3}, 3 * DAY)


async def test_a_clock_that_was_set_back_loses_no_sale(state: StateFile) -> None:
    ozon = memory(state)
    await ozon.record({"1": 9}, NOON)
    sales = await ozon.record({"1": 8}, NOON - HOUR)
    assert (dict(sales.sold), sales.watched) == ({"1": 1}, timedelta())
    sales = await ozon.record({"1": 7}, NOON + HOUR)
    assert (dict(sales.sold), sales.watched) == ({"1": 2}, 2 * HOUR)


async def test_there_is_one_row_a_day_however_many_items_there_are(state: StateFile) -> None:
    ozon = memory(state)
    for hours in range(60):
        await ozon.record({str(item): 100 - hours for item in range(500)}, NOON + hours * HOUR)

    def rows(connection: sqlite3.Connection) -> list[int]:
        tables = ("stock_counts", "stock_sales")
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    assert await state.transact(rows) == [1, 3]

"""The system `sql` on a real SQLite file."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bizprobe.errors import (
    BadAnswerError,
    ConnectionFailedError,
    QueryError,
    RemoteTimeoutError,
    TooLargeError,
)
from bizprobe.records import Money, OrderLine, OrderStatus
from tests.integration.sql_system import Opened, opener
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT max(i) AS number, '2026-11-22' AS placed_at FROM n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop #1 %.db"
    with closing(sqlite3.connect(path)) as shop:
        shop.execute("CREATE TABLE orders (number, placed_at, status, amount, unix)")
        rows = [
            ("0557722", "2026-11-22 14:59:59", "PAID", 10050, 1795348799),
            ("S-2", "2026-11-22 15:00:00", "PAID", 99, 1795348800),
        ]
        shop.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", rows)
        shop.commit()
    return path


@pytest.fixture
def opened(file: Path) -> Opened:
    return opener(f"sqlite:///{file}", timezone="Europe/Moscow")


async def test_the_statuses_of_the_settings_hold(opened: Opened) -> None:
    query = "SELECT number, placed_at, status FROM orders WHERE placed_at >= :since"
    async with opened(query, statuses={"PAID": "new"}) as system:
        orders = await collect(system.orders(NOON - timedelta(hours=1), "shop"))
    assert {(order.word, order.status, order.mapped) for order in orders} == {("PAID", OrderStatus.NEW, True)}


async def test_orders_are_read_with_their_exact_numbers_and_times_in_the_zone_of_the_file(
    opened: Opened,
) -> None:
    read = {"money": "minor", "currency": "RUB"}
    query = "SELECT number, placed_at, status, amount FROM orders WHERE placed_at >= :since"
    async with opened(query, read=read) as system:
        orders = await collect(system.orders(NOON - timedelta(hours=1), "shop"))
    assert numbers(orders) == ["0557722", "S-2"]
    assert [order.placed_at for order in orders] == [NOON - timedelta(seconds=1), NOON]
    assert orders[0].amount == Money(10050, "RUB")


async def test_a_row_with_a_key_and_a_price_is_a_line_of_an_order(opened: Opened) -> None:
    columns = "number, placed_at, 'a' AS key, 2 AS quantity"
    where = "FROM orders WHERE placed_at >= :since"
    async with opened(f"SELECT {columns}, '50.05' AS price {where}", read={"currency": "RUB"}) as system:
        (order,) = await collect(system.orders(NOON, "shop"))
    assert order.lines == (OrderLine("a", 2, Money(5005, "RUB")),)
    async with opened(f"SELECT {columns} {where}") as system:
        assert [order.lines for order in await collect(system.orders(NOON, "shop"))] == [()]
    async with opened(f"SELECT {columns}, 1 AS price {where}") as system:
        with pytest.raises(QueryError, match="gives price, but neither a column currency"):
            await collect(system.orders(NOON, "shop"))


async def test_since_is_bound_as_text_in_the_zone_of_the_column(opened: Opened) -> None:
    query = "SELECT number, placed_at FROM orders WHERE placed_at >= :since"
    async with opened(query) as system:
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]


async def test_since_is_bound_as_a_number_where_times_are_unix_seconds(opened: Opened) -> None:
    query = "SELECT number, unix AS placed_at FROM orders WHERE unix >= :since AND :channel = 'shop'"
    async with opened(query, read={"time": "unix"}) as system:
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]
        assert numbers(await collect(system.orders(NOON, "other"))) == []


async def test_a_query_that_asks_for_no_time_still_gives_only_orders_since_then(opened: Opened) -> None:
    async with opened("SELECT number, placed_at FROM orders") as system:
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO orders (number, placed_at) VALUES (1, 2) RETURNING number, placed_at",
        "DELETE FROM orders RETURNING number, placed_at",
        "DROP TABLE orders",
    ],
)
async def test_nothing_can_be_written(opened: Opened, file: Path, query: str) -> None:
    async with opened(query) as system:
        with pytest.raises(QueryError, match="readonly"):
            await collect(system.orders(NOON, "shop"))
    with closing(sqlite3.connect(file)) as shop:
        assert shop.execute("SELECT count(*) FROM orders").fetchone() == (2,)


async def test_prices_and_stocks_come_in_batches_with_the_file_s_own_digits(
    opened: Opened, file: Path
) -> None:
    with closing(sqlite3.connect(file)) as shop:
        shop.execute("CREATE TABLE items (sku, price, free, shown_at)")
        rows = [(f"{number:07}", f"{number}.10", number, "ozon") for number in range(1200)]
        shop.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", [*rows, ("other", "1", 1, "kupi")])
        shop.commit()
    where = "FROM items WHERE shown_at = :channel ORDER BY sku"
    keys = {
        "prices": {"query": f"SELECT sku AS key, price AS amount {where}", "currency": "RUB"},
        "stocks": {"query": f"SELECT sku AS key, free AS count, 2 AS reserved {where}"},
    }
    meter = Counts()
    async with opened("SELECT 1", meter, **keys) as system:
        prices = [page async for page in system.prices("ozon")]
        stocks = [page async for page in system.stocks("ozon")]
    assert [(page.number, len(page.keys), page.currency) for page in prices] == [
        (1, 500, "RUB"),
        (2, 500, "RUB"),
        (3, 200, "RUB"),
    ]
    assert (prices[0].keys[7], prices[0].amounts[7]) == ("0000007", "7.10")
    assert [count for page in stocks for count in page.counts] == list(range(-2, 1198))
    assert all(page.reserved for page in stocks)
    assert (meter.codes, meter.expected) == (["ok", "ok"], ("ok", "failed"))


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("SELECT number AS key FROM orders", QueryError, "no column amount; name it with AS amount"),
        ("SELECT number AS key, amount FROM orders", QueryError, "neither a column currency nor"),
        (
            "SELECT 'a' AS key, NULL AS amount, 'RUB' AS currency",
            BadAnswerError,
            "row 1: amount is no number",
        ),
        (
            "SELECT 'a' AS key, '1' AS amount, 'Ivan' AS currency",
            BadAnswerError,
            "row 1: currency is no code",
        ),
    ],
)
async def test_prices_that_cannot_be_read_are_named(
    opened: Opened, query: str, error: type[Exception], words: str
) -> None:
    async with opened("SELECT 1", prices={"query": query}) as system:
        with pytest.raises(error, match=words):
            assert [page async for page in system.prices("ozon")]


async def test_a_query_that_takes_too_long_is_ended(opened: Opened) -> None:
    meter = Counts()
    async with opened(ENDLESS, meter, statement_timeout="200ms") as system:
        with pytest.raises(RemoteTimeoutError):
            await collect(system.orders(NOON, "shop"))
    assert (meter.codes, meter.unanswered) == (["failed"], 1)


async def test_a_query_of_a_run_that_is_cancelled_is_ended(opened: Opened) -> None:
    meter = Counts()
    async with opened(ENDLESS, meter, statement_timeout="1h") as system:
        with anyio.move_on_after(0.2) as scope:
            await collect(system.orders(NOON, "shop"))
    assert scope.cancelled_caught
    assert meter.codes == ["failed"]


@pytest.mark.parametrize(
    ("query", "read", "error", "words"),
    [
        ("SELECT number FROM orders", {}, QueryError, "no column placed_at; name it with AS placed_at"),
        ("SELECT nummer, placed_at FROM orders", {}, QueryError, "no such column: nummer"),
        ("SELECT number, placed_at, amount FROM orders", {}, QueryError, "neither a column currency"),
        ("SELECT NULL AS number, placed_at FROM orders", {}, BadAnswerError, "row 1: number is missing"),
        (
            "SELECT number, 'Ivan' AS placed_at FROM orders",
            {},
            BadAnswerError,
            "placed_at is not written as iso",
        ),
        (
            "SELECT number, placed_at, 0.1 + 0.2 AS amount FROM orders",
            {"currency": "RUB"},
            BadAnswerError,
            "amount is no number, or finer",
        ),
    ],
)
async def test_what_cannot_be_read_is_named_and_never_shown(
    opened: Opened, query: str, read: dict[str, Any], error: type[Exception], words: str
) -> None:
    async with opened(query, read=read) as system:
        with pytest.raises(error, match=words) as caught:
            await collect(system.orders(NOON - timedelta(days=1), "shop"))
    assert "Ivan" not in str(caught.value)


async def test_open_orders_without_a_status_are_refused(opened: Opened) -> None:
    read = {"query": "SELECT number, placed_at FROM orders"}
    async with opened("SELECT 1", open_orders=read) as system:
        with pytest.raises(QueryError, match="no column status"):
            await collect(system.open_orders("shop"))


async def test_more_rows_than_allowed_are_an_error(opened: Opened) -> None:
    async with opened("SELECT number, placed_at FROM orders", max_rows=1) as system:
        with pytest.raises(TooLargeError):
            await collect(system.orders(datetime(2026, 1, 1, tzinfo=UTC), "shop"))


async def test_a_file_that_is_not_there_is_not_made(opened: Opened, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    async with opened("SELECT 1", url=f"sqlite:///{missing}") as system:
        with pytest.raises(ConnectionFailedError):
            await collect(system.orders(NOON, "shop"))
    assert not missing.exists()
    # aiosqlite does not wait for the thread of a connection that failed; the event loop must outlive it.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join()

"""The system `sql` on a real PostgreSQL."""

import tracemalloc
from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bizprobe.errors import (
    ConnectionFailedError,
    ForbiddenError,
    ProbeError,
    QueryError,
    RemoteTimeoutError,
    SecretError,
    UnauthorizedError,
)
from bizprobe.records import Money
from tests.integration.postgres import Database, postgres
from tests.integration.sql_system import Opened, opener
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

PASSWORD = "open sesame"
ORDERS = "SELECT number, placed_at, status, amount, currency FROM orders WHERE placed_at >= :since"
SCHEMA = """
CREATE TABLE orders (number text, placed_at timestamptz, local_at timestamp, unix bigint, status text,
                     amount numeric(12, 2), currency char(3), channel text);
INSERT INTO orders VALUES
  ('0557722', '2026-11-22 11:59:59Z', '2026-11-22 14:59:59', 1795348799, 'Pending', 100.50, 'RUB', 'shop'),
  ('S-2', '2026-11-22 12:00:00Z', '2026-11-22 15:00:00', 1795348800, 'new', 0.99, 'RUB', 'phone');
CREATE TABLE many AS
  SELECT i AS number, timestamptz '2026-11-22 12:00Z' AS placed_at, repeat('x', 1000) AS status
  FROM generate_series(1, 12000) AS i;
CREATE TABLE secrets (number text);
CREATE USER reader PASSWORD 'open sesame';
GRANT SELECT, INSERT ON orders, many TO reader;
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with postgres() as server:
        server.create("shop")
        server.sql(SCHEMA, database="shop")
        yield server


@pytest.fixture
def opened(database: Database) -> Opened:
    return opener(f"postgresql://reader@127.0.0.1:{database.port}/shop")


def running(database: Database) -> str:
    """How many of the reader's slow queries the server works on at this moment."""
    seen = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND query LIKE '%pg_sleep%'"
    return database.sql(seen, database="shop")


async def until_running(database: Database, count: str) -> None:
    """Waits until the server works on so many of the reader's slow queries."""
    while await anyio.to_thread.run_sync(running, database) != count:  # noqa: ASYNC110 - the server tells nobody
        await anyio.sleep(0.02)


async def test_orders_are_read_since_a_moment(opened: Opened) -> None:
    meter = Counts()
    async with opened(ORDERS, meter) as system:
        orders = await collect(system.orders(NOON - timedelta(seconds=1), "shop"))
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]
    assert numbers(orders) == ["0557722", "S-2"]
    assert orders[0].placed_at == NOON - timedelta(seconds=1)
    assert orders[0].amount == Money(10050, "RUB")
    assert [(order.word, order.mapped) for order in orders] == [("Pending", False), ("new", True)]
    assert (meter.codes, meter.unanswered) == (["ok", "ok"], 0)


@pytest.mark.parametrize(
    ("column", "read"),
    [("local_at", {}), ("unix", {"time": "unix"}), ("unix * 1000", {"time": "unix_ms"})],
)
async def test_the_same_moment_is_found_however_the_column_keeps_it(
    opened: Opened, column: str, read: dict[str, Any]
) -> None:
    query = f"SELECT number, {column} AS placed_at FROM orders WHERE {column} >= :since"
    async with opened(query, read=read) as system:
        found = await collect(system.orders(NOON, "shop"))
    assert [(order.number, order.placed_at) for order in found] == [("S-2", NOON)]


async def test_the_channel_is_bound_only_where_the_query_asks_for_it(opened: Opened) -> None:
    async with opened(f"{ORDERS} AND channel = :channel") as system:
        assert numbers(await collect(system.orders(NOON - timedelta(days=1), "phone"))) == ["S-2"]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO orders (number) VALUES ('X') RETURNING number, now() AS placed_at",
        "WITH x AS (INSERT INTO orders (number) VALUES ('X') RETURNING number, placed_at) TABLE x",
    ],
)
async def test_nothing_can_be_written(opened: Opened, database: Database, query: str) -> None:
    async with opened(query) as system:
        with pytest.raises(QueryError, match="read-only transaction"):
            await collect(system.orders(NOON, "shop"))
    assert database.sql("SELECT count(*) FROM orders", database="shop") == "2"


async def test_the_server_itself_ends_a_query_that_takes_too_long(opened: Opened, database: Database) -> None:
    meter = Counts()
    async with opened(
        "SELECT 1 AS number, pg_sleep(60) AS placed_at", meter, statement_timeout="200ms"
    ) as system:
        with pytest.raises(RemoteTimeoutError, match="SQLSTATE 57014"):
            await collect(system.orders(NOON, "shop"))
        assert running(database) == "0"
    assert (meter.codes, meter.unanswered) == (["failed"], 1)


async def test_a_query_that_waits_for_a_lock_gives_up(opened: Opened, database: Database) -> None:
    locked = f"postgresql://postgres@127.0.0.1:{database.port}/shop"
    command = [str(database.programs / "psql"), locked, "-Xq"]
    async with await anyio.open_process(command) as psql:
        assert psql.stdin is not None
        assert psql.stdout is not None
        await psql.stdin.send(b"BEGIN; LOCK orders; SELECT 'locked';\n")
        await psql.stdout.receive()
        async with opened(ORDERS, lock_timeout="100ms") as system:
            with pytest.raises(RemoteTimeoutError, match="lock_timeout"):
                await collect(system.orders(NOON, "shop"))
        await psql.stdin.send(b"\\q\n")


async def test_a_cancelled_run_leaves_no_query_on_the_server(opened: Opened, database: Database) -> None:
    slow = "SELECT number, placed_at FROM many, pg_sleep(600)"
    async with opened(slow, statement_timeout="1h") as system, anyio.create_task_group() as tasks:
        tasks.start_soon(collect, system.orders(NOON, "shop"))
        await until_running(database, "1")
        tasks.cancel_scope.cancel()
    await until_running(database, "0")


async def test_twelve_thousand_rows_are_streamed(opened: Opened) -> None:
    async with opened("SELECT number, placed_at, status FROM many") as system:
        await collect(system.orders(NOON + timedelta(days=1), "shop"))
        rows = 0
        tracemalloc.start()
        try:
            async with aclosing(system.orders(NOON, "shop")) as pages:
                async for page in pages:
                    rows += len(page.rows)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert rows == 12_000
    # All rows together hold more than 12 MB of text; a batch of 500 about half a megabyte.
    assert peak < 6_000_000


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("SELECT nummer AS number, placed_at FROM orders", QueryError, 'column "nummer" does not exist'),
        ("SELECT number FROM orders", QueryError, "no column placed_at"),
        ("SELECT number, number AS placed_at FROM secrets", ForbiddenError, "permission denied"),
        ("SELECT number, placed_at FROM orders WHERE unix >= :since", QueryError, "operator does not exist"),
        ("SELECT (1 / 0)::text AS number, placed_at FROM orders", QueryError, "SQLSTATE 22012"),
        ("SELECT 'Ivan'::int AS number, placed_at FROM orders", QueryError, "SQLSTATE 22P02"),
    ],
)
async def test_a_query_that_fails_says_why_and_shows_no_data(
    opened: Opened, query: str, error: type[ProbeError], words: str
) -> None:
    async with opened(query) as system:
        with pytest.raises(error) as caught:
            await collect(system.orders(NOON - timedelta(days=1), "shop"))
    assert words in str(caught.value)
    assert "Ivan" not in str(caught.value)


@pytest.fixture
def guarded(database: Database) -> Iterator[None]:
    """The server asks the reader for the password."""
    rules = Path(database.sql("SHOW hba_file", database="shop"))
    before = rules.read_text()
    rules.write_text(f"host all reader 127.0.0.1/32 scram-sha-256\n{before}")
    reload(database)
    yield
    rules.write_text(before)
    reload(database)


def reload(database: Database) -> None:
    """Makes the server read its rules, and waits until it has."""
    loaded = "SELECT pg_conf_load_time()"
    before = database.sql(loaded, database="shop")
    database.sql("SELECT pg_reload_conf()", database="shop")
    while database.sql(loaded, database="shop") == before:
        pass


async def test_the_password_is_read_anew_for_each_query(
    opened: Opened, guarded: None, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    async with opened(ORDERS, password_file=str(file)) as system:
        with pytest.raises(SecretError):
            await collect(system.orders(NOON, "shop"))
        file.write_text("wrong")
        with pytest.raises(UnauthorizedError) as caught:
            await collect(system.orders(NOON, "shop"))
        assert "wrong" not in str(caught.value).replace("password is wrong", "")
        file.write_text(PASSWORD + "\n")
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]


async def test_a_server_that_is_not_there_is_a_failed_connection(opened: Opened) -> None:
    meter = Counts()
    async with opened(ORDERS, meter, url="postgresql://reader@127.0.0.1:1/shop") as system:
        with pytest.raises(ConnectionFailedError) as caught:
            await collect(system.orders(NOON, "shop"))
    assert "reader" not in str(caught.value)
    assert meter.codes == ["failed"]


async def test_prices_and_stocks_keep_the_digits_of_their_columns(opened: Opened) -> None:
    items = "FROM (VALUES ('0557722', 100.20::numeric(12, 4), 3.000), ('А-1', 7, -2)) AS i (sku, price, free)"
    keys = {
        "prices": {"query": f"SELECT sku AS key, price AS amount, 'RUB' AS currency {items}"},
        "stocks": {"query": f"SELECT sku AS key, free AS count {items} WHERE :channel = 'ozon'"},
    }
    async with opened(ORDERS, **keys) as system:
        (prices,) = [page async for page in system.prices("ozon")]
        (stocks,) = [page async for page in system.stocks("ozon")]
        assert [page async for page in system.stocks("kupi")] == []
    assert (prices.keys, prices.amounts) == (["0557722", "А-1"], ["100.2000", "7"])
    assert dict(zip(stocks.keys, stocks.counts, strict=True)) == {"0557722": 3, "А-1": 0}

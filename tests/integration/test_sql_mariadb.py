"""The system `sql` on a real MariaDB."""

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
    TlsError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.records import Money
from tests.integration.mariadb import MariaDb, mariadb
from tests.integration.sql_system import Opened, opener
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

PASSWORD = "open sesame"
ORDERS = "SELECT number, placed_at, status, amount, currency FROM orders WHERE placed_at >= :since"
SCHEMA = """
CREATE DATABASE shop CHARACTER SET utf8mb4;
USE shop;
SET time_zone = '+00:00';
CREATE TABLE orders (number varchar(20), placed_at datetime(3), moment timestamp, unix bigint,
                     status varchar(20), amount decimal(12, 2), currency char(3), channel varchar(20));
INSERT INTO orders VALUES
  ('0557722', '2026-11-22 14:59:59', '2026-11-22 11:59:59', 1795348799, 'Оплачен', 100.50, 'RUB', 'shop'),
  ('S-2', '2026-11-22 15:00:00', '2026-11-22 12:00:00', 1795348800, 'new', 0.99, 'RUB', 'phone');
CREATE TABLE many AS
  SELECT seq AS number, timestamp '2026-11-22 15:00:00' AS placed_at, repeat('x', 1000) AS status
  FROM seq_1_to_12000;
CREATE TABLE secrets (number varchar(20));
CREATE USER reader@localhost IDENTIFIED BY 'open sesame';
GRANT SELECT, INSERT ON shop.orders TO reader@localhost;
GRANT SELECT ON shop.many TO reader@localhost;
"""
SLOW = "SELECT number, placed_at FROM many WHERE sleep(600) = 0"


@pytest.fixture(scope="module")
def database() -> Iterator[MariaDb]:
    with mariadb() as server:
        server.sql(SCHEMA)
        yield server


@pytest.fixture
def url(database: MariaDb) -> str:
    return f"mysql://reader@localhost:{database.port}/shop"


@pytest.fixture
def opened(url: str, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setenv("SHOP", PASSWORD)
    return opener(url, timezone="Europe/Moscow", password="${SHOP}")


def running(database: MariaDb) -> str:
    """The numbers of the reader's slow queries that the server works on at this moment."""
    seen = "SELECT id FROM information_schema.processlist WHERE user = 'reader' AND info LIKE '%sleep%'"
    return database.sql(seen)


async def until_running(database: MariaDb, expected: bool) -> str:
    """Waits until the server works on one of the reader's slow queries, or on none."""
    while bool(found := await anyio.to_thread.run_sync(running, database)) != expected:  # noqa: ASYNC110 - the server tells nobody
        await anyio.sleep(0.02)
    return found


async def test_orders_are_read_since_a_moment(opened: Opened) -> None:
    meter = Counts()
    async with opened(ORDERS, meter) as system:
        orders = await collect(system.orders(NOON - timedelta(seconds=1), "shop"))
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]
    assert numbers(orders) == ["0557722", "S-2"]
    assert orders[0].placed_at == NOON - timedelta(seconds=1)
    assert orders[0].amount == Money(10050, "RUB")
    assert [(order.word, order.mapped) for order in orders] == [("Оплачен", False), ("new", True)]
    assert (meter.codes, meter.unanswered) == (["ok", "ok"], 0)


@pytest.mark.parametrize(
    ("column", "keys", "read"),
    [
        ("placed_at", {}, {}),
        ("moment", {}, {}),
        ("moment", {"timezone": "UTC"}, {}),
        ("unix", {}, {"time": "unix"}),
        ("unix * 1000", {}, {"time": "unix_ms"}),
    ],
)
async def test_the_same_moment_is_found_however_the_column_keeps_it(
    opened: Opened, column: str, keys: dict[str, Any], read: dict[str, Any]
) -> None:
    query = f"SELECT number, {column} AS placed_at FROM orders WHERE {column} >= :since"
    async with opened(query, read=read, **keys) as system:
        found = await collect(system.orders(NOON, "shop"))
    assert [(order.number, order.placed_at) for order in found] == [("S-2", NOON)]


async def test_a_zone_whose_clock_changes_needs_the_tables_that_this_server_lacks(opened: Opened) -> None:
    async with opened(ORDERS, timezone="Europe/Berlin") as system:
        with pytest.raises(QueryError, match="Unknown or incorrect time zone: 'Europe/Berlin'"):
            await collect(system.orders(NOON, "shop"))


async def test_the_channel_is_bound_as_a_value_and_a_percent_sign_is_only_that(opened: Opened) -> None:
    query = f"{ORDERS} AND channel = :channel AND number LIKE '%-%'"
    async with opened(query) as system:
        assert numbers(await collect(system.orders(NOON, "phone"))) == ["S-2"]
        assert await collect(system.orders(NOON, "phone' OR '1' = '1")) == []


async def test_nothing_can_be_written(opened: Opened, database: MariaDb) -> None:
    async with opened(
        "INSERT INTO orders (number) VALUES ('X') RETURNING number, now() AS placed_at"
    ) as system:
        with pytest.raises(QueryError, match="READ ONLY transaction"):
            await collect(system.orders(NOON, "shop"))
    assert database.sql("SELECT count(*) FROM shop.orders") == "2"


async def test_the_server_itself_ends_a_query_that_takes_too_long(opened: Opened, database: MariaDb) -> None:
    meter = Counts()
    async with opened(SLOW, meter, statement_timeout="200ms") as system:
        with pytest.raises(RemoteTimeoutError, match="statement_timeout \\(error 1969\\)"):
            await collect(system.orders(NOON, "shop"))
        assert running(database) == ""
    assert (meter.codes, meter.unanswered) == (["failed"], 1)


async def test_a_query_that_waits_for_a_lock_gives_up(opened: Opened, database: MariaDb) -> None:
    async with await anyio.open_process([*database.client, "-n", "shop"]) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        await client.stdin.send(b"LOCK TABLES orders WRITE; SELECT 'locked';\n")
        await client.stdout.receive()
        async with opened(ORDERS, lock_timeout="100ms") as system:
            with pytest.raises(RemoteTimeoutError, match="lock_timeout"):
                await collect(system.orders(NOON, "shop"))
        await client.stdin.send(b"quit\n")


async def test_a_cancelled_run_leaves_no_query_on_the_server(opened: Opened, database: MariaDb) -> None:
    async with opened(SLOW, statement_timeout="1h") as system, anyio.create_task_group() as tasks:
        tasks.start_soon(collect, system.orders(NOON, "shop"))
        await until_running(database, True)
        tasks.cancel_scope.cancel()
    await until_running(database, False)


async def test_a_connection_that_the_server_ends_is_no_empty_answer(
    opened: Opened, database: MariaDb
) -> None:
    async def kill() -> None:
        number = await until_running(database, True)
        await anyio.to_thread.run_sync(database.sql, f"KILL CONNECTION {number}")

    async with opened(SLOW, statement_timeout="1h") as system, anyio.create_task_group() as tasks:
        tasks.start_soon(kill)
        with pytest.raises(ConnectionFailedError):
            await collect(system.orders(NOON, "shop"))


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


async def test_an_answer_that_is_too_long_is_left_in_the_middle(opened: Opened) -> None:
    async with opened("SELECT number, placed_at FROM many", max_rows=600) as system:
        with pytest.raises(TooLargeError):
            await collect(system.orders(NOON, "shop"))


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("SELECT nummer AS number, placed_at FROM orders", QueryError, "Unknown column 'nummer'"),
        ("SELECT number FROM orders", QueryError, "no column placed_at"),
        ("SELECT number, number AS placed_at FROM secrets", ForbiddenError, "lacks a right"),
        ("SELEC number", QueryError, "error in your SQL syntax"),
        ("SELECT number, placed_at FROM nowhere", ForbiddenError, "lacks a right"),
        (
            "SELECT number, placed_at FROM orders WHERE (SELECT 'Ivan' UNION SELECT 1)",
            QueryError,
            "error 1242",
        ),
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


async def test_the_password_is_read_anew_for_each_query_and_never_shown(url: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    guarded = opener(url, timezone="Europe/Moscow", password_file=str(file))
    async with guarded(ORDERS) as system:
        with pytest.raises(SecretError):
            await collect(system.orders(NOON, "shop"))
        file.write_text("guessed")
        with pytest.raises(UnauthorizedError, match="the password is wrong") as caught:
            await collect(system.orders(NOON, "shop"))
        assert "guessed" not in str(caught.value)
        assert "reader" not in str(caught.value)
        file.write_text(PASSWORD + "\n")
        assert numbers(await collect(system.orders(NOON, "shop"))) == ["S-2"]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("mysql://reader@127.0.0.1:1/shop", ConnectionFailedError),
        ("mysql://reader@/shop?unix_socket=/nowhere/socket", ConnectionFailedError),
        ("mysql://reader@localhost:{}/shop?sslmode=verify-full", TlsError),
    ],
)
async def test_a_server_that_cannot_be_trusted_or_reached_is_told_by_its_reason(
    opened: Opened, database: MariaDb, address: str, error: type[ProbeError]
) -> None:
    meter = Counts()
    async with opened(ORDERS, meter, url=address.format(database.port)) as system:
        with pytest.raises(error) as caught:
            await collect(system.orders(NOON, "shop"))
    assert "reader" not in str(caught.value)
    assert meter.codes == ["failed"]


@pytest.mark.parametrize("mode", ["require", "verify-full"])
async def test_a_connection_can_be_encrypted_and_the_server_s_certificate_verified(
    opened: Opened, url: str, database: MariaDb, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    if mode == "verify-full":
        monkeypatch.setenv("SSL_CERT_FILE", str(database.certificate))
    cipher = (
        "(SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'ssl_version')"
    )
    query = f"SELECT {cipher} AS number, now() AS placed_at"
    async with opened(query, url=f"{url}?sslmode={mode}") as system:
        (order,) = await collect(system.orders(NOON - timedelta(days=3660), "shop"))
    assert order.number == "TLSv1.3"


async def test_prices_and_stocks_keep_the_digits_of_their_columns(opened: Opened) -> None:
    items = (
        "FROM (SELECT '0557722' AS sku, CAST(100.2 AS decimal(12, 4)) AS price, "
        "CAST(3 AS decimal(9, 3)) AS free UNION ALL SELECT 'А-1', 7, -2) AS i"
    )
    keys = {
        "prices": {"query": f"SELECT sku AS `key`, price AS amount, 'RUB' AS currency {items}"},
        "stocks": {"query": f"SELECT sku AS `key`, free AS count {items} WHERE :channel = 'ozon'"},
    }
    async with opened(ORDERS, **keys) as system:
        (prices,) = [page async for page in system.prices("ozon")]
        (stocks,) = [page async for page in system.stocks("ozon")]
        assert [page async for page in system.stocks("kupi")] == []
    assert (prices.keys, prices.amounts) == (["0557722", "А-1"], ["100.2000", "7.0000"])
    assert dict(zip(stocks.keys, stocks.counts, strict=True)) == {"0557722": 3, "А-1": 0}

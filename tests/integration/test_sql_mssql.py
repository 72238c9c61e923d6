"""The system `sql` on an MS SQL that somebody names: there is none to install.

BIZPROBE_TEST_MSSQL_URL is its address as in bizprobe.yml, BIZPROBE_TEST_MSSQL_PASSWORD the password.
"""

import os
from datetime import timedelta

import pytest

from bizprobe.errors import QueryError, RemoteTimeoutError
from bizprobe.records import Money
from tests.integration.sql_system import Opened, opener
from tests.unit.remote.sides import NOON, collect

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

ORDERS = (
    "SELECT * FROM (VALUES (N'0557722', CAST('2026-11-22T15:00:00' AS datetime2), N'Оплачен', "
    "CAST(100.50 AS decimal(12, 2)), 'RUB')) AS o (number, placed_at, status, amount, currency) "
    "WHERE placed_at >= :since"
)


@pytest.fixture
def opened() -> Opened:
    url = os.environ.get("BIZPROBE_TEST_MSSQL_URL")
    if url is None:
        pytest.skip("BIZPROBE_TEST_MSSQL_URL names no MS SQL")
    return opener(url, timezone="Europe/Moscow", password="${BIZPROBE_TEST_MSSQL_PASSWORD}")


async def test_orders_are_read_since_a_moment(opened: Opened) -> None:
    async with opened(ORDERS) as system:
        (order,) = await collect(system.orders(NOON, "shop"))
        assert await collect(system.orders(NOON + timedelta(seconds=1), "shop")) == []
    assert (order.number, order.word, order.placed_at) == ("0557722", "Оплачен", NOON)
    assert order.amount == Money(10050, "RUB")


async def test_a_query_that_takes_too_long_is_ended(opened: Opened) -> None:
    async with opened("WAITFOR DELAY '00:01'; SELECT 1", statement_timeout="1s") as system:
        with pytest.raises(RemoteTimeoutError):
            await collect(system.orders(NOON, "shop"))


async def test_a_query_that_fails_says_so(opened: Opened) -> None:
    async with opened("SELECT nummer FROM nowhere") as system:
        with pytest.raises(QueryError):
            await collect(system.orders(NOON, "shop"))

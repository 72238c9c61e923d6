"""What can be known of MS SQL without a server: the address, the password, the query, the failures."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url, text

from bizprobe.errors import (
    ConnectionFailedError,
    ForbiddenError,
    ProbeError,
    QueryError,
    RemoteTimeoutError,
    UnauthorizedError,
)
from bizprobe.settings.secret import Secret
from bizprobe.systems.sql.databases.base import TimeLimits
from bizprobe.systems.sql.databases.mssql import MsSql
from tests.integration.sql_system import opener
from tests.unit.remote.sides import NOON, collect

pyodbc: Any = pytest.importorskip("pyodbc", reason="libodbc is not installed", exc_type=ImportError)

LIMITS = TimeLimits(connect=4.2, statement=2.5, lock=0.2)


def engine_of(url: str) -> Any:
    return MsSql().engine(make_url(url), LIMITS, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "mssql://ann@db.example:1433/shop",
            "DRIVER={ODBC Driver 18 for SQL Server};Server=db.example,1433;Database=shop;UID=ann",
        ),
        (
            "mssql://ann@db.example/shop?driver=FreeTDS&Encrypt=no",
            "DRIVER={FreeTDS};Server=db.example;Database=shop;UID=ann;Encrypt=no",
        ),
    ],
)
def test_the_address_becomes_what_odbc_is_told(url: str, expected: str) -> None:
    engine = engine_of(url)
    arguments, options = engine.dialect.create_connect_args(engine.url)
    assert (arguments, options) == ((), {"dsn": expected})


def test_the_password_is_read_for_each_connection_and_cannot_end_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = engine_of("mssql://ann@db.example/shop")
    MsSql().authenticate(engine, Secret.from_environment("${SHOP}"))
    for password, escaped in (("first", "{first}"), ("a};UID={sa", "{a}};UID={sa}")):
        monkeypatch.setenv("SHOP", password)
        options = {"dsn": "UID=ann"}
        for listener in engine.sync_engine.dialect.dispatch.do_connect:
            listener(engine.dialect, None, [], options)
        assert options == {"dsn": f"UID=ann;PWD={escaped}"}


def test_values_are_bound_and_never_written_into_the_query() -> None:
    query = text("SELECT number FROM orders WHERE placed_at >= :since AND channel = :channel")
    compiled = query.compile(dialect=engine_of("mssql://ann@db.example/shop").dialect)
    assert str(compiled).endswith("placed_at >= ? AND channel = ?")


@pytest.mark.parametrize(
    ("state", "words", "kind"),
    [
        ("28000", "Login failed for user 'ann'. (18456)", UnauthorizedError),
        ("HYT00", "Query timeout expired (0)", RemoteTimeoutError),
        ("42000", "Lock request time out period exceeded. (1222)", RemoteTimeoutError),
        ("42000", "The SELECT permission was denied on the object 'Ivan'. (229)", ForbiddenError),
        ("08001", "No connection could be made", ConnectionFailedError),
        ("22018", "Conversion failed when converting 'Ivan' (245)", QueryError),
    ],
)
def test_what_odbc_raises_becomes_a_reason_without_data(
    state: str, words: str, kind: type[ProbeError]
) -> None:
    found = MsSql().failure(pyodbc.Error(state, f"[{state}] [Microsoft]{words} (SQLExecDirectW)"))
    assert type(found) is kind
    assert f"SQLSTATE {state}" in str(found)
    assert "Ivan" not in str(found)
    assert "ann" not in str(found)


@pytest.mark.anyio
async def test_an_odbc_driver_that_is_not_there_is_told_by_the_driver_manager_itself() -> None:
    async with opener("mssql://ann@127.0.0.1:1/shop?driver=nowhere", timezone="UTC")("SELECT 1") as system:
        with pytest.raises(ConnectionFailedError, match="cannot be loaded"):
            await collect(system.orders(NOON, "shop"))


def test_what_others_raise_is_left_to_others() -> None:
    assert MsSql().failure(ValueError("x")) is None

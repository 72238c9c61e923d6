"""MariaDB and MySQL."""

import asyncio
import math
import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pymysql.err import MySQLError
from sqlalchemy import URL, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bizprobe.errors import (
    ConnectionFailedError,
    ForbiddenError,
    ProbeError,
    QueryError,
    RemoteTimeoutError,
    ServerError,
    UnauthorizedError,
)
from bizprobe.remote.failures import causes
from bizprobe.systems.sql.databases.base import Database, TimeLimits, first_line
from bizprobe.systems.sql.databases.transport import transport_failure

_WRONG_PASSWORD = (UnauthorizedError, "the user or the password is wrong")
_NO_RIGHT = (ForbiddenError, "the user lacks a right")
_NO_ROOM = (ServerError, "the server is out of connections, memory or disk")
_ENDED = (RemoteTimeoutError, "the server ended the query at statement_timeout")
_BROKEN = (ConnectionFailedError, "the server shut down or ended the connection")
_BY_NUMBER: dict[int, tuple[type[ProbeError], str]] = {
    1021: _NO_ROOM,
    1037: _NO_ROOM,
    1040: _NO_ROOM,
    1044: _NO_RIGHT,
    1045: _WRONG_PASSWORD,
    1053: _BROKEN,
    1142: _NO_RIGHT,
    1143: _NO_RIGHT,
    1203: _NO_ROOM,
    1205: (RemoteTimeoutError, "the query waited for a lock longer than lock_timeout"),
    1226: _NO_ROOM,
    1227: _NO_RIGHT,
    1317: _BROKEN,
    1698: _WRONG_PASSWORD,
    1927: _BROKEN,
    1969: _ENDED,
    3024: _ENDED,
}
# Their words name parts of the query or of the schema, not data: no such database, column or table,
# wrong syntax, unknown zone, a read-only transaction.
_TELLING = {1049, 1054, 1064, 1146, 1298, 1305, 1792}
# What the driver says itself; why, stands behind it.
_OF_THE_CLIENT = range(2000, 3000)
_TLS = ("disable", "require", "verify-full")
_YEARS = range(2021, 2037)


class MySql(Database):
    """aiomysql stops reading while nobody takes rows; asyncmy 0.2 would keep the whole answer in memory.

    A task that is cancelled leaves its statement on the server, which must be told by another connection.
    """

    scheme = "mysql"
    title = "MariaDB or MySQL"
    example = "mysql://user@host:3306/database"
    options = frozenset({"sslmode", "unix_socket"})
    module = "aiomysql"

    def fault(self, url: URL) -> str | None:
        if url.query.get("sslmode", "disable") not in _TLS:
            return f"sslmode: expected {', '.join(_TLS)}"
        return None

    def engine(self, url: URL, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
        query = {key: value for key, value in url.query.items() if key != "sslmode"}
        arguments: dict[str, Any] = {"connect_timeout": math.ceil(limits.connect), "charset": "utf8mb4"}
        if (tls := _tls(str(url.query.get("sslmode", "disable")))) is not None:
            arguments["ssl"] = tls
        engine = create_async_engine(
            url.set(drivername="mysql+aiomysql", query=query),
            poolclass=NullPool,
            connect_args=arguments,
            hide_parameters=True,
        )

        @event.listens_for(engine.sync_engine, "connect")
        def begin(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            for statement in session(connection.driver_connection.get_server_info(), limits, zone):
                cursor.execute(statement)
            cursor.close()

        return engine

    def failure(self, cause: BaseException) -> ProbeError | None:
        if isinstance(cause, RuntimeError) and "cryptography" in str(cause):
            return UnauthorizedError("this way to log in needs TLS: add ?sslmode=verify-full to the address")
        if not isinstance(cause, MySQLError):
            return None
        number = next(iter(cause.args), _OF_THE_CLIENT.start)
        if number in _OF_THE_CLIENT:
            below = (transport_failure(inner) for inner in causes(cause))
            return next(filter(None, below), ConnectionFailedError("no connection to the database"))
        kind, words = _BY_NUMBER.get(number, (QueryError, "the server refused the query"))
        told = f": {first_line(cause.args[1])}" if number in _TELLING else ""
        return kind(f"{words} (error {number}){told}")

    async def stop(self, work: "asyncio.Future[Any]", connection: AsyncConnection | None) -> None:
        if connection is None:
            work.cancel()
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        try:
            async with connection.engine.connect() as other:
                await other.exec_driver_sql(f"KILL QUERY {driver.thread_id()}")
            await asyncio.wait([work])
        except (SQLAlchemyError, OSError):
            # Without a connection to say it, max_statement_time ends the statement.
            work.cancel()

    async def break_off(self, connection: AsyncConnection) -> None:
        """To roll back, the driver would read the rest of the answer first."""
        await connection.invalidate()


def session(server: str, limits: TimeLimits, zone: ZoneInfo) -> Iterator[str]:
    """What a session begins with. `server` is the version as the server says it."""
    lock = max(math.ceil(limits.lock), 1)
    yield "SET SESSION TRANSACTION READ ONLY"
    if "mariadb" in server.lower():
        yield f"SET SESSION max_statement_time = {limits.statement:.3f}"
    else:
        yield f"SET SESSION max_execution_time = {limits.statement * 1000:.0f}"
    yield f"SET SESSION lock_wait_timeout = {lock}, innodb_lock_wait_timeout = {lock}"
    yield f"SET SESSION time_zone = '{zone_words(zone)}'"


def zone_words(zone: ZoneInfo) -> str:
    """The zone as the server knows it: its name only where the clock changes.

    Names need tables that many servers lack.
    """
    firsts = [datetime(year, month, 1, tzinfo=zone) for year in _YEARS for month in range(1, 13)]
    offsets = {f"{moment:%z}" for moment in firsts}
    if len(offsets) > 1:
        return zone.key
    offset = offsets.pop()
    return f"{offset[:3]}:{offset[3:5]}"


def _tls(mode: str) -> ssl.SSLContext | None:
    if mode == "disable":
        return None
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context

"""Microsoft SQL Server."""

import math
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bizprobe.errors import (
    ConnectionFailedError,
    ForbiddenError,
    ProbeError,
    QueryError,
    RemoteTimeoutError,
    UnauthorizedError,
)
from bizprobe.remote.moment import TimeFormat
from bizprobe.settings.secret import Secret
from bizprobe.systems.sql.databases.base import Database, TimeLimits

_DRIVER = "ODBC Driver 18 for SQL Server"
# SQLSTATE of ODBC; the number in brackets at the end of its words is the server's own.
_BY_STATE: dict[str, tuple[type[ProbeError], str]] = {
    "28000": (UnauthorizedError, "the user or the password is wrong"),
    "HYT00": (RemoteTimeoutError, "the driver ended the query at statement_timeout"),
    "HYT01": (RemoteTimeoutError, "no connection in time"),
    "08001": (ConnectionFailedError, "no connection to the database"),
    "08S01": (ConnectionFailedError, "the connection broke"),
    "IM002": (ConnectionFailedError, "the ODBC driver that the address names is not installed"),
    "01000": (ConnectionFailedError, "the ODBC driver that the address names cannot be loaded"),
}
_BY_NUMBER: dict[str, tuple[type[ProbeError], str]] = {
    "(229)": (ForbiddenError, "the user lacks a right"),
    "(1222)": (RemoteTimeoutError, "the query waited for a lock longer than lock_timeout"),
}


class MsSql(Database):
    """aioodbc (Apache-2.0) on pyodbc (MIT-0), which take Microsoft's ODBC driver or FreeTDS.

    Nothing is ever committed; what keeps a query from writing is the user's rights.
    """

    scheme = "mssql"
    title = "MS SQL"
    example = "mssql://user@host:1433/database"
    options = frozenset({"driver", "Encrypt", "TrustServerCertificate"})
    module = "aioodbc"
    extra = "mssql"
    # The one form that does not hang on the language of the user.
    since = TimeFormat("%Y-%m-%dT%H:%M:%S")

    def engine(self, url: URL, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
        engine = create_async_engine(
            url.set(drivername="mssql+aioodbc", query={"driver": _DRIVER, **url.query}),
            poolclass=NullPool,
            connect_args={"timeout": math.ceil(limits.connect)},
            hide_parameters=True,
        )

        @event.listens_for(engine.sync_engine, "connect")
        def begin(connection: Any, _record: Any) -> None:
            # aioodbc shows the statement's timeout and lets nobody set it.
            connection.driver_connection._conn.timeout = math.ceil(limits.statement)
            cursor = connection.cursor()
            cursor.execute(f"SET LOCK_TIMEOUT {limits.lock * 1000:.0f}")
            cursor.close()

        return engine

    def authenticate(self, engine: AsyncEngine, password: Secret) -> None:
        def add(_arguments: list[Any], options: dict[str, Any]) -> None:
            escaped = password.reveal().replace("}", "}}")
            options["dsn"] = f"{options['dsn']};PWD={{{escaped}}}"

        self._before_connecting(engine, add)

    def failure(self, cause: BaseException) -> ProbeError | None:
        from pyodbc import Error

        if not isinstance(cause, Error):
            return None
        state, words = (str(part) for part in (*cause.args, "", "")[:2])
        for number, (kind, told) in _BY_NUMBER.items():
            if number in words:
                return kind(f"{told} (SQLSTATE {state})")
        kind, told = _BY_STATE.get(state, (QueryError, "the server refused the query"))
        return kind(f"{told} (SQLSTATE {state})")

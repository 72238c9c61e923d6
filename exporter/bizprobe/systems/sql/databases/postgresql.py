"""PostgreSQL."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
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
from bizprobe.systems.sql.databases.base import Database, TimeLimits, first_line

_BY_STATE: dict[str, tuple[type[ProbeError], str]] = {
    "57014": (RemoteTimeoutError, "the server ended the query at statement_timeout"),
    "55P03": (RemoteTimeoutError, "the query waited for a lock longer than lock_timeout"),
    "42501": (ForbiddenError, "the user lacks a right"),
}
_BY_CLASS: dict[str, tuple[type[ProbeError], str]] = {
    "08": (ConnectionFailedError, "the connection broke"),
    "28": (UnauthorizedError, "the user or the password is wrong"),
    "53": (ServerError, "the server is out of connections, memory or disk"),
    "57": (ConnectionFailedError, "the server shut down or is starting"),
}
# Their words name parts of the query or of the schema, not data.
_TELLING = ("25006", "3D", "3F", "42")


class PostgreSql(Database):
    """asyncpg tells the server to stop when its task is cancelled, if that happens only once."""

    scheme = "postgresql"
    title = "PostgreSQL"
    example = "postgresql://user@host:5432/database"
    options = frozenset({"sslmode", "host"})
    module = "asyncpg"
    keeps_zones = True
    since = None

    def engine(self, url: URL, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
        query = {"ssl" if key == "sslmode" else key: value for key, value in url.query.items()}
        return create_async_engine(
            url.set(drivername="postgresql+asyncpg", query=query),
            poolclass=NullPool,
            connect_args={"timeout": limits.connect, "server_settings": _server_settings(limits, zone)},
            execution_options={"postgresql_readonly": True},
            hide_parameters=True,
        )

    def failure(self, cause: BaseException) -> ProbeError | None:
        if isinstance(cause, asyncpg.PostgresError):
            return _by_state(cause)
        if isinstance(cause, asyncpg.InterfaceError):
            return ConnectionFailedError("no connection to the database")
        return None


def _server_settings(limits: TimeLimits, zone: ZoneInfo) -> Mapping[str, str]:
    statement = f"{limits.statement * 1000:.0f}"
    return {
        "application_name": "bizprobe",
        "statement_timeout": statement,
        "lock_timeout": f"{limits.lock * 1000:.0f}",
        "idle_in_transaction_session_timeout": statement,
        "TimeZone": zone.key,
    }


def _by_state(error: asyncpg.PostgresError) -> ProbeError:
    state = error.sqlstate
    if state is None:
        return QueryError("what is put in for :since or :channel does not fit the type that the query wants")
    kind, words = (
        _BY_STATE.get(state) or _BY_CLASS.get(state[:2]) or (QueryError, "the server refused the query")
    )
    told = f": {first_line(error)}" if state.startswith(_TELLING) else ""
    return kind(f"{words} (SQLSTATE {state}){told}")

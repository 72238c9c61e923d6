"""What went wrong with a database, as one of our errors. Never shows an address, a password or a row."""

import socket
import sqlite3
import ssl

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from bizprobe.errors import (
    ConnectionFailedError,
    ForbiddenError,
    NameLookupError,
    ProbeError,
    QueryError,
    RemoteTimeoutError,
    ServerError,
    TlsError,
    UnauthorizedError,
)
from bizprobe.remote.failures import causes

DATABASE_ERRORS = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    sqlite3.Error,
    OSError,
)
"""What a driver may raise; TimeoutError is an OSError."""

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


def database_failure(error: BaseException) -> ProbeError:
    """The error for whatever a driver raised."""
    for cause in causes(error):
        known = _known(cause)
        if known is not None:
            return known
    return QueryError(f"the database driver failed: {type(error).__name__}")


def _known(cause: BaseException) -> ProbeError | None:
    if isinstance(cause, asyncpg.PostgresError):
        return _by_state(cause)
    if isinstance(cause, asyncpg.DataError):
        return QueryError("what is put in for :since or :channel does not fit the type that the query wants")
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if isinstance(cause, socket.gaierror):
        return NameLookupError("the database host's name does not resolve")
    if isinstance(cause, ssl.SSLError):
        return TlsError(f"no TLS connection to the database: {cause.reason or 'not agreed'}")
    if isinstance(cause, TimeoutError):
        return RemoteTimeoutError("the database did not answer in time")
    if isinstance(cause, OSError | asyncpg.InterfaceError):
        return ConnectionFailedError("no connection to the database")
    return None


def _by_state(error: asyncpg.PostgresError) -> ProbeError:
    state = error.sqlstate or ""
    kind, words = (
        _BY_STATE.get(state) or _BY_CLASS.get(state[:2]) or (QueryError, "the server refused the query")
    )
    told = f": {_first_line(error)}" if state.startswith(_TELLING) else ""
    return kind(f"{words} (SQLSTATE {state}){told}")


def _of_sqlite(error: sqlite3.Error) -> ProbeError:
    words = _first_line(error)
    if "unable to open" in words:
        return ConnectionFailedError("the database file cannot be opened")
    if "interrupted" in words:
        return RemoteTimeoutError("the query was ended at statement_timeout")
    return QueryError(words)


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200]

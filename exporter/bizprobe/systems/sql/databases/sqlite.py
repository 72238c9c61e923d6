"""SQLite."""

import asyncio
import sqlite3
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bizprobe.errors import ConnectionFailedError, ProbeError, QueryError, RemoteTimeoutError
from bizprobe.systems.sql.databases.base import Database, TimeLimits, first_line

# An interrupt is lost on a statement that the thread has not begun yet.
_INTERRUPT_EVERY = 0.05


class Sqlite(Database):
    """A file. A T where CURRENT_TIMESTAMP has a space sorts behind it, so that comparing with such texts
    gives at most a day too much, and never too little.
    """

    scheme = "sqlite"
    title = "SQLite"
    example = "sqlite:////path/to/file.db"
    module = "aiosqlite"
    has_passwords = False
    interrupts = True

    def engine(self, url: URL, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
        file = f"file:{quote(url.database or '')}"
        address = URL.create("sqlite+aiosqlite", database=file, query={"mode": "ro", "uri": "true"})
        return create_async_engine(address, poolclass=NullPool)

    def failure(self, cause: BaseException) -> ProbeError | None:
        if not isinstance(cause, sqlite3.Error):
            return None
        words = first_line(cause)
        if "unable to open" in words:
            return ConnectionFailedError("the database file cannot be opened")
        if "interrupted" in words:
            return RemoteTimeoutError("the query was ended at statement_timeout")
        return QueryError(words)

    async def stop(self, work: "asyncio.Future[Any]", connection: AsyncConnection | None) -> None:
        """It works in a thread that learns nothing of a cancelled task, and closing would wait for it."""
        if connection is None:
            work.cancel()
            return
        raw = await connection.get_raw_connection()
        driver = cast(aiosqlite.Connection, raw.driver_connection)
        while not work.done():
            await driver.interrupt()
            await asyncio.wait([work], timeout=_INTERRUPT_EVERY)

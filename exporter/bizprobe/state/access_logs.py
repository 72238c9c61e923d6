"""How far the logs of web servers were read, and the cycles of requests in them."""

import sqlite3
from dataclasses import dataclass

from bizprobe.state.file import StateFile
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE access_logs (
        dealer TEXT NOT NULL,
        system TEXT NOT NULL,
        channel TEXT NOT NULL,
        exchange TEXT NOT NULL,
        reading BLOB NOT NULL,
        PRIMARY KEY (dealer, system, channel, exchange)
    ) STRICT, WITHOUT ROWID
    """,
)
ACCESS_LOG_TABLES = Schema("access_logs", (_FIRST,))


@dataclass(frozen=True, slots=True)
class LogKey:
    """Who reads which log for what."""

    dealer: str
    system: str
    channel: str
    exchange: str


class LogMemory:
    """One reading of a log in the state file. Every method raises StateError."""

    def __init__(self, file: StateFile, key: LogKey) -> None:
        self._file = file
        self._key = (key.dealer, key.system, key.channel, key.exchange)

    async def recall(self) -> bytes | None:
        """What was recorded last."""
        return await self._file.transact(self._recall)

    async def record(self, reading: bytes) -> None:
        """Writes down how far the log was read. It is on disk when this returns."""
        await self._file.transact(lambda connection: self._record(connection, reading))

    def _recall(self, connection: sqlite3.Connection) -> bytes | None:
        ACCESS_LOG_TABLES.ensure(connection)
        row: tuple[bytes] | None = connection.execute(
            "SELECT reading FROM access_logs WHERE (dealer, system, channel, exchange) = (?, ?, ?, ?)",
            self._key,
        ).fetchone()
        return row[0] if row else None

    def _record(self, connection: sqlite3.Connection, reading: bytes) -> None:
        ACCESS_LOG_TABLES.ensure(connection)
        connection.execute("INSERT OR REPLACE INTO access_logs VALUES (?, ?, ?, ?, ?)", (*self._key, reading))

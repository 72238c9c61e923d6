"""What was sold of each item in the last days, by the seller's own counts."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import msgpack

from bizprobe.compare.pace import Sales, sold_between
from bizprobe.state.file import StateFile
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE stock_counts (
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        system TEXT NOT NULL,
        at INTEGER NOT NULL,
        counts BLOB NOT NULL,
        PRIMARY KEY (dealer, channel)
    ) STRICT
    """,
    """
    CREATE TABLE stock_sales (
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        day INTEGER NOT NULL,
        since INTEGER NOT NULL,
        sold BLOB NOT NULL,
        PRIMARY KEY (dealer, channel, day)
    ) STRICT
    """,
)
SALES_TABLES = Schema("sales", (_FIRST,))

_DAYS = 7
_DAY = 86_400 * 10**6
_PIECES = msgpack.Decoder(dict[str, int])


@dataclass(frozen=True, slots=True)
class SalesMemory:
    """The sales of one comparison in the state file: a row for the last counts, and one for each day.

    Today and the seven days before it are kept. Methods raise StateError.
    """

    file: StateFile
    dealer: str
    channel: str
    system: str

    async def record(self, counts: Mapping[str, int], now: datetime) -> Sales:
        """Writes down what the system holds at `now`, and says what was sold in the days that are known.

        Counts of another system than last time begin anew: what one lacks the other did not sell.
        """
        return await self.file.transact(lambda connection: self._record(connection, counts, micros(now)))

    def _record(self, connection: sqlite3.Connection, counts: Mapping[str, int], now: int) -> Sales:
        SALES_TABLES.ensure(connection)
        last = self._last(connection)
        if last is None:
            connection.execute("DELETE FROM stock_sales WHERE (dealer, channel) = (?, ?)", self._names)
        else:
            at, before = last
            self._add(connection, sold_between(before, counts), min(at, now), now)
        connection.execute(
            "INSERT OR REPLACE INTO stock_counts VALUES (?, ?, ?, ?, ?)",
            (*self._names, self.system, now, msgpack.encode(counts)),
        )
        return self._sales(connection, now)

    def _last(self, connection: sqlite3.Connection) -> tuple[int, Mapping[str, int]] | None:
        row: tuple[int, bytes] | None = connection.execute(
            "SELECT at, counts FROM stock_counts WHERE (dealer, channel, system) = (?, ?, ?)",
            (*self._names, self.system),
        ).fetchone()
        return (row[0], _PIECES.decode(row[1])) if row else None

    def _add(self, connection: sqlite3.Connection, gone: Counter[str], since: int, now: int) -> None:
        """Adds to the row of the day, which begins where the one before it ended."""
        today = now // _DAY
        row: tuple[int, bytes] | None = connection.execute(
            "SELECT since, sold FROM stock_sales WHERE (dealer, channel, day) = (?, ?, ?)",
            (*self._names, today),
        ).fetchone()
        if row is not None:
            since = row[0]
            gone.update(_PIECES.decode(row[1]))
        connection.execute(
            "INSERT OR REPLACE INTO stock_sales VALUES (?, ?, ?, ?, ?)",
            (*self._names, today, since, msgpack.encode(gone)),
        )
        connection.execute(
            "DELETE FROM stock_sales WHERE (dealer, channel) = (?, ?) AND day < ?",
            (*self._names, today - _DAYS),
        )

    def _sales(self, connection: sqlite3.Connection, now: int) -> Sales:
        sold, first = Counter[str](), now
        rows = connection.execute(
            "SELECT since, sold FROM stock_sales WHERE (dealer, channel) = (?, ?)", self._names
        )
        for since, day in rows:
            first = min(first, since)
            sold.update(_PIECES.decode(day))
        return Sales(sold, moment(now) - moment(first))

    @property
    def _names(self) -> tuple[str, str]:
        return self.dealer, self.channel

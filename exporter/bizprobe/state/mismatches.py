"""Since when items do not match, kept from run to run of a comparison and across restarts."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bizprobe.state.file import StateFile
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE mismatches (
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        what TEXT NOT NULL,
        key TEXT NOT NULL,
        mark TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (dealer, channel, what, key)
    ) STRICT, WITHOUT ROWID
    """,
)
MISMATCH_TABLES = Schema("mismatches", (_FIRST,))

_KNOWN = "SELECT key, mark, since FROM mismatches WHERE (dealer, channel, what) = (?, ?, ?)"
_FORGET = "DELETE FROM mismatches WHERE (dealer, channel, what, key) = (?, ?, ?, ?)"
_REMEMBER = "INSERT OR REPLACE INTO mismatches VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class ComparisonKey:
    """Which comparison it is. `what` is prices, stocks, or the statuses of a flow in a system."""

    dealer: str
    channel: str
    what: str


class MismatchMemory:
    """The mismatches of one comparison in the state file."""

    def __init__(self, file: StateFile, key: ComparisonKey) -> None:
        self._file = file
        self._names = (key.dealer, key.channel, key.what)

    async def record(self, marks: Mapping[str, str], now: datetime) -> dict[str, datetime]:
        """Writes down which items do not match at `now`, and says since when each of them does not.

        An item whose mark is another one than in the last record mismatches since `now`. Items without a
        mark are forgotten: should they come again, they are new. Raises StateError.
        """
        return await self._file.transact(lambda connection: self._record(connection, marks, now))

    def _record(
        self, connection: sqlite3.Connection, marks: Mapping[str, str], now: datetime
    ) -> dict[str, datetime]:
        MISMATCH_TABLES.ensure(connection)
        rows: list[tuple[str, str, int]] = connection.execute(_KNOWN, self._names).fetchall()
        gone = [key for key, _, _ in rows if key not in marks]
        connection.executemany(_FORGET, [(*self._names, key) for key in gone])
        # After a clock was set back nothing may begin in the future.
        same = {key: min(moment(since), now) for key, mark, since in rows if marks.get(key) == mark}
        fresh = [(key, mark) for key, mark in marks.items() if key not in same]
        connection.executemany(_REMEMBER, [(*self._names, *row, micros(now)) for row in fresh])
        return same | {key: now for key, _ in fresh}

"""What is left of slow budgets, so that a restart never overspends them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bizprobe.state.file import StateFile
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE budgets (
        dealer TEXT NOT NULL,
        account TEXT NOT NULL,
        budget TEXT NOT NULL,
        level REAL NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (dealer, account, budget)
    ) STRICT, WITHOUT ROWID
    """,
)
BUDGET_TABLES = Schema("budgets", (_FIRST,))


@dataclass(frozen=True, slots=True)
class AccountMemory:
    """The levels of one account's budgets in the state file. Methods raise StateError."""

    file: StateFile
    dealer: str
    account: str

    async def recall(self, group: str) -> tuple[float, datetime] | None:
        """The level of a group, and when it was that."""

        def read(connection: sqlite3.Connection) -> tuple[float, int] | None:
            BUDGET_TABLES.ensure(connection)
            row: tuple[float, int] | None = connection.execute(
                "SELECT level, at FROM budgets WHERE (dealer, account, budget) = (?, ?, ?)",
                (self.dealer, self.account, group),
            ).fetchone()
            return row

        found = await self.file.transact(read)
        return None if found is None else (found[0], moment(found[1]))

    async def record(self, group: str, level: float, at: datetime) -> None:
        """Writes that down: it is on disk when this returns."""

        def write(connection: sqlite3.Connection) -> None:
            BUDGET_TABLES.ensure(connection)
            connection.execute(
                "INSERT OR REPLACE INTO budgets VALUES (?, ?, ?, ?, ?)",
                (self.dealer, self.account, group, level, micros(at)),
            )

        await self.file.transact(write)

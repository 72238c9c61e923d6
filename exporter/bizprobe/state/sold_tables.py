"""The tables of what was sold. Times are microseconds since 1970 in UTC, money is minor units."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bizprobe.compare.sold import HeldPrice, Verdict
from bizprobe.records import Money, OrderLine
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE sold (
        id INTEGER PRIMARY KEY,
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        source TEXT NOT NULL,
        read_at INTEGER NOT NULL,
        judged_until INTEGER NOT NULL,
        UNIQUE (dealer, channel)
    ) STRICT
    """,
    """
    CREATE TABLE sold_counts (
        sold_id INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        lines INTEGER NOT NULL,
        PRIMARY KEY (sold_id, verdict)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sold_losses (
        sold_id INTEGER NOT NULL,
        currency TEXT NOT NULL,
        minor INTEGER NOT NULL,
        PRIMARY KEY (sold_id, currency)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sold_prices (
        sold_id INTEGER NOT NULL,
        key TEXT NOT NULL,
        until INTEGER NOT NULL,
        since INTEGER NOT NULL,
        amount TEXT NOT NULL,
        currency TEXT NOT NULL,
        PRIMARY KEY (sold_id, key, until)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sold_orders (
        sold_id INTEGER NOT NULL,
        number TEXT NOT NULL,
        placed_at INTEGER NOT NULL,
        PRIMARY KEY (sold_id, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sold_stale (
        sold_id INTEGER NOT NULL,
        number TEXT NOT NULL,
        key TEXT NOT NULL,
        price INTEGER NOT NULL,
        currency TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        placed_at INTEGER NOT NULL,
        valid INTEGER NOT NULL,
        loss INTEGER NOT NULL,
        PRIMARY KEY (sold_id, number, key, price, currency)
    ) STRICT, WITHOUT ROWID
    """,
)
SOLD_TABLES = Schema("sold", (_FIRST,))

# Of a price that is still held.
_OPEN = 2**62
_WORST = 100


@dataclass(frozen=True, slots=True)
class StaleLine:
    """A line of an order that was sold at a price no longer valid. `loss` is in minor units."""

    number: str
    placed_at: datetime
    line: OrderLine
    valid: Money
    loss: int


class SoldEntry:
    """The rows of one channel within one transaction."""

    def __init__(self, connection: sqlite3.Connection, sold: int) -> None:
        self._connection = connection
        self._sold = sold

    def start_anew(self) -> None:
        """Forgets the prices: what was held until now is unknown. Counters and orders stay."""
        self._connection.execute("DELETE FROM sold_prices WHERE sold_id = ?", (self._sold,))

    def hold(self, prices: Mapping[str, tuple[str, str]], since: datetime, now: datetime) -> None:
        """Notes the amount and currency of every item where they changed, after `since` and before `now`."""
        rows = self._connection.execute(
            "SELECT key, amount, currency FROM sold_prices WHERE sold_id = ? AND until = ?",
            (self._sold, _OPEN),
        ).fetchall()
        known = {key: (amount, currency) for key, amount, currency in rows}
        ended = [key for key, price in known.items() if prices.get(key) != price]
        self._connection.executemany(
            "UPDATE OR REPLACE sold_prices SET until = ? WHERE (sold_id, key, until) = (?, ?, ?)",
            [(micros(now), self._sold, key, _OPEN) for key in ended],
        )
        self._connection.executemany(
            "INSERT INTO sold_prices VALUES (?, ?, ?, ?, ?, ?)",
            [
                (self._sold, key, _OPEN, micros(since), *price)
                for key, price in prices.items()
                if known.get(key) != price
            ],
        )

    def held(self, key: str) -> list[HeldPrice]:
        """Every price of an item that is remembered."""
        rows = self._connection.execute(
            "SELECT amount, currency, since, until FROM sold_prices WHERE sold_id = ? AND key = ?",
            (self._sold, key),
        )
        return [
            HeldPrice(Money.parse(amount, currency), moment(since), None if until == _OPEN else moment(until))
            for amount, currency, since, until in rows
        ]

    def is_new(self, number: str, placed_at: datetime) -> bool:
        """Whether the order was never judged; it is now."""
        row = (self._sold, number, micros(placed_at))
        inserted = self._connection.execute("INSERT OR IGNORE INTO sold_orders VALUES (?, ?, ?)", row)
        return inserted.rowcount > 0

    def count(self, verdict: Verdict) -> None:
        self._connection.execute(
            "INSERT INTO sold_counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET lines = lines + 1",
            (self._sold, verdict),
        )

    def remember(self, stale: StaleLine) -> None:
        """Keeps a stale line for people, and adds up its loss."""
        line = stale.line
        self._connection.execute(
            "INSERT OR REPLACE INTO sold_stale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._sold,
                stale.number,
                line.key,
                line.price.minor,
                line.price.currency,
                line.quantity,
                micros(stale.placed_at),
                stale.valid.minor,
                stale.loss,
            ),
        )
        if stale.loss:
            self._connection.execute(
                "INSERT INTO sold_losses VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET minor = minor + excluded.minor",
                (self._sold, line.price.currency, stale.loss),
            )

    def prune(self, keep_from: datetime) -> None:
        """Forgets orders placed, and prices held, before `keep_from`."""
        row = (self._sold, micros(keep_from))
        self._connection.execute("DELETE FROM sold_prices WHERE sold_id = ? AND until < ?", row)
        self._connection.execute("DELETE FROM sold_orders WHERE sold_id = ? AND placed_at < ?", row)
        self._connection.execute("DELETE FROM sold_stale WHERE sold_id = ? AND placed_at < ?", row)

    def counts(self) -> dict[Verdict, int]:
        rows = self._connection.execute(
            "SELECT verdict, lines FROM sold_counts WHERE sold_id = ?", (self._sold,)
        )
        found = {Verdict(verdict): lines for verdict, lines in rows}
        return {verdict: found.get(verdict, 0) for verdict in Verdict}

    def losses(self) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT currency, minor FROM sold_losses WHERE sold_id = ?", (self._sold,)
        )
        return dict(rows.fetchall())

    def stale(self, since: datetime) -> tuple[Sequence[StaleLine], int]:
        """The worst lines of orders placed at `since` or later, and how many there are in all."""
        rows = self._connection.execute(
            "SELECT number, key, price, currency, quantity, placed_at, valid, loss, COUNT(*) OVER ()"
            " FROM sold_stale WHERE sold_id = ? AND placed_at >= ?"
            " ORDER BY loss DESC, placed_at DESC, number, key, price LIMIT ?",
            (self._sold, micros(since), _WORST),
        ).fetchall()
        return list(_stale_lines(rows)), rows[0][-1] if rows else 0


def _stale_lines(rows: Sequence[tuple[str, str, int, str, int, int, int, int, int]]) -> Iterator[StaleLine]:
    for number, key, price, currency, quantity, placed_at, valid, loss, _ in rows:
        line = OrderLine(key, quantity, Money(price, currency))
        yield StaleLine(number, moment(placed_at), line, Money(valid, currency), loss)

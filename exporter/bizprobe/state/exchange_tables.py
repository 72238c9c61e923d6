"""The tables of exchanges. Times are microseconds since 1970 in UTC."""

import sqlite3
from collections.abc import Sequence

from bizprobe.exchange.report import ExchangeReport, RejectedItem
from bizprobe.exchange.standing import LastExchange
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE exchanges (
        id INTEGER PRIMARY KEY,
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        exchange TEXT NOT NULL,
        sent INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        rejected INTEGER NOT NULL,
        forgotten_to INTEGER NOT NULL,
        UNIQUE (dealer, channel, exchange)
    ) STRICT
    """,
    """
    CREATE TABLE exchange_reports (
        id INTEGER PRIMARY KEY,
        exchange_id INTEGER NOT NULL,
        report TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        ended_at INTEGER NOT NULL,
        sent INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        rejected INTEGER NOT NULL,
        pages_expected INTEGER,
        pages_received INTEGER,
        UNIQUE (exchange_id, report)
    ) STRICT
    """,
    "CREATE INDEX exchange_reports_by_time ON exchange_reports (exchange_id, ended_at, report)",
    """
    CREATE TABLE exchange_items (
        report_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        key TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (report_id, position)
    ) STRICT, WITHOUT ROWID
    """,
)
EXCHANGE_TABLES = Schema("exchanges", (_FIRST,))


class ExchangeEntry:
    """The rows of one exchange within one transaction."""

    def __init__(self, connection: sqlite3.Connection, names: tuple[str, str, str]) -> None:
        connection.execute(
            "INSERT INTO exchanges (dealer, channel, exchange, sent, accepted, rejected, forgotten_to)"
            " VALUES (?, ?, ?, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
            names,
        )
        self._connection = connection
        self._id, self._forgotten_to, self.sent, self.accepted, self.rejected = connection.execute(
            "SELECT id, forgotten_to, sent, accepted, rejected FROM exchanges"
            " WHERE (dealer, channel, exchange) = (?, ?, ?)",
            names,
        ).fetchone()

    def fingerprint(self, report: str) -> bytes | None:
        """Of the report with this id, if there is one."""
        row: tuple[bytes] | None = self._connection.execute(
            "SELECT fingerprint FROM exchange_reports WHERE (exchange_id, report) = (?, ?)",
            (self._id, report),
        ).fetchone()
        return row[0] if row else None

    def may_be_forgotten(self, report: ExchangeReport) -> bool:
        """Whether it ended so long ago that it may have been counted and forgotten."""
        return micros(report.ended_at) <= int(self._forgotten_to)

    def add(self, report: ExchangeReport) -> None:
        """Counts a report that is new."""
        added = self._connection.execute(
            "INSERT INTO exchange_reports VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._id,
                report.id,
                report.fingerprint,
                micros(report.ended_at),
                report.sent,
                report.accepted,
                report.rejected,
                report.pages_expected,
                report.pages_received,
            ),
        )
        self._connection.executemany(
            "INSERT INTO exchange_items VALUES (?, ?, ?, ?)",
            [
                (added.lastrowid, position, item.key, item.reason)
                for position, item in enumerate(report.rejected_items)
            ],
        )
        self._connection.execute(
            "UPDATE exchanges SET sent = sent + ?, accepted = accepted + ?, rejected = rejected + ?"
            " WHERE id = ?",
            (report.sent, report.accepted, report.rejected, self._id),
        )

    def prune(self, reports: int, with_items: int) -> None:
        """Keeps the newest `reports`, and of those the rejected items of the newest `with_items`."""
        if bare := self._first_beyond(with_items):
            self._connection.execute(
                "DELETE FROM exchange_items WHERE report_id IN (SELECT id FROM exchange_reports"
                " WHERE exchange_id = ? AND (ended_at, report) <= (?, ?))",
                (self._id, *bare),
            )
        if gone := self._first_beyond(reports):
            self._connection.execute(
                "DELETE FROM exchange_reports WHERE exchange_id = ? AND (ended_at, report) <= (?, ?)",
                (self._id, *gone),
            )
            self._connection.execute(
                "UPDATE exchanges SET forgotten_to = ? WHERE id = ?", (gone[0], self._id)
            )

    def _first_beyond(self, newest: int) -> tuple[int, str] | None:
        row: tuple[int, str] | None = self._connection.execute(
            "SELECT ended_at, report FROM exchange_reports WHERE exchange_id = ?"
            " ORDER BY ended_at DESC, report DESC LIMIT 1 OFFSET ?",
            (self._id, newest),
        ).fetchone()
        return row

    def last(self) -> LastExchange | None:
        """The exchange that ended last."""
        row = self._connection.execute(
            "SELECT id, ended_at, sent, accepted, rejected, pages_expected, pages_received"
            " FROM exchange_reports WHERE exchange_id = ? ORDER BY ended_at DESC, report DESC LIMIT 1",
            (self._id,),
        ).fetchone()
        if row is None:
            return None
        number, ended_at, sent, accepted, rejected, expected, received = row
        items = self._items(number)
        return LastExchange(moment(ended_at), sent, accepted, rejected, expected, received, items)

    def _items(self, report: int) -> Sequence[RejectedItem]:
        rows = self._connection.execute(
            "SELECT key, reason FROM exchange_items WHERE report_id = ? ORDER BY position", (report,)
        )
        return tuple(RejectedItem(key=key, reason=reason) for key, reason in rows)

"""The tables of flows. Times are microseconds since 1970 in UTC, money is minor units."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from bizprobe.flow.records import Missing, Side, SideKnown, Sighting, Tally
from bizprobe.state.moments import micros, moment
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE flows (
        id INTEGER PRIMARY KEY,
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        flow TEXT NOT NULL,
        version INTEGER NOT NULL,
        events INTEGER NOT NULL,
        known_from INTEGER NOT NULL,
        last_event INTEGER,
        UNIQUE (dealer, channel, flow)
    ) STRICT
    """,
    """
    CREATE TABLE flow_amounts (
        flow_id INTEGER NOT NULL,
        currency TEXT NOT NULL,
        minor INTEGER NOT NULL,
        PRIMARY KEY (flow_id, currency)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE flow_sides (
        flow_id INTEGER NOT NULL,
        side TEXT NOT NULL,
        source TEXT NOT NULL,
        cursor INTEGER NOT NULL,
        complete_from INTEGER NOT NULL,
        PRIMARY KEY (flow_id, side)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE flow_orders (
        flow_id INTEGER NOT NULL,
        side TEXT NOT NULL,
        number TEXT NOT NULL,
        placed_at INTEGER NOT NULL,
        PRIMARY KEY (flow_id, side, number)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX flow_orders_by_time ON flow_orders (flow_id, side, placed_at)",
)
FLOW_TABLES = Schema("flows", (_FIRST,))

_WORST = 100
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class FlowEntry:
    """The rows of one flow within one transaction."""

    def __init__(self, connection: sqlite3.Connection, flow: int) -> None:
        self._connection = connection
        self._flow = flow

    def side(self, side: Side, source: str) -> SideKnown | None:
        """What is known of a side, as long as it has the same source; `lacks_since` is left out."""
        rows: list[tuple[int, int]] = self._connection.execute(
            "SELECT cursor, complete_from FROM flow_sides WHERE flow_id = ? AND side = ? AND source = ?",
            (self._flow, side, source),
        ).fetchall()
        return SideKnown(moment(rows[0][0]), moment(rows[0][1])) if rows else None

    def set_side(self, side: Side, source: str, known: SideKnown) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO flow_sides VALUES (?, ?, ?, ?, ?)",
            (self._flow, side, source, micros(known.cursor), micros(known.complete_from)),
        )

    def set_known_from(self, moment: datetime) -> None:
        self._connection.execute("UPDATE flows SET known_from = ? WHERE id = ?", (micros(moment), self._flow))

    def forget(self, side: Side) -> None:
        row = (self._flow, side)
        self._connection.execute("DELETE FROM flow_sides WHERE flow_id = ? AND side = ?", row)
        self._connection.execute("DELETE FROM flow_orders WHERE flow_id = ? AND side = ?", row)

    def remember(self, side: Side, sighting: Sighting) -> bool:
        """Whether the order was not known yet. A time that the source changed is changed here too."""
        row = (self._flow, side, sighting.number, micros(sighting.placed_at))
        if self._connection.execute("INSERT OR IGNORE INTO flow_orders VALUES (?, ?, ?, ?)", row).rowcount:
            return True
        self._connection.execute(
            "UPDATE flow_orders SET placed_at = ?4"
            " WHERE flow_id = ?1 AND side = ?2 AND number = ?3 AND placed_at != ?4",
            row,
        )
        return False

    def count(self, came_in: Sequence[Sighting], now: datetime) -> None:
        """Adds to the counters. An order from the future, by a wrong clock or time zone, came in now."""
        if not came_in:
            return
        newest = min(now, max(sighting.placed_at for sighting in came_in))
        self._connection.execute(
            "UPDATE flows SET events = events + ?1, last_event = max(coalesce(last_event, ?2), ?2)"
            " WHERE id = ?3",
            (len(came_in), micros(newest), self._flow),
        )
        amounts = Counter[str]()
        for sighting in came_in:
            if sighting.amount is not None and sighting.amount.minor > 0:
                amounts[sighting.amount.currency] += sighting.amount.minor
        self._connection.executemany(
            "INSERT INTO flow_amounts VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET minor = minor + excluded.minor",
            [(self._flow, currency, minor) for currency, minor in amounts.items()],
        )

    def prune(self, keep_from: datetime) -> None:
        """Forgets orders that are too old, but not while the other side has the same one as newer."""
        for side in Side:
            self._connection.execute(
                "DELETE FROM flow_orders AS old WHERE flow_id = :flow AND side = :side AND placed_at < :keep"
                " AND NOT EXISTS (SELECT 1 FROM flow_orders WHERE flow_id = :flow AND side = :other"
                " AND number = old.number AND placed_at >= :keep)",
                {"flow": self._flow, "side": side, "other": side.other, "keep": micros(keep_from)},
            )

    def lacks_since(self, side: Side, start: datetime) -> datetime | None:
        """When the oldest order from `start` on was placed that only the other side knows."""
        oldest = self.missing(side, start, _END_OF_TIME).oldest
        return oldest[0].placed_at if oldest else None

    def missing(self, side: Side, start: datetime, end: datetime) -> Missing:
        """The orders placed from `start` to `end` that only the other side knows."""
        rows: list[tuple[str, int, int]] = self._connection.execute(
            "SELECT number, placed_at, COUNT(*) OVER () FROM flow_orders AS known"
            " WHERE flow_id = :flow AND side = :other AND placed_at BETWEEN :start AND :end"
            " AND NOT EXISTS (SELECT 1 FROM flow_orders"
            " WHERE flow_id = :flow AND side = :side AND number = known.number)"
            " ORDER BY placed_at, number LIMIT :worst",
            {
                "flow": self._flow,
                "side": side,
                "other": side.other,
                "start": micros(start),
                "end": micros(end),
                "worst": _WORST,
            },
        ).fetchall()
        oldest = tuple(Sighting(number, moment(placed_at)) for number, placed_at, _ in rows)
        return Missing(rows[0][2] if rows else 0, oldest)

    def tally(self, new: int, joined: tuple[datetime, datetime] | None) -> Tally:
        """What is known now; what is missing only where there is a time in which both sides are joined."""
        events, known_from, last_event = self._connection.execute(
            "SELECT events, known_from, last_event FROM flows WHERE id = ?", (self._flow,)
        ).fetchone()
        amounts = self._connection.execute(
            "SELECT currency, minor FROM flow_amounts WHERE flow_id = ? ORDER BY currency", (self._flow,)
        )
        return Tally(
            events=events,
            new=new,
            amounts=dict(amounts),
            known_from=moment(known_from),
            last_event=None if last_event is None else moment(last_event),
            missing={side: self.missing(side, *joined) for side in Side} if joined else {},
        )

"""The memory of what was sold: the prices that the seller held, the orders that were judged, the loss."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bizprobe.compare.sold import Rule, Verdict
from bizprobe.records import Order
from bizprobe.state.file import StateFile
from bizprobe.state.moments import micros, moment
from bizprobe.state.sold_tables import SOLD_TABLES, SoldEntry, StaleLine


@dataclass(frozen=True, slots=True)
class SoldTake:
    """What one run read: the prices that `source` held between `started` and `ended`, and orders.

    `prices` has an amount in major units and a currency for every item. A longer pause than `gap` since the
    last run leaves a time in which nobody knows the prices. Orders are remembered from `keep_from` on.
    """

    source: str
    started: datetime
    ended: datetime
    prices: Mapping[str, tuple[str, str]]
    orders: Sequence[Order]
    rule: Rule
    gap: timedelta
    keep_from: datetime
    shown_from: datetime


@dataclass(frozen=True, slots=True)
class SoldTally:
    """All since the first run: lines by verdict, losses in minor units; `stale` of late, the worst first."""

    lines: Mapping[Verdict, int]
    losses: Mapping[str, int]
    stale: Sequence[StaleLine]
    stale_total: int


class SoldMemory:
    """The memory of one channel in the state file. Every method raises StateError."""

    def __init__(self, file: StateFile, dealer: str, channel: str) -> None:
        self._file = file
        self._names = (dealer, channel)

    async def last_read(self, source: str) -> datetime | None:
        """When the prices of that source were last read."""
        return await self._file.transact(lambda connection: self._known(connection, source)[1])

    async def record(self, take: SoldTake) -> SoldTally:
        """Writes one run down, whole or not at all: prices, verdicts on new orders, counters."""
        return await self._file.transact(lambda connection: self._record(connection, take))

    def _known(self, connection: sqlite3.Connection, source: str) -> tuple[int | None, datetime | None]:
        SOLD_TABLES.ensure(connection)
        found = connection.execute(
            "SELECT id, source, read_at FROM sold WHERE (dealer, channel) = (?, ?)", self._names
        ).fetchall()
        if not found:
            return None, None
        ((sold, known, read_at),) = found
        return sold, moment(read_at) if known == source else None

    def _record(self, connection: sqlite3.Connection, take: SoldTake) -> SoldTally:
        sold, read_at = self._known(connection, take.source)
        entry = SoldEntry(connection, self._claim(connection, sold, take))
        if read_at is None or not timedelta() <= take.started - read_at <= take.gap:
            entry.start_anew()
            read_at = None
        entry.hold(take.prices, read_at or take.started, take.ended)
        for order in take.orders:
            if order.placed_at <= take.started and entry.is_new(order.number, order.placed_at):
                _judge(entry, order, take.rule)
        entry.prune(take.keep_from)
        stale, total = entry.stale(take.shown_from)
        return SoldTally(entry.counts(), entry.losses(), stale, total)

    def _claim(self, connection: sqlite3.Connection, sold: int | None, take: SoldTake) -> int:
        row = (take.source, micros(take.started))
        if sold is not None:
            connection.execute("UPDATE sold SET source = ?, read_at = ? WHERE id = ?", (*row, sold))
            return sold
        inserted = connection.execute(
            "INSERT INTO sold (dealer, channel, source, read_at) VALUES (?, ?, ?, ?)", (*self._names, *row)
        )
        return int(inserted.lastrowid or 0)


def _judge(entry: SoldEntry, order: Order, rule: Rule) -> None:
    for line in order.lines:
        judged = rule.judge(line, order.placed_at, entry.held(line.key))
        entry.count(judged.verdict)
        if judged.valid is not None:
            entry.remember(StaleLine(order.number, order.placed_at, line, judged.valid, judged.loss))

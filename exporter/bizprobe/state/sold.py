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
    last run leaves a time in which nobody knows the prices. `orders` is None where they could not be read:
    the prices of that time count all the same. Orders are remembered from `keep_from` on.
    """

    source: str
    started: datetime
    ended: datetime
    prices: Mapping[str, tuple[str, str]]
    orders: Sequence[Order] | None
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

    async def judged_until(self, source: str) -> datetime | None:
        """Until when orders were judged by the prices of that source; None where none were ever read."""
        known = await self._file.transact(self._known)
        return known.judged_until if known is not None and known.source == source else None

    async def record(self, take: SoldTake) -> SoldTally:
        """Writes one run down, whole or not at all: prices, verdicts on new orders, counters."""
        return await self._file.transact(lambda connection: self._record(connection, take))

    def _known(self, connection: sqlite3.Connection) -> "_Known | None":
        SOLD_TABLES.ensure(connection)
        rows = connection.execute(
            "SELECT id, source, read_at, judged_until FROM sold WHERE (dealer, channel) = (?, ?)", self._names
        )
        found = [_Known(sold, source, moment(read), moment(judged)) for sold, source, read, judged in rows]
        return found[0] if found else None

    def _record(self, connection: sqlite3.Connection, take: SoldTake) -> SoldTally:
        known = self._known(connection)
        entry = SoldEntry(connection, self._claim(connection, known, take))
        since = take.started
        if known is not None and known.leads_to(take):
            since = known.read_at
        else:
            entry.start_anew()
        entry.hold(take.prices, since, take.ended)
        for order in take.orders or ():
            if order.placed_at <= take.started and entry.is_new(order.number, order.placed_at):
                _judge(entry, order, take.rule)
        entry.prune(take.keep_from)
        stale, total = entry.stale(take.shown_from)
        return SoldTally(entry.counts(), entry.losses(), stale, total)

    def _claim(self, connection: sqlite3.Connection, known: "_Known | None", take: SoldTake) -> int:
        judged_until = take.started
        if known is not None and known.source == take.source and take.orders is None:
            judged_until = known.judged_until
        row = (take.source, micros(take.started), micros(judged_until))
        if known is not None:
            connection.execute(
                "UPDATE sold SET source = ?, read_at = ?, judged_until = ? WHERE id = ?", (*row, known.sold)
            )
            return known.sold
        inserted = connection.execute(
            "INSERT INTO sold (dealer, channel, source, read_at, judged_until) VALUES (?, ?, ?, ?, ?)",
            (*self._names, *row),
        )
        return int(inserted.lastrowid or 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is written of a channel: the prices of `source` were last read at `read_at`."""

    sold: int
    source: str
    read_at: datetime
    judged_until: datetime

    def leads_to(self, take: SoldTake) -> bool:
        """Whether no price was lost sight of since then."""
        return self.source == take.source and timedelta() <= take.started - self.read_at <= take.gap


def _judge(entry: SoldEntry, order: Order, rule: Rule) -> None:
    for line in order.lines:
        judged = rule.judge(line, order.placed_at, entry.held(line.key))
        entry.count(judged.verdict)
        if judged.valid is not None:
            entry.remember(StaleLine(order.number, order.placed_at, line, judged.valid, judged.loss))

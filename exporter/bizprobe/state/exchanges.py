"""The memory of exchanges: every report counts once, and counters go on after a restart."""

import sqlite3
from dataclasses import dataclass
from enum import Enum, auto

from bizprobe.exchange.report import ExchangeReport
from bizprobe.exchange.standing import Standing
from bizprobe.state.exchange_tables import EXCHANGE_TABLES, ExchangeEntry
from bizprobe.state.file import StateFile

# A month of one report every five minutes. What is older could no longer be told from a repetition.
_REPORTS = 10_000
_WITH_ITEMS = 20


class Recorded(Enum):
    """What became of a report."""

    NEW = auto()
    REPEATED = auto()
    CONTRADICTS = auto()
    """The same id was reported with another content."""
    TOO_OLD = auto()
    """It may have been counted and forgotten."""


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    """Which exchange it is."""

    dealer: str
    channel: str
    exchange: str


class ExchangeMemory:
    """All exchanges in the state file. Every method raises StateError.

    Of each exchange the newest `reports` are kept, and the rejected items of the newest `with_items`.
    """

    def __init__(self, file: StateFile, *, reports: int = _REPORTS, with_items: int = _WITH_ITEMS) -> None:
        self._file = file
        self._kept = (reports, with_items)

    async def record(self, report: ExchangeReport) -> Recorded:
        """Counts a report, unless it was counted before. It is on disk when this returns."""
        return await self._file.transact(lambda connection: self._record(connection, report))

    async def recall(self, key: ExchangeKey) -> Standing:
        """How the exchange stands."""
        return await self._file.transact(lambda connection: _recall(connection, key))

    def _record(self, connection: sqlite3.Connection, report: ExchangeReport) -> Recorded:
        entry = _entry(connection, ExchangeKey(report.dealer, report.channel, report.exchange))
        known = entry.fingerprint(report.id)
        if known is not None:
            return Recorded.REPEATED if known == report.fingerprint else Recorded.CONTRADICTS
        if entry.may_be_forgotten(report):
            return Recorded.TOO_OLD
        entry.add(report)
        entry.prune(*self._kept)
        return Recorded.NEW


def _recall(connection: sqlite3.Connection, key: ExchangeKey) -> Standing:
    entry = _entry(connection, key)
    return Standing(entry.sent, entry.accepted, entry.rejected, entry.last())


def _entry(connection: sqlite3.Connection, key: ExchangeKey) -> ExchangeEntry:
    EXCHANGE_TABLES.ensure(connection)
    return ExchangeEntry(connection, (key.dealer, key.channel, key.exchange))

"""The seller's own shop: a real SQLite database, kept as the shop's own software would keep it."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bizprobe.records import OrderStatus
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import SHOP
from bizprobe.sandbox.world import RETENTION, World

# The file stays when the sandbox starts again: a reader may have it open.
_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY,
    placed_at TEXT NOT NULL,
    status TEXT NOT NULL,
    kopecks INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS orders_placed_at ON orders (placed_at);
CREATE INDEX IF NOT EXISTS orders_status ON orders (status);
DELETE FROM orders;
"""
_WRITE = """
INSERT INTO orders VALUES (?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET status = excluded.status WHERE status <> excluded.status
"""
_WORDS = {
    OrderStatus.NEW: "new",
    OrderStatus.ASSEMBLING: "collecting",
    OrderStatus.PACKED: "collected",
    OrderStatus.HANDED_OVER: "with courier",
    OrderStatus.DELIVERED: "completed",
    OrderStatus.CANCELLED_BY_BUYER: "cancelled by client",
    OrderStatus.CANCELLED_BY_SELLER: "cancelled by us",
    OrderStatus.CANCELLED_BY_CHANNEL: "cancelled by shop",
}


class ShopDatabase:
    """Keeps the shop's orders in the database file, and locks it while the fault says so.

    Nothing here waits: what a reader keeps us from writing is written the next time.
    """

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, timeout=0, isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._written_until: datetime | None = None
        self._moving: Sequence[PlacedOrder] = ()

    def keep(self, world: World) -> None:
        """Writes what has changed since the last time."""
        fresh = world.orders(SHOP, self._written_until)
        changing = [*self._moving, *fresh]
        if self._write(changing, world):
            now = world.now.timestamp()
            self._moving = [order for order in changing if not order.finished(now)]
            self._written_until = world.now

    def close(self) -> None:
        self._database.close()

    def _write(self, orders: Sequence[PlacedOrder], world: World) -> bool:
        lock = world.has_fault(SHOP, FaultName.LOCKED)
        try:
            if not self._database.in_transaction:
                self._database.execute("BEGIN EXCLUSIVE" if lock else "BEGIN IMMEDIATE")
            self._database.executemany(_WRITE, [_row(order, world.now) for order in orders])
            oldest = _time(world.now - RETENTION)
            self._database.execute("DELETE FROM orders WHERE placed_at < ?", (oldest,))
            if not lock:
                self._database.execute("COMMIT")
        except sqlite3.OperationalError:
            self._database.rollback()
            return False
        return True


def _row(order: PlacedOrder, now: datetime) -> tuple[str, str, str, int]:
    return order.number, _time(order.placed_at), _WORDS[order.status(now.timestamp())], order.kopecks


def _time(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")

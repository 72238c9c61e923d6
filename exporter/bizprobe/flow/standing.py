"""Orders that are open: how many stand in each status, since when, and which stand too long."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bizprobe.flow.age import AgeLimits
from bizprobe.records import OPEN_STATUSES, Order, OrderStatus
from bizprobe.settings.model import Severity


@dataclass(frozen=True, slots=True)
class TooOld:
    """An open order past a limit, the worst of those that it is past, in seconds at this hour."""

    number: str
    status: OrderStatus
    placed_at: datetime
    limit: float
    severity: Severity


@dataclass(slots=True)
class OpenOrders:
    """The open orders of one read, each once however many pages show it."""

    _orders: dict[str, tuple[OrderStatus, datetime]] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        self._orders[order.number] = (order.status, order.placed_at)

    def counts(self) -> dict[OrderStatus, int]:
        """How many orders stand in each status: every open one, and others that the channel calls open."""
        counted = Counter(status for status, _ in self._orders.values())
        return {
            status: counted[status] for status in OrderStatus if status in OPEN_STATUSES or counted[status]
        }

    def oldest(self) -> dict[OrderStatus, datetime]:
        """When the oldest order of each status was placed, where there is one."""
        found: dict[OrderStatus, datetime] = {}
        for status, placed_at in self._orders.values():
            found[status] = min(placed_at, found.get(status, placed_at))
        return found

    def too_old(self, limits: AgeLimits, now: datetime) -> list[TooOld]:
        """The orders that are past a limit, oldest first."""
        return sorted(self._past(limits, now), key=lambda order: (order.placed_at, order.number))

    def _past(self, limits: AgeLimits, now: datetime) -> Iterator[TooOld]:
        for status, by_severity in limits.by_status.items():
            orders = sorted((at, number) for number, (word, at) in self._orders.items() if word is status)
            for severity in (Severity.CRITICAL, Severity.WARNING):
                limit = by_severity.get(severity)
                allowed = limit.at(now, limits.calendar) if limit else None
                if limit is None or allowed is None:
                    continue
                past = limits.past(limit, [at for at, _ in orders], now)
                for at, number in orders[:past]:
                    yield TooOld(number, status, at, allowed, severity)
                orders = orders[past:]

"""A seller's trade, drawn once: when orders come in through each channel, and what becomes of them."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bizprobe.records import Money, Order, OrderLine, OrderStatus

HOLIDAY = date(2026, 9, 18)
_LONGEST = 0.8
"""No gap takes a larger part of what the channel is allowed: nothing is wrong with this trade."""
_AGES = (
    (timedelta(minutes=20), OrderStatus.NEW),
    (timedelta(hours=1), OrderStatus.ASSEMBLING),
    (timedelta(minutes=90), OrderStatus.PACKED),
    (timedelta(hours=2), OrderStatus.HANDED_OVER),
)
SHOWN_AFTER = timedelta(minutes=9)
"""How late a channel shows, and sells at, a price that the seller has changed."""
KEYS = tuple(f"{number:07}" for number in range(557_722, 557_722 + 120))


@dataclass(frozen=True, slots=True)
class Pace:
    """Orders an hour by day, at night and on free days; allowed gaps by day and at night are seconds."""

    zone: ZoneInfo
    hours: range
    day: float
    night: float
    free: float
    gap: float
    night_gap: float

    def rate(self, at: datetime) -> float:
        """Orders an hour at this moment."""
        local = at.astimezone(self.zone)
        if local.hour not in self.hours:
            return self.night
        return self.free if local.weekday() > 4 or local.date() == HOLIDAY else self.day

    def latest(self, at: datetime) -> datetime:
        """Until when an order must follow one of this moment. By day the gap counts from the opening."""
        local = at.astimezone(self.zone)
        if local.hour in self.hours:
            return at + timedelta(seconds=self.gap * _LONGEST)
        opening = local.replace(hour=self.hours.start, minute=0, second=0, microsecond=0)
        opening += timedelta(days=opening < local)
        by_day = opening + timedelta(seconds=self.gap * _LONGEST)
        return min(at + timedelta(seconds=self.night_gap * _LONGEST), by_day)


def draw(name: str, pace: Pace, start: datetime, end: datetime) -> Sequence[datetime]:
    """The moments at which orders are placed; nothing comes while the rate is 0."""
    chance, moments, at = random.Random(name), list[datetime](), start
    while at < end:
        rate = pace.rate(at)
        if not rate:
            at += timedelta(minutes=1)
            continue
        at = min(at + timedelta(seconds=chance.expovariate(rate / 3600)), pace.latest(at))
        if pace.rate(at):
            moments.append(at)
    return moments


class Shelf:
    """The orders of one channel."""

    def __init__(self, name: str, moments: Sequence[datetime]) -> None:
        self._name = name
        self._moments = moments
        self._orders: dict[tuple[int, OrderStatus], Order] = {}

    def without(self, lost: Callable[[int, datetime], bool]) -> "Shelf":
        """The same trade, but some orders, told by their number and moment, are never placed."""
        kept = [moment for number, moment in enumerate(self._moments) if not lost(number, moment)]
        return Shelf(self._name, kept)

    def count(self, since: datetime, until: datetime) -> int:
        """How many orders came after `since`, up to `until`."""
        return bisect_right(self._moments, until) - bisect_right(self._moments, since)

    def placed(self, since: datetime, until: datetime) -> Iterator[Order]:
        """The orders placed in that time as they stand at its end."""
        first, last = bisect_left(self._moments, since), bisect_right(self._moments, until)
        return (self._order(index, until) for index in range(first, last))

    def open(self, until: datetime) -> Iterator[Order]:
        """Those that are not finished."""
        placed = self.placed(until - _AGES[-1][0], until)
        return (order for order in placed if order.status is not OrderStatus.DELIVERED)

    def sold(self, key: str, until: datetime) -> int:
        """How many pieces of an item were ordered so far."""
        count = bisect_right(self._moments, until)
        return max(0, (count - 1 - KEYS.index(key)) // len(KEYS) + 1)

    def _order(self, index: int, until: datetime) -> Order:
        at = self._moments[index]
        age = until - at
        status = next((status for oldest, status in _AGES if age < oldest), OrderStatus.DELIVERED)
        if (index, status) not in self._orders:
            key = KEYS[index % len(KEYS)]
            price = Money(kopecks(key, at - SHOWN_AFTER), "RUB")
            lines = (OrderLine(key, 1, price),)
            number = f"{self._name}-{index}"
            self._orders[index, status] = Order(number, at, status, status, amount=price, lines=lines)
        return self._orders[index, status]


def kopecks(key: str, at: datetime) -> int:
    """What an item costs: one of all has a new price every ten minutes."""
    slots = int(at.timestamp() // 600)
    return 10_000 + KEYS.index(key) * 37 + (slots - KEYS.index(key)) // len(KEYS) % 7 * 250


def day(text: str) -> datetime:
    """Midnight UTC of an ISO date."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

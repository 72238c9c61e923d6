"""A seller's trade, drawn once: when orders come in through each channel, and what becomes of them."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bizprobe.records import Money, Order, OrderLine, OrderStatus

MOSCOW = ZoneInfo("Europe/Moscow")
_LONGEST = 0.8
"""No gap takes a larger part of what the channel is allowed: nothing is wrong with this trade."""
_AGES = (
    (timedelta(minutes=20), OrderStatus.NEW),
    (timedelta(hours=2), OrderStatus.ASSEMBLING),
    (timedelta(hours=6), OrderStatus.PACKED),
    (timedelta(hours=12), OrderStatus.HANDED_OVER),
)
_OPENS, _CLOSES = 9, 21
_HOLIDAY = date(2026, 9, 18)
SHOWN_AFTER = timedelta(minutes=9)
"""How late a channel shows, and sells at, a price that the seller has changed."""
KEYS = tuple(f"{number:07}" for number in range(557_722, 557_722 + 120))


@dataclass(frozen=True, slots=True)
class Pace:
    """Orders an hour by day (9 to 21), at night, on free days; allowed gaps are seconds."""

    day: float
    night: float
    weekend: float
    gap: float
    gap_apart: float

    def at(self, local: datetime) -> tuple[float, float]:
        """Orders an hour and the longest gap at this hour."""
        by_day = _OPENS <= local.hour < _CLOSES
        free = local.weekday() > 4 or local.date() == _HOLIDAY
        rate = self.night if not by_day else self.weekend if free else self.day
        return rate, self.gap if by_day and rate == self.day else self.gap_apart


def draw(name: str, pace: Pace, start: datetime, end: datetime) -> Sequence[datetime]:
    """The moments at which orders are placed; nothing comes while the rate is 0."""
    chance, moments, at = random.Random(name), list[datetime](), start
    while at < end:
        rate, gap = pace.at(at.astimezone(MOSCOW))
        if not rate:
            at += timedelta(minutes=1)
            continue
        at += timedelta(seconds=min(chance.expovariate(rate / 3600), gap * _LONGEST))
        if pace.at(at.astimezone(MOSCOW))[0]:
            moments.append(at)
    return moments


class Shelf:
    """The orders of one channel. `hidden` begins a time during which orders are placed that nobody sees."""

    def __init__(self, name: str, moments: Sequence[datetime]) -> None:
        self._name = name
        self._moments = moments
        self._orders: dict[tuple[int, OrderStatus], Order] = {}
        self.hidden: tuple[datetime, datetime] | None = None

    def placed(self, since: datetime, until: datetime) -> Iterator[Order]:
        """The orders placed in that time as they stand at its end."""
        first, last = bisect_left(self._moments, since), bisect_right(self._moments, until)
        for index in range(first, last):
            at = self._moments[index]
            if self.hidden is None or not self.hidden[0] <= at < self.hidden[1]:
                yield self._order(index, at, until)

    def open(self, until: datetime) -> Iterator[Order]:
        """Those that are not finished."""
        placed = self.placed(until - _AGES[-1][0], until)
        return (order for order in placed if order.status is not OrderStatus.DELIVERED)

    def sold(self, key: str, until: datetime) -> int:
        """How many pieces of an item were ordered so far."""
        count = bisect_right(self._moments, until)
        return max(0, (count - 1 - KEYS.index(key)) // len(KEYS) + 1)

    def _order(self, index: int, at: datetime, until: datetime) -> Order:
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

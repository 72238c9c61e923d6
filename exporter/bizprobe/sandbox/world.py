"""The state of the sandbox: what is ordered where, what of it is in the book, and how it moves on.

Pure: time comes in through `advance`, nothing here knows of HTTP or of files.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil, inf
from operator import attrgetter
from random import Random

from bizprobe.records import OrderStatus
from bizprobe.sandbox.catalogue import FEW, draw_items
from bizprobe.sandbox.faults import Broken, FaultBoard, FaultName
from bizprobe.sandbox.goods import Goods
from bizprobe.sandbox.order import CANCELLATIONS, HUNDREDTHS, PlacedOrder
from bizprobe.sandbox.places import CHANNELS, ChannelPlace
from bizprobe.sandbox.traffic import Traffic

HISTORY = timedelta(hours=26)
"""How far back orders exist when the world begins."""
RETENTION = timedelta(days=3)
"""How long an order is kept."""

_serial = attrgetter("serial")
_booked = attrgetter("booked")


@dataclass(slots=True)
class Shelf:
    """The orders of one channel."""

    place: ChannelPlace
    traffic: Traffic
    orders: list[PlacedOrder] = field(default_factory=list)
    """By time of placing."""
    unfinished: list[PlacedOrder] = field(default_factory=list)
    """By time of placing."""
    book: list[PlacedOrder] = field(default_factory=list)
    """Those that reach the book, by the time when they do."""
    lost: list[PlacedOrder] = field(default_factory=list)
    """Those that do not reach the book because of a fault."""
    stuck: list[PlacedOrder] = field(default_factory=list)
    """Those that do not move on because of a fault."""

    @property
    def latest(self) -> int:
        """The newest order's serial: the next one must have a later one."""
        return self.orders[-1].serial if self.orders else 0

    def add(self, order: PlacedOrder) -> None:
        self.orders.append(order)
        self.unfinished.append(order)
        if order.booked < inf:
            insort(self.book, order, key=_booked)

    def tidy(self, now: float) -> None:
        """Drops what is finished from the unfinished, and what is too old from everything."""
        oldest = now - RETENTION.total_seconds()
        del self.orders[: bisect_left(self.orders, oldest * HUNDREDTHS, key=_serial)]
        del self.book[: bisect_left(self.book, oldest, key=_booked)]
        self.lost = [order for order in self.lost if order.placed >= oldest]
        self.stuck = [order for order in self.stuck if order.placed >= oldest]
        self.unfinished = [
            order for order in self.unfinished if order.placed >= oldest and not order.finished(now)
        ]


class World:
    """Two dealers and their channels, at the moment of the last `advance`.

    `rate` is how many orders a minute the busiest channel takes by day, `items` how long the catalogue is.
    """

    def __init__(
        self,
        now: datetime,
        *,
        seed: int = 1,
        rate: float = 8.0,
        history: timedelta = HISTORY,
        items: int = FEW,
        channels: Sequence[ChannelPlace] = CHANNELS,
    ) -> None:
        self._now = (now - history).timestamp()
        self._random = Random(f"{seed}/{now.timestamp()}")
        self._shelves = {place.name: Shelf(place, Traffic(place, seed, rate)) for place in channels}
        self._faults = FaultBoard()
        self._told_until: dict[str, float] = {}
        sellers = [place.name for place in channels if place.sells]
        self.goods = Goods(draw_items(seed, items), sellers, now.timestamp())
        self.advance(now)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self._now, UTC)

    def advance(self, now: datetime) -> None:
        """Lets time pass until `now`; a moment in the past changes nothing."""
        until = now.timestamp()
        if until <= self._now:
            return
        sold: list[PlacedOrder] = []
        for shelf in self._shelves.values():
            if not self.has_fault(shelf.place.name, FaultName.SILENCE):
                begun = max(self._now, shelf.latest / HUNDREDTHS)
                for order in shelf.traffic.between(begun, until):
                    self._take(shelf, order)
                    if shelf.place.sells:
                        sold.append(order)
            shelf.tidy(until)
        self._now = until
        self.goods.advance(until, sorted(sold, key=_serial))

    def place(self, channel: str) -> PlacedOrder:
        """Places one order now, whatever faults there are."""
        shelf = self._shelves[channel]
        serial = max(ceil(self._now * HUNDREDTHS), shelf.latest + 1)
        order = shelf.traffic.order(serial, self._random)
        self._take(shelf, order)
        if shelf.place.sells:
            self.goods.sell(order)
        return order

    def channels(self) -> Iterator[ChannelPlace]:
        return (shelf.place for shelf in self._shelves.values())

    def orders(
        self, channel: str, since: datetime | None = None, to: datetime | None = None
    ) -> Sequence[PlacedOrder]:
        """The channel's orders placed from `since` to `to`, both included, by time."""
        orders = self._shelves[channel].orders
        low = bisect_left(orders, since.timestamp() * HUNDREDTHS, key=_serial) if since else 0
        high = bisect_right(orders, to.timestamp() * HUNDREDTHS, key=_serial) if to else len(orders)
        return orders[low:high]

    def order(self, channel: str, serial: int) -> PlacedOrder | None:
        """The channel's order with that serial."""
        orders = self._shelves[channel].orders
        place = bisect_left(orders, serial, key=_serial)
        found = orders[place : place + 1]
        return found[0] if found and found[0].serial == serial else None

    def unfinished(self, channel: str) -> Sequence[PlacedOrder]:
        """The channel's orders that are neither delivered nor cancelled, by time of placing."""
        return self._shelves[channel].unfinished

    def booked(self, channel: str, since: datetime | None = None) -> Sequence[PlacedOrder]:
        """The channel's orders that reached the book at `since` or later, by the time when they did."""
        book = self._shelves[channel].book
        low = bisect_left(book, since.timestamp(), key=_booked) if since else 0
        return book[low : bisect_right(book, self._now, key=_booked)]

    def lost(self, channel: str) -> Sequence[PlacedOrder]:
        """The channel's orders that a fault keeps from the book."""
        return self._shelves[channel].lost

    def booked_status(self, order: PlacedOrder, channel: str) -> OrderStatus:
        """The status of the channel's order as the book knows it."""
        heard = self._told_until.get(channel, self._now)
        if self.has_fault(channel, FaultName.CANCELLED_APART):
            return order.uncancelled(heard)
        status = order.status(self._now)
        return status if status in CANCELLATIONS else order.status(heard)

    def has_fault(self, place: str, fault: FaultName) -> bool:
        return self._faults.has(place, fault)

    def faults(self) -> Sequence[Broken]:
        return self._faults.all()

    def inject(self, broken: Broken) -> bool:
        """Turns a fault on. Returns whether it was off."""
        if not self._faults.add(broken):
            return False
        self.goods.begin(broken)
        if broken.fault is FaultName.STATUSES_APART:
            self._told_until[broken.place] = self._now
        return True

    def mend(self, broken: Broken) -> bool:
        """Turns a fault off, and lets what it held back go on. Returns whether it was on."""
        if not self._faults.remove(broken):
            return False
        self.goods.end(broken)
        if broken.fault is FaultName.STATUSES_APART:
            del self._told_until[broken.place]
        if broken.fault is FaultName.LOST_ORDERS:
            self._enter_late(self._shelves[broken.place])
        if broken.fault is FaultName.STUCK_ORDERS:
            self._let_move(self._shelves[broken.place])
        return True

    def _take(self, shelf: Shelf, order: PlacedOrder) -> None:
        if self.has_fault(shelf.place.name, FaultName.LOST_ORDERS):
            order.booked = inf
            shelf.lost.append(order)
        if self.has_fault(shelf.place.name, FaultName.STUCK_ORDERS):
            order.moving_since = inf
            shelf.stuck.append(order)
        if shelf.place.sells:
            order.prices = self.goods.prices(order, shelf.place)
        shelf.add(order)

    def _enter_late(self, shelf: Shelf) -> None:
        for order in shelf.lost:
            order.booked = self._now
            insort(shelf.book, order, key=_booked)
        shelf.lost.clear()

    def _let_move(self, shelf: Shelf) -> None:
        for order in shelf.stuck:
            order.moving_since = self._now
        shelf.stuck.clear()

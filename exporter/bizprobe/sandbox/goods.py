"""Prices and stocks: what the seller holds of each item, and what each channel shows of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import floor
from typing import NamedTuple, overload

from bizprobe.sandbox.catalogue import Item
from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import ChannelPlace
from bizprobe.sandbox.showcase import OF_GOODS, Offers, Showcase, hit_by

_PRICE_CHANGES_EVERY = 15
_STRIDE = 7919  # a prime: one item after the other, all over the catalogue
_FASTEST = 1.0
_APART = 0.5
_PACES = 9
_LOW = 2
_REFILLED_AFTER = 45
_FOUND_MORE = 50
_RESERVED_TOO_MUCH = 3
_LASTING = (FaultName.OVERSOLD, FaultName.OVERBOOKED)


class Row(NamedTuple):
    """One item at one side."""

    place: int
    sku: str
    kopecks: int
    pieces: int


class Line(NamedTuple):
    """One piece of an order."""

    place: int
    sku: str
    kopecks: int


class HeldBack(NamedTuple):
    """A new price that a channel does not show, and the one that it shows."""

    row: Row
    kopecks: int


class Rows(Sequence[Row]):
    """Every item at one side, in the order of the catalogue. Made when asked for: a page is a small part."""

    def __init__(self, items: Sequence[Item], offers: Offers) -> None:
        self._items = items
        self._offers = offers

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            places = range(*index.indices(len(self)))
            skus = [item.sku for item in self._items[index]]
            return list(map(Row, places, skus, self._offers.kopecks[index], self._offers.pieces[index]))
        item = self._items[index]
        return Row(index, item.sku, self._offers.kopecks[index], self._offers.pieces[index])

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])


class Goods:
    """The catalogue from the Unix time `now` on. All channels sell from one stock."""

    def __init__(self, items: Sequence[Item], channels: Iterable[str], now: float) -> None:
        self._items = items
        self._now = now
        self._seller = Offers([item.kopecks for item in items], [item.pieces for item in items])
        self._revisions = [0] * len(items)
        self._refills: dict[int, float] = {}
        self._broken: set[Broken] = set()
        self._showcases = {
            channel: Showcase(self._seller, _FASTEST + _APART * (number % _PACES))
            for number, channel in enumerate(channels)
        }
        self._begun: Mapping[FaultName, Callable[[], Iterable[int]]] = {
            FaultName.PRICES_REJECTED: self._change_all_prices,
            FaultName.PRICE_QUARANTINED: self._slash_prices,
            FaultName.STOCK_PAGES_LOST: self._find_more,
            FaultName.OVERSOLD: lambda: self._sell_out(FaultName.OVERSOLD),
            FaultName.OVERBOOKED: lambda: self._sell_out(FaultName.OVERBOOKED),
        }
        self._ended: Mapping[FaultName, Callable[[], Iterable[int]]] = {
            FaultName.PRICE_QUARANTINED: self._restore_prices,
            **dict.fromkeys(_LASTING, lambda: self._refill(self._now)),
        }

    def held(self, channel: str = "") -> Rows:
        """What the seller holds, less than nothing where more is reserved for that channel than there is."""
        if Broken(channel, FaultName.OVERBOOKED) not in self._broken:
            return Rows(self._items, self._seller)
        offers = self._seller.copy()
        for place in hit_by(FaultName.OVERBOOKED, len(self._items)):
            if self._items[place].pieces:
                offers.pieces[place] -= _RESERVED_TOO_MUCH
        return Rows(self._items, offers)

    def shown(self, channel: str) -> Rows:
        """What the channel shows."""
        return Rows(self._items, self._showcases[channel].shown())

    def held_back(self, channel: str) -> Sequence[HeldBack]:
        """The new prices that the channel has heard of and does not show."""
        if Broken(channel, FaultName.PRICE_QUARANTINED) not in self._broken:
            return ()
        shown = self.shown(channel)
        return [
            HeldBack(shown[place], self._seller.kopecks[place])
            for place in hit_by(FaultName.PRICE_QUARANTINED, len(self._items))
        ]

    def advance(self, until: float, orders: Iterable[PlacedOrder]) -> None:
        """Lets time pass: changes prices, sells what was ordered, and refills.

        Channels begin to hear of all that at `until`.
        """
        if until <= self._now:
            return
        changed = [*self._change_prices(until)]
        for order in orders:
            if order.placed > self._now:
                changed += self._sell(order)
        changed += self._refill(until)
        self._now = until
        self._tell(changed)
        for showcase in self._showcases.values():
            showcase.advance(until)

    def sell(self, order: PlacedOrder) -> None:
        """Sells what was ordered just now."""
        self._tell(self._sell(order))

    def prices(self, order: PlacedOrder, channel: ChannelPlace) -> tuple[int, ...]:
        """What the pieces of an order cost at the channel, in kopecks."""
        shown = self._showcases[channel.name].shown().kopecks
        paid = [shown[place] for place in self._ordered(order, channel.lines)]
        if Broken(channel.name, FaultName.STALE_PRICE_SOLD) in self._broken:
            return tuple(kopecks * 4 // 5 for kopecks in paid)
        return tuple(paid)

    def lines(self, order: PlacedOrder) -> Sequence[Line]:
        """The pieces of an order."""
        places = self._ordered(order, len(order.prices))
        return [
            Line(place, self._items[place].sku, paid)
            for place, paid in zip(places, order.prices, strict=True)
        ]

    def begin(self, broken: Broken) -> None:
        """A fault begins, with what the seller does that makes it show."""
        if broken.fault in OF_GOODS:
            self._broken.add(broken)
            self._showcases[broken.place].break_down(broken.fault)
            if broken.fault in self._begun:
                self._tell(self._begun[broken.fault]())

    def end(self, broken: Broken) -> None:
        """A fault ends; the channel hears of everything again."""
        if broken.fault in OF_GOODS:
            self._showcases[broken.place].recover(broken.fault, self._now)
            self._broken.discard(broken)
            if broken.fault in self._ended and not self._lasts(broken.fault):
                self._tell(self._ended[broken.fault]())

    def _lasts(self, fault: FaultName) -> bool:
        return any(broken.fault is fault for broken in self._broken)

    def _ordered(self, order: PlacedOrder, pieces: int) -> Sequence[int]:
        count = len(self._items)
        return (order.serial % count, (order.serial * 31 + 17) % count)[:pieces]

    def _sell(self, order: PlacedOrder) -> Iterable[int]:
        for place in self._ordered(order, len(order.prices)):
            if self._seller.pieces[place] > 0:
                self._seller.pieces[place] -= 1
                yield place
                if self._seller.pieces[place] <= _LOW:
                    self._refills.setdefault(place, order.placed + _REFILLED_AFTER)

    def _refill(self, until: float) -> Iterable[int]:
        lasting = [fault for fault in _LASTING if self._lasts(fault)]
        kept = {place for fault in lasting for place in hit_by(fault, len(self._items))}
        for place in [place for place, due in self._refills.items() if due <= until and place not in kept]:
            del self._refills[place]
            self._seller.pieces[place] = self._items[place].pieces
            yield place

    def _change_prices(self, until: float) -> Iterable[int]:
        for slot in range(floor(self._now / _PRICE_CHANGES_EVERY), floor(until / _PRICE_CHANGES_EVERY)):
            place = slot * _STRIDE % len(self._items)
            self._change_price(place)
            yield place

    def _change_price(self, place: int) -> None:
        self._revisions[place] += 1
        self._seller.kopecks[place] = self._items[place].price(self._revisions[place])

    def _change_all_prices(self) -> Iterable[int]:
        for place in range(len(self._items)):
            self._change_price(place)
            yield place

    def _slash_prices(self) -> Iterable[int]:
        for place in hit_by(FaultName.PRICE_QUARANTINED, len(self._items)):
            self._seller.kopecks[place] = max(self._items[place].kopecks // 4, 1)
            yield place

    def _restore_prices(self) -> Iterable[int]:
        for place in hit_by(FaultName.PRICE_QUARANTINED, len(self._items)):
            self._seller.kopecks[place] = self._items[place].price(self._revisions[place])
            yield place

    def _find_more(self) -> Iterable[int]:
        for place, pieces in enumerate(self._seller.pieces):
            if pieces > 0:
                self._seller.pieces[place] += _FOUND_MORE
                yield place

    def _sell_out(self, fault: FaultName) -> Iterable[int]:
        for place in hit_by(fault, len(self._items)):
            if self._seller.pieces[place] > 0:
                self._seller.pieces[place] = 0
                self._refills[place] = self._now
                yield place

    def _tell(self, places: Iterable[int]) -> None:
        changed = list(places)
        for showcase in self._showcases.values():
            showcase.tell(self._now, changed)

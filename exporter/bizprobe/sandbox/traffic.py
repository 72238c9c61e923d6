"""The steady day of orders of one channel."""

import hashlib
import math
from collections.abc import Iterator
from datetime import datetime
from random import Random

from bizprobe.sandbox.order import HUNDREDTHS, PlacedOrder, draw_lifelines
from bizprobe.sandbox.places import ChannelPlace

_DAY_CURVE = (
    *(0.6, 0.5, 0.5, 0.5, 0.5, 0.5),  # 00-06
    *(0.6, 0.7, 0.8, 0.9, 1.0, 1.0),  # 06-12
    *(1.0, 0.95, 0.9, 0.9, 0.9, 0.95),  # 12-18
    *(1.0, 1.0, 0.95, 0.9, 0.8, 0.7),  # 18-24
)


class Traffic:
    """Orders as a pure function of the seed and of time: the same moment always brings the same order.

    Time is cut into slots, each with one order at most, so gaps are never longer than three and a half slots.
    By night some slots stay empty. A slot is `60 / (rate * weight)` seconds; `rate` is orders a minute.
    """

    def __init__(self, place: ChannelPlace, seed: int, rate: float) -> None:
        self._place = place
        self._slot = 60 / (rate * place.weight)
        digest = hashlib.blake2b(f"{seed}/{place.name}".encode(), digest_size=8).digest()
        self._base = int.from_bytes(digest, "big")
        self._lifelines = draw_lifelines(Random(self._base))

    def between(self, after: float, until: float) -> Iterator[PlacedOrder]:
        """The orders placed after the one Unix time and not after the other, in order of time."""
        for slot in range(math.floor(after / self._slot), math.floor(until / self._slot) + 1):
            if self._sells(slot):
                order = self._order(slot)
                if after < order.placed <= until:
                    yield order

    def count(self, after: float, until: float) -> int:
        """How many orders are placed in a time that begins and ends in one hour of the clock, but for one."""
        share = self._share(after)
        first, last = math.floor(after / self._slot), math.floor(until / self._slot)
        return math.floor(last * share) - math.floor(first * share)

    def order(self, serial: int, random: Random) -> PlacedOrder:
        """An order placed at that moment."""
        placed = serial / HUNDREDTHS
        return PlacedOrder(
            serial=serial,
            number=self._place.number(serial),
            lifeline=random.choice(self._lifelines),
            booked=placed + random.uniform(1, 4) if self._place.sells else math.inf,
            moving_since=placed,
        )

    def _sells(self, slot: int) -> bool:
        share = self._share(slot * self._slot)
        return math.floor((slot + 1) * share) > math.floor(slot * share)

    def _share(self, at: float) -> float:
        return _DAY_CURVE[datetime.fromtimestamp(at, self._place.zone).hour]

    def _order(self, slot: int) -> PlacedOrder:
        random = Random(self._base + slot)
        placed = (slot + random.uniform(0.2, 0.8)) * self._slot
        return self.order(round(placed * HUNDREDTHS), random)

"""An order of the sandbox, and the way that it goes from the customer's click to the customer's door."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from bizprobe.records import OrderStatus

HUNDREDTHS = 100
"""Serials count hundredths of a second."""

# Minutes instead of a real shop's hours, so that a person sees orders move while watching.
_STEPS = (
    (OrderStatus.ASSEMBLING, 20, 90),
    (OrderStatus.PACKED, 30, 120),
    (OrderStatus.HANDED_OVER, 60, 240),
    (OrderStatus.DELIVERED, 120, 480),
)
CANCELLATIONS = (
    OrderStatus.CANCELLED_BY_BUYER,
    OrderStatus.CANCELLED_BY_SELLER,
    OrderStatus.CANCELLED_BY_CHANNEL,
)
_CANCELLED_SHARE = 0.05
_VARIETY = 400


@dataclass(frozen=True, slots=True)
class Lifeline:
    """Which status an order reaches at which age in seconds; the first is NEW at 0, the last is final."""

    stages: tuple[tuple[float, OrderStatus], ...]

    def status_at(self, age: float) -> OrderStatus:
        return next((status for reached, status in reversed(self.stages) if reached <= age), OrderStatus.NEW)

    def uncancelled_at(self, age: float) -> OrderStatus:
        """The status at which a cancellation found the order; any other as it is."""
        alive = [status for at, status in self.stages if at <= age and status not in CANCELLATIONS]
        return alive[-1] if alive else OrderStatus.NEW

    @property
    def length(self) -> float:
        """The age in seconds at which the order is finished."""
        return self.stages[-1][0]


def draw_lifelines(random: Random) -> tuple[Lifeline, ...]:
    """A stock of lifelines that orders share: days of orders would hold millions of equal numbers."""
    return tuple(_draw(random) for _ in range(_VARIETY))


def _draw(random: Random) -> Lifeline:
    cancelled_at = random.randrange(len(_STEPS) - 1) if random.random() < _CANCELLED_SHARE else None
    stages = [(0.0, OrderStatus.NEW)]
    for place, (status, shortest, longest) in enumerate(_STEPS):
        age = stages[-1][0] + random.uniform(shortest, longest)
        if place == cancelled_at:
            stages.append((age, random.choice(CANCELLATIONS)))
            break
        stages.append((age, status))
    return Lifeline(tuple(stages))


@dataclass(slots=True, eq=False)
class PlacedOrder:
    """One order. All times are Unix seconds.

    `serial` is the moment of placing in hundredths of a second and unique within the channel. `booked` is
    when the order reaches the seller's book (infinite: never); `moving_since` is when its lifeline starts
    (infinite: it stands still). `prices` are those of its pieces, in kopecks.
    """

    serial: int
    number: str
    lifeline: Lifeline
    booked: float
    moving_since: float
    prices: tuple[int, ...] = ()

    @property
    def placed(self) -> float:
        return self.serial / HUNDREDTHS

    @property
    def placed_at(self) -> datetime:
        return datetime.fromtimestamp(self.placed, UTC)

    @property
    def booked_at(self) -> datetime | None:
        """When it reaches the book, or None if it never does."""
        return datetime.fromtimestamp(self.booked, UTC) if math.isfinite(self.booked) else None

    @property
    def kopecks(self) -> int:
        """What all of it costs."""
        return sum(self.prices)

    def status(self, now: float) -> OrderStatus:
        return self.lifeline.status_at(now - self.moving_since)

    def uncancelled(self, now: float) -> OrderStatus:
        """Its status for somebody who hears of no cancellation."""
        return self.lifeline.uncancelled_at(now - self.moving_since)

    def changed_at(self, now: float) -> float:
        """When it reached the status that it has."""
        age = now - self.moving_since
        reached = max((at for at, _ in self.lifeline.stages if at <= age), default=None)
        return self.placed if reached is None else self.moving_since + reached

    def finished(self, now: float) -> bool:
        return now - self.moving_since >= self.lifeline.length

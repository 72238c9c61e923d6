"""What was sold, held against the prices that the seller held at that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bizprobe.records import Money, OrderLine


class Verdict(StrEnum):
    """Whether a line was sold at a price that was valid; unknown is neither."""

    VALID = "valid"
    UNDER = "under"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class HeldPrice:
    """A price that the seller held, at most from `since` to `until`; until now where that is None."""

    price: Money
    since: datetime
    until: datetime | None = None

    def held_between(self, start: datetime, end: datetime) -> bool:
        """Whether it was held at any moment from `start` to `end`."""
        return self.since <= end and (self.until is None or self.until >= start)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a line's price was worth. `valid` is the price that it should have had, `loss` minor units."""

    verdict: Verdict
    valid: Money | None = None
    loss: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A price stays good for `grace` after the seller changed it; `tolerance` is in major units."""

    grace: timedelta
    tolerance: Decimal = Decimal()

    def judge(self, line: OrderLine, placed_at: datetime, held: Sequence[HeldPrice]) -> Judgement:
        """Holds a line against every price of its item that is known.

        Any price held within the grace before the order is valid. What is known only in part proves nothing:
        a price that nobody saw may have been the one.
        """
        start = placed_at - self.grace
        valid = [one.price for one in held if one.held_between(start, placed_at)]
        if any(self._same(line.price, price) for price in valid):
            return Judgement(Verdict.VALID)
        known = all(any(one.held_between(at, at) for one in held) for at in (start, placed_at))
        if not known or any(price.currency != line.price.currency for price in valid):
            return Judgement(Verdict.UNKNOWN)
        return _stale(line, valid)

    def _same(self, sold: Money, valid: Money) -> bool:
        return sold.currency == valid.currency and abs(sold.major - valid.major) <= self.tolerance


def _stale(line: OrderLine, valid: Sequence[Money]) -> Judgement:
    sold, lowest = line.price.minor, min(valid, key=lambda price: price.minor)
    if sold < lowest.minor:
        return Judgement(Verdict.UNDER, lowest, (lowest.minor - sold) * line.quantity)
    nearest = max((price for price in valid if price.minor <= sold), key=lambda price: price.minor)
    return Judgement(Verdict.OVER, nearest)

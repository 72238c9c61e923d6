"""A posting of Ozon's, which is what Ozon calls an order's parcel, as an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.errors import BadAnswerError
from bizprobe.records import Money, Order, OrderLine, OrderStatus
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.row import exact_text
from bizprobe.statuses import StatusMap

# Ozon's statuses are open words, not an enum (document of 2026-08-14). `a/b` is status a with substatus or
# cancellation type b. Somebody else's turn is told from the seller's by the status alone.
STATUSES: Mapping[str, OrderStatus] = {
    "awaiting_registration": OrderStatus.NEW,
    "acceptance_in_progress": OrderStatus.NEW,
    "awaiting_approve": OrderStatus.NEW,
    "awaiting_verification": OrderStatus.NEW,
    "awaiting_packaging": OrderStatus.ASSEMBLING,
    "awaiting_deliver": OrderStatus.PACKED,
    "sent_by_seller": OrderStatus.HANDED_OVER,
    "driver_pickup": OrderStatus.HANDED_OVER,
    "delivering": OrderStatus.HANDED_OVER,
    "delivering/posting_in_pickup_point": OrderStatus.AT_PICKUP,
    "delivered": OrderStatus.DELIVERED,
    "arbitration": OrderStatus.OTHER,
    "client_arbitration": OrderStatus.OTHER,
    "not_accepted": OrderStatus.CANCELLED_BY_CHANNEL,
    "cancelled_from_split_pending": OrderStatus.CANCELLED_BY_SELLER,
    "cancelled": OrderStatus.CANCELLED_BY_CHANNEL,
    "cancelled/seller": OrderStatus.CANCELLED_BY_SELLER,
    "cancelled/client": OrderStatus.CANCELLED_BY_BUYER,
    "cancelled/customer": OrderStatus.CANCELLED_BY_BUYER,
}

_UTC = ZoneInfo("UTC")
_TIME = TimeFormat("iso")


@dataclass(frozen=True, slots=True)
class PostingReader:
    """Makes orders of postings. `clock` is the field that says when an order came in."""

    clock: str
    statuses: StatusMap

    def order(self, posting: Any) -> Order:
        """Raises BadAnswerError, which names the field."""
        if not isinstance(posting, dict):
            raise BadAnswerError("a posting is no object")
        lines = _lines(posting.get("products"))
        order = Order(
            number=exact_text(posting.get("posting_number"), "posting_number"),
            placed_at=self._placed_at(posting),
            word=self._word(posting),
            amount=_sum(lines),
            lines=tuple(line for line in lines if line.key),
        )
        return self.statuses.apply(order)

    def _placed_at(self, posting: Mapping[str, Any]) -> datetime:
        try:
            return _TIME.read(posting.get(self.clock), _UTC)
        except ValueError as error:
            raise BadAnswerError(f"{self.clock} {error}") from None

    def _word(self, posting: Mapping[str, Any]) -> str:
        status = exact_text(posting.get("status"), "status")
        cancellation = posting.get("cancellation")
        kind = cancellation.get("cancellation_type") if isinstance(cancellation, dict) else None
        details = (f"{status}/{detail}" for detail in (posting.get("substatus"), kind) if detail)
        return next((word for word in details if word in self.statuses), status)


def _lines(products: Any) -> Sequence[OrderLine]:
    if not isinstance(products, list):
        raise BadAnswerError("products is no list")
    lines = [_line(product) for product in products]
    if len({line.price.currency for line in lines}) > 1:
        raise BadAnswerError("products have prices in more than one currency")
    return lines


def _sum(lines: Sequence[OrderLine]) -> Money | None:
    """What the goods cost together; None for a posting without goods."""
    if not lines:
        return None
    return Money(sum(line.price.minor * line.quantity for line in lines), lines[0].price.currency)


def _line(product: Any) -> OrderLine:
    """The price is the seller's: what Ozon adds to a discount is not taken off it."""
    try:
        price, quantity = product["price"], product["quantity"]
        one = Money.parse(str(price["amount"]), price["currency"])
    except (TypeError, KeyError, AttributeError, ValueError):
        raise BadAnswerError("products have no readable quantity, price.amount or price.currency") from None
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0:
        raise BadAnswerError("products have no readable quantity")
    offer_id = product.get("offer_id")
    return OrderLine(offer_id if isinstance(offer_id, str) else "", quantity, one)

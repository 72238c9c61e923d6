"""What both sides hand over: orders, page by page, the same shape whoever gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Generic, TypeVar

Row = TypeVar("Row")

# ISO 4217 exponents that are not 2, among the currencies that sellers here meet.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "TND": 3}
# Yandex Market and old price feeds still write the code that ISO withdrew in 1998 (read 2026-08).
_RENAMED = {"RUR": "RUB", "643": "RUB"}
# `1e999999999` is a number too; writing it out as an integer would take gigabytes.
_MAX_DIGITS = 18


class OrderStatus(StrEnum):
    """The canonical statuses; every channel's own words are mapped to these."""

    NEW = "new"
    ASSEMBLING = "assembling"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    AT_PICKUP = "at_pickup"
    DELIVERED = "delivered"
    CANCELLED_BY_SELLER = "cancelled_by_seller"
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    CANCELLED_BY_CHANNEL = "cancelled_by_channel"
    RETURNED = "returned"
    OTHER = "other"


OPEN_STATUSES = (
    OrderStatus.NEW,
    OrderStatus.ASSEMBLING,
    OrderStatus.PACKED,
    OrderStatus.HANDED_OVER,
    OrderStatus.AT_PICKUP,
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (kopecks, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str, *, hundredths: bool = False) -> "Money":
        """Money from the text that a source gave, in major units, or in minor ones with `hundredths`.

        Raises ValueError when the text is no finite number or finer than the currency's minor unit.
        """
        code = canonical_currency(currency)
        value = parse_amount(text)
        scaled = value if hundredths else value.scaleb(exponent(code))
        minor = int(scaled)
        if scaled != minor:
            raise ValueError(f"{text!r} is finer than the minor unit of {code}")
        return cls(minor, code)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))


def parse_amount(text: str) -> Decimal:
    """The exact number that a source gave as text. Raises ValueError when it is no finite number."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount of money") from None
    if not value.is_finite() or abs(value.adjusted()) > _MAX_DIGITS:
        raise ValueError(f"{text!r} is not an amount of money")
    return value


def canonical_currency(code: str) -> str:
    """The ISO 4217 letters of a currency code, e.g. RUB for RUR and 643. Raises ValueError."""
    upper = code.strip().upper()
    letters = _RENAMED.get(upper, upper)
    if len(letters) != 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError(f"{code!r} is not a currency code of three letters")
    return letters


def exponent(currency: str) -> int:
    """How many decimal digits the currency's minor unit has."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was ordered of one item: `key` is the seller's SKU, `price` that of one piece."""

    key: str
    quantity: int
    price: Money


@dataclass(frozen=True, slots=True)
class Order:
    """One order, lead or booking as one side holds it. `placed_at` is aware.

    `mapped` is False when nobody mapped `word`, the source's own status; `status` is then OTHER. `lines`
    is empty where the source does not tell them.
    """

    number: str
    placed_at: datetime
    status: OrderStatus = OrderStatus.OTHER
    word: str = ""
    mapped: bool = True
    amount: Money | None = None
    lines: tuple[OrderLine, ...] = ()


MISSED = "missed"
"""The word of a call that nobody took."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a read. `number` counts from 1; `total` is what the source declares for all pages.

    An iterator of pages that ends without raising has read everything; anything else raises.
    """

    number: int
    rows: Sequence[Row]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class PricePage:
    """One page of a price list, column by column: `amounts[i]` is the price of `keys[i]`, the seller's SKU.

    Amounts are the source's own text in major units with a point; equal text is equal, Decimal decides
    where it differs. All rows of a page share the ISO 4217 currency. `quarantined` are keys whose new
    price the marketplace holds back.
    """

    number: int
    keys: Sequence[str]
    amounts: Sequence[str]
    currency: str
    total: int | None = None
    quarantined: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StockPage:
    """One page of stocks, column by column: `counts[i]` pieces of `keys[i]` can be ordered.

    A negative count is what was sold beyond the stock; `reserved` says that this side knows what is
    reserved, so that the lack of one means something. A key that a complete read does not show is unknown to
    that side, which is not zero.
    """

    number: int
    keys: Sequence[str]
    counts: Sequence[int]
    total: int | None = None
    reserved: bool = False

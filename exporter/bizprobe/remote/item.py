"""From the fields of a row to the price or the stock of one item."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from msgspec import Raw

from bizprobe.errors import BadAnswerError
from bizprobe.records import PricePage, StockPage, canonical_currency, exponent
from bizprobe.remote.number import number_text, pieces
from bizprobe.remote.read import in_row
from bizprobe.remote.row import MoneyFormat, exact_text

# A point or a comma before the fraction; spaces, also those that do not break, between groups of three.
_AMOUNT = re.compile(r"(-?[0-9]{1,15}|-?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4})(?:[.,]([0-9]{1,12}))?")
_LONGEST = 15
_SPACES = str.maketrans("", "", " \u00a0\u202f")


@dataclass(frozen=True, slots=True)
class Price:
    """What one item costs. `amount` is canonical text in major units."""

    key: str
    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Stock:
    """How many pieces of one item can be ordered; below zero where more are reserved than there are.

    `reserved` says whether that side knows what is reserved.
    """

    key: str
    count: int
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class PriceReader:
    """Makes prices of the fields `key`, `amount` and, as far as there is one, `currency`."""

    format: MoneyFormat

    def price(self, fields: Mapping[str, Any]) -> Price:
        """Raises BadAnswerError, which names the field."""
        key = exact_text(fields.get("key"), "key")
        currency = self._currency(fields)
        return Price(key, amount_text(fields.get("amount"), currency, self.format.money == "minor"), currency)

    def _currency(self, fields: Mapping[str, Any]) -> str:
        if "currency" not in fields and self.format.currency:
            return self.format.currency
        try:
            return canonical_currency(exact_text(fields.get("currency"), "currency"))
        except ValueError:
            raise BadAnswerError("currency is no code of three letters") from None


def read_stock(fields: Mapping[str, Any]) -> Stock:
    """A stock of the fields `key`, `count` and, as far as there is one, `reserved`.

    Without it, whoever owes some has none. Raises BadAnswerError, which names the field.
    """
    key, count = exact_text(fields.get("key"), "key"), pieces(fields.get("count"), "count")
    if "reserved" not in fields:
        return Stock(key, max(count, 0))
    reserved = pieces(fields["reserved"], "reserved")
    if reserved < 0:
        raise BadAnswerError("reserved is less than none")
    return Stock(key, count - reserved, reserved=True)


def amount_text(value: Any, currency: str, minor: bool = False) -> str:
    """An amount as the source wrote it, with a point and in major units: `100,20` is `100.20`.

    `minor` says that the source counts in kopecks. Raises BadAnswerError where it is no amount, or one
    that is finer than the currency's minor unit.
    """
    written, digits = number_text(value), exponent(currency)
    if not minor and _plain(written, digits):
        return written
    match = _AMOUNT.fullmatch(written)
    if match is None:
        raise BadAnswerError("amount is no number")
    whole, fraction = match[1].translate(_SPACES), match[2] or ""
    if fraction[0 if minor else digits :].strip("0"):
        raise BadAnswerError("amount is finer than the currency's minor unit")
    if minor:
        return f"{Decimal(whole).scaleb(-digits):f}"
    return f"{whole}.{fraction}" if fraction else whole


def raw_amounts(raws: Sequence[Raw], currency: str) -> Sequence[str]:
    """A page's amounts in major units, from numbers of JSON or texts in quotes: the fast way for thousands.

    Raises BadAnswerError, which names the row.
    """
    joined = b"\n".join(raws).decode("ascii", "replace")
    amounts = joined.split("\n")
    if _all_plain(joined, exponent(currency)) and max(map(len, amounts)) <= _LONGEST:
        return amounts
    return _one_by_one([str(raw, "ascii", "replace") for raw in raws], currency)


def price_pages(first: int, prices: Sequence[Price], total: int | None = None) -> Iterator[PricePage]:
    """The prices as pages, numbered from `first`; a page for each currency."""
    by_currency = sorted(prices, key=lambda price: price.currency)
    for number, (currency, group) in enumerate(groupby(by_currency, lambda price: price.currency), first):
        rows = list(group)
        keys, amounts = [price.key for price in rows], [price.amount for price in rows]
        yield PricePage(number, keys, amounts, currency, total)


def stock_page(number: int, stocks: Sequence[Stock], total: int | None = None) -> StockPage:
    """The stocks as one page. All rows of a read know what is reserved, or none does."""
    keys, counts = [stock.key for stock in stocks], [stock.count for stock in stocks]
    return StockPage(number, keys, counts, total, reserved=bool(stocks) and stocks[0].reserved)


def _plain(text: str, digits: int) -> bool:
    """Whether it is a number of JSON that needs no second look."""
    whole, point, fraction = text.partition(".")
    return (
        text.isascii()
        and whole.isdigit()
        and len(whole) <= _LONGEST
        and (fraction.isdigit() if point else True)
        and len(fraction) <= digits
    )


def _all_plain(joined: str, digits: int) -> bool:
    """Whether all lines are numbers of JSON without sign and exponent, none finer than the minor unit."""
    plain = joined.replace("\n", "").replace(".", "").isdigit()
    return plain and re.search(rf"\.[0-9]{{{digits + 1}}}", joined) is None


def _one_by_one(texts: Sequence[str], currency: str) -> Sequence[str]:
    amounts = []
    for number, text in enumerate(texts, start=1):
        with in_row(number):
            amounts.append(amount_text(text.strip('"'), currency))
    return amounts

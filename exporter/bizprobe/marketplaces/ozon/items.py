"""Ozon's price list and stocks: pages of a thousand items, of which only the needed fields are decoded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.records import PricePage, StockPage, canonical_currency
from bizprobe.remote.item import raw_amounts
from bizprobe.remote.paging import CursorPaging, Turn
from bizprobe.remote.read import Taken
from bizprobe.remote.request import Answer
from bizprobe.remote.selector import Selector
from bizprobe.remote.typed import decoded

# Of Ozon's document of 2026-08-14. /v4/product/info/prices and /v3/product/info/stocks are gone from it.
PRICES = "/v5/product/info/prices"
STOCKS = "/v4/product/info/stocks"
LIMIT = 1000

# The seller's own warehouses. What lies in Ozon's (fbo) is counted by its analytics.
_OWN_WAREHOUSES = frozenset({"fbs", "rfbs"})
_NOTHING = re.compile(rb"0+(\.0+)?|null|\"\"")


class ShownPrice(StrEnum):
    """Which of Ozon's prices is held against the seller's: before or after the seller's own promotions."""

    PRICE = "price"
    MARKETING_SELLER_PRICE = "marketing_seller_price"


class _Price(msgspec.Struct, gc=False):
    price: msgspec.Raw
    currency_code: str

    @property
    def shown(self) -> msgspec.Raw:
        return self.price


class _PromotedPrice(_Price, gc=False):
    marketing_seller_price: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def shown(self) -> msgspec.Raw:
        """A seller without promotions has no such price, or one of 0."""
        return self.price if _NOTHING.fullmatch(self.marketing_seller_price) else self.marketing_seller_price


class _PricedItem(msgspec.Struct, gc=False):
    offer_id: str
    price: _Price


class _PromotedItem(_PricedItem, gc=False):
    price: _PromotedPrice


class _Stock(msgspec.Struct, gc=False):
    type: str
    present: int
    reserved: int


class _StockedItem(msgspec.Struct, gc=False):
    offer_id: str
    stocks: list[_Stock]


Item = TypeVar("Item", _PricedItem, _StockedItem)


class _Answer(msgspec.Struct, Generic[Item], gc=False):
    items: list[Item]
    total: int
    cursor: str | None = None


class ListPaging(CursorPaging):
    """A cursor without a word on whether there is more. The total is held against what was read."""

    def _is_last(self, turn: Turn, cursor: str | int | None) -> bool:
        all_read = turn.total is not None and turn.read >= turn.total
        return cursor is None or not turn.rows or (turn.rows < LIMIT and all_read)


PAGING = ListPaging(kind="cursor", next=Selector("cursor"), first="", size=LIMIT)

_PRICES: Mapping[ShownPrice, msgspec.json.Decoder[_Answer[_PricedItem]]] = {
    ShownPrice.PRICE: msgspec.json.Decoder(_Answer[_PricedItem]),
    ShownPrice.MARKETING_SELLER_PRICE: msgspec.json.Decoder(_Answer[_PromotedItem]),
}
_STOCKS = msgspec.json.Decoder(_Answer[_StockedItem])


@dataclass(frozen=True, slots=True)
class PriceTaker:
    """Takes one of an item's prices from an answer."""

    shown: ShownPrice

    async def take(self, answer: Answer) -> Taken[PricePage | None]:
        """The page, without its number; None where it is empty. Raises BadAnswerError."""
        found = decoded(_PRICES[self.shown], answer.body)
        keys = _keys(found.items)
        if not keys:
            return _taken(None, keys, found)
        currency = _currency(found.items)
        amounts = raw_amounts([item.price.shown for item in found.items], currency)
        return _taken(PricePage(0, keys, amounts, currency, found.total), keys, found)


async def take_stocks(answer: Answer) -> Taken[StockPage]:
    """The page, without its number. An item that was never in one of the seller's warehouses is not on it.

    Raises BadAnswerError.
    """
    found = decoded(_STOCKS, answer.body)
    free = {item.offer_id: _free(item.stocks) for item in found.items}
    known = {key: count for key, count in free.items() if count is not None}
    page = StockPage(0, list(known), list(known.values()), found.total, reserved=True)
    return _taken(page, _keys(found.items), found)


def _free(stocks: Sequence[_Stock]) -> int | None:
    counts = [stock.present - stock.reserved for stock in stocks if stock.type in _OWN_WAREHOUSES]
    return sum(counts) if counts else None


def _keys(items: Sequence[_PricedItem] | Sequence[_StockedItem]) -> Sequence[str]:
    keys = [item.offer_id for item in items]
    if not all(keys):
        raise BadAnswerError(f"row {keys.index('') + 1}: offer_id is empty")
    return keys


def _taken(page: Any, keys: Sequence[str], found: _Answer[Any]) -> Taken[Any]:
    if found.total < 0:
        raise BadAnswerError("total is no whole number")
    return Taken(page, keys, found.total, {"cursor": found.cursor})


def _currency(items: Sequence[_PricedItem]) -> str:
    codes = {item.price.currency_code for item in items}
    if len(codes) > 1:
        raise BadAnswerError("the items have prices in more than one currency")
    try:
        return canonical_currency(codes.pop())
    except ValueError:
        raise BadAnswerError("currency_code is no code of three letters") from None

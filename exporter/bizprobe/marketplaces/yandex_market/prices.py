"""The prices that the seller set for the whole cabinet, and which of them Yandex Market holds back."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.yandex_market.api import Found, NextPage, YandexMarketApi, taken
from bizprobe.marketplaces.yandex_market.paths import PRICES, QUARANTINE
from bizprobe.records import PricePage, canonical_currency
from bizprobe.remote.item import raw_amounts
from bizprobe.remote.read import Taken


class _Price(msgspec.Struct, gc=False):
    value: msgspec.Raw = msgspec.Raw(b"")
    currency: str = msgspec.field(name="currencyId", default="")


class _Offer(msgspec.Struct, gc=False, rename="camel"):
    offer_id: str
    price: _Price | None = None


class _Offers(msgspec.Struct, gc=False):
    offers: list[_Offer]
    paging: NextPage | None = None


class _Prices(Found, gc=False, kw_only=True):
    result: _Offers


class _Held(msgspec.Struct, gc=False, rename="camel"):
    offer_id: str


class _HeldOffers(msgspec.Struct, gc=False):
    offers: list[_Held]
    paging: NextPage | None = None


class _Quarantine(Found, gc=False, kw_only=True):
    result: _HeldOffers


class _Columns(NamedTuple):
    keys: Sequence[str]
    amounts: Sequence[str]
    currency: str


_PRICES = msgspec.json.Decoder(_Prices)
_QUARANTINE = msgspec.json.Decoder(_Quarantine)
_SHOWN = {"archived": False}


async def price_pages(api: YandexMarketApi) -> AsyncIterator[PricePage]:
    """The price of every item that is not archived. The first page tells all that are held back."""
    quarantine = api.pages(QUARANTINE, _QUARANTINE, _take_held, {})
    held = [key async for page in quarantine for key in page.rows]
    number = 0
    async for page in api.pages(PRICES, _PRICES, _take, _SHOWN):
        if page.rows is not None:
            number += 1
            yield PricePage(number, *page.rows, quarantined=held if number == 1 else ())


def _take_held(found: _Quarantine) -> Taken[Sequence[str]]:
    keys = [offer.offer_id for offer in found.result.offers]
    return taken(keys, keys, found.result.paging)


def _take(found: _Prices) -> Taken[_Columns | None]:
    """An item may have no price yet."""
    offers = found.result.offers
    priced = [(offer.offer_id, offer.price) for offer in offers if offer.price and offer.price.value]
    columns = _columns([key for key, _ in priced], [price for _, price in priced]) if priced else None
    return taken(columns, [offer.offer_id for offer in offers], found.result.paging)


def _columns(keys: Sequence[str], prices: Sequence[_Price]) -> _Columns:
    codes = {price.currency for price in prices}
    if len(codes) > 1:
        raise BadAnswerError("the offers have prices in more than one currency")
    try:
        currency = canonical_currency(codes.pop())
    except ValueError:
        raise BadAnswerError("currencyId is no code of three letters") from None
    return _Columns(keys, raw_amounts([price.value for price in prices], currency), currency)

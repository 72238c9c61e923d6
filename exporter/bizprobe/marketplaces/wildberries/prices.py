"""What Wildberries shows, and which new prices it holds back."""

from collections.abc import AsyncIterator, Sequence

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.goods import Good, KeyBy, items, price_list
from bizprobe.marketplaces.wildberries.paths import PRICES, QUARANTINE
from bizprobe.records import PricePage, canonical_currency
from bizprobe.remote.item import raw_amounts


class _Held(msgspec.Struct, gc=False):
    nm_id: int = msgspec.field(name="nmID")


class _Quarantine(msgspec.Struct, gc=False):
    goods: list[_Held] = msgspec.field(name="quarantineGoods")


_QUARANTINE = msgspec.json.Decoder(_Quarantine)


async def price_pages(api: WildberriesApi, by: KeyBy, share: float) -> AsyncIterator[PricePage]:
    """The discounted price of every item, not older than `share` seconds. A key comes once for each of its
    sizes.

    A card in quarantine still shows its old price.
    """
    held = await _held_back(api)
    number = 0
    async for goods in price_list(api, share):
        number += 1
        yield _page(number, goods, held, by)


async def _held_back(api: WildberriesApi) -> set[int]:
    pages = api.cards(QUARANTINE, _QUARANTINE, lambda found: found.goods)
    return {card.nm_id async for cards in pages for card in cards}


def _page(number: int, goods: Sequence[Good], held: set[int], by: KeyBy) -> PricePage:
    currency = _currency(goods)
    rows = [(key, size) for good in goods for key, sizes in items(good, by) for size in sizes]
    keys = [key for key, _ in rows]
    prices = [size.discounted_price for _, size in rows]
    quarantined = [key for good in goods if good.nm_id in held for key, _ in items(good, by)]
    return PricePage(number, keys, _amounts(prices, currency), currency, quarantined=quarantined)


def _amounts(prices: Sequence[msgspec.Raw], currency: str) -> Sequence[str]:
    try:
        return raw_amounts(prices, currency)
    except BadAnswerError as error:
        raise BadAnswerError(f"{PRICES.path}: discountedPrice: {error}") from None


def _currency(goods: Sequence[Good]) -> str:
    codes = {good.currency for good in goods}
    if len(codes) > 1:
        raise BadAnswerError("the cards have prices in more than one currency")
    try:
        return canonical_currency(codes.pop())
    except ValueError:
        raise BadAnswerError("currencyIsoCode4217 is no code of three letters") from None

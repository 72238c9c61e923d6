"""Wildberries' price list: cards, their sizes, and by which keys the seller knows them."""

from collections.abc import AsyncIterator, Sequence
from enum import StrEnum

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.paths import PRICES


class KeyBy(StrEnum):
    """What the seller's SKU stands for: a card with all its sizes, or one size."""

    ARTICLE = "article"
    SIZE = "size"


class Size(msgspec.Struct, gc=False):
    """A size of a card. `discounted_price` is in major units, without what Wildberries pays for."""

    chrt_id: int = msgspec.field(name="sizeID")
    discounted_price: msgspec.Raw = msgspec.field(name="discountedPrice")
    name: str = msgspec.field(name="techSizeName", default="")


class Good(msgspec.Struct, gc=False):
    """A card. Its vendor code is the seller's own SKU."""

    nm_id: int = msgspec.field(name="nmID")
    vendor_code: str = msgspec.field(name="vendorCode")
    currency: str = msgspec.field(name="currencyIsoCode4217")
    sizes: list[Size]


class _Goods(msgspec.Struct, gc=False):
    goods: list[Good] = msgspec.field(name="listGoods")


_GOODS = msgspec.json.Decoder(_Goods)


async def price_list(api: WildberriesApi, share: float = 0.0) -> AsyncIterator[Sequence[Good]]:
    """All cards, page by page, each page not older than `share` seconds.

    Raises BadAnswerError where one has no vendor code.
    """
    async for goods in api.cards(PRICES, _GOODS, lambda found: found.goods, share):
        for good in goods:
            if not good.vendor_code:
                raise BadAnswerError(f"{PRICES.path}: vendorCode of card {good.nm_id} is empty")
        yield goods


def items(good: Good, by: KeyBy) -> Sequence[tuple[str, Sequence[Size]]]:
    """Each key of a card with its sizes: `557722`, or `557722/XL` for one of several sizes."""
    if by is KeyBy.ARTICLE or len(good.sizes) == 1:
        return [(good.vendor_code, good.sizes)]
    return [(f"{good.vendor_code}/{size.name}", [size]) for size in good.sizes]

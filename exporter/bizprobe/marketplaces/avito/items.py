"""The ads that Avito shows: what they cost, and by which keys the seller knows them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bizprobe.errors import IncompleteError
from bizprobe.marketplaces.avito.api import AvitoApi
from bizprobe.marketplaces.avito.paths import AD_IDS, ITEMS
from bizprobe.records import PricePage
from bizprobe.remote.paging import PagePaging
from bizprobe.remote.read import Taken
from bizprobe.remote.template import Position

_PAGING = PagePaging(kind="page", first=1, size=ITEMS.limit)
_CURRENCY = "RUB"


class KeyBy(StrEnum):
    """What the seller's SKU stands for: the Id of the ad in the seller's feed, or Avito's own number."""

    AD_ID = "ad_id"
    AVITO_ID = "avito_id"


class Ad(msgspec.Struct, gc=False):
    """An ad. `id` is Avito's number, `price` in whole roubles."""

    id: int
    price: int | None = None


class _Ads(msgspec.Struct, gc=False):
    resources: list[Ad]


class _Pair(msgspec.Struct, gc=False):
    avito_id: int
    ad_id: str | None = None


class _Pairs(msgspec.Struct, gc=False):
    items: list[_Pair]


_ADS, _PAIRS = msgspec.json.Decoder(_Ads), msgspec.json.Decoder(_Pairs)


@dataclass(frozen=True, slots=True)
class AdReader:
    """Reads the ads that Avito shows. The list ends with an empty page."""

    api: AvitoApi
    keys: KeyBy

    async def prices(self) -> AsyncIterator[PricePage]:
        """The price of every ad; one without a price has none to compare."""
        number = 0
        async for ads in self.pages():
            priced = [(ad.id, str(ad.price)) for ad in ads if ad.price is not None]
            if priced:
                number += 1
                names = await self.names([ad for ad, _ in priced])
                yield PricePage(number, names, [price for _, price in priced], _CURRENCY)

    async def pages(self) -> AsyncIterator[Sequence[Ad]]:
        """All ads, page by page."""

        async def ask(position: Position) -> _Ads:
            return await self.page(position.page or 1)

        async for taken in self.api.read(ask, _take, _PAGING).pages():
            yield taken.rows

    async def page(self, number: int = 1) -> _Ads:
        """One page. Raises RemoteError."""
        params = {"per_page": str(ITEMS.limit), "page": str(number), "status": "active"}
        return await self.api.ask(ITEMS, _ADS, params=params)

    async def names(self, ads: Sequence[int]) -> Sequence[str]:
        """The key of each ad of a page. One that is not from the feed goes by `avito/` and its number."""
        if self.keys is KeyBy.AVITO_ID:
            return [str(ad) for ad in ads]
        names = await self._feed_names(ads)
        return [names[ad] or f"avito/{ad}" for ad in ads]

    async def _feed_names(self, ads: Sequence[int]) -> Mapping[int, str | None]:
        found = await self.api.ask(AD_IDS, _PAIRS, params={"query": ",".join(map(str, ads))})
        names = {pair.avito_id: pair.ad_id for pair in found.items}
        lacking = sum(ad not in names for ad in ads)
        if lacking:
            raise IncompleteError(f"{AD_IDS.path}: {lacking} of {len(ads)} ads came without a word")
        return names


def _take(found: _Ads) -> Taken[Sequence[Ad]]:
    return Taken(found.resources, [str(ad.id) for ad in found.resources], None, None)

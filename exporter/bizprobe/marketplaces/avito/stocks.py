"""What Avito holds as the stock of ads for goods of which there are several."""

from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec

from bizprobe.marketplaces.avito.api import AvitoApi
from bizprobe.marketplaces.avito.items import AdReader
from bizprobe.marketplaces.avito.paths import STOCKS
from bizprobe.records import StockPage


class _Stock(msgspec.Struct, gc=False):
    item_id: int
    is_unlimited: bool
    quantity: int
    is_out_of_stock: bool


class _Answer(msgspec.Struct, gc=False):
    stocks: list[_Stock]


_ANSWER = msgspec.json.Decoder(_Answer)


async def stock_pages(api: AvitoApi, reader: AdReader) -> AsyncIterator[StockPage]:
    """What can be ordered of every ad, reservations taken off.

    An ad of which no stock is told is unknown, and so is one whose stock is not limited.
    """
    number = 0
    async for page in reader.pages():
        counts = await _counts(api, [ad.id for ad in page])
        if counts:
            number += 1
            yield StockPage(number, await reader.names(list(counts)), list(counts.values()))


async def _counts(api: AvitoApi, ads: Sequence[int]) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    for start in range(0, len(ads), STOCKS.limit):
        some = ads[start : start + STOCKS.limit]
        for stock in (await api.ask(STOCKS, _ANSWER, json={"item_ids": some})).stocks:
            if not stock.is_unlimited:
                counts[stock.item_id] = 0 if stock.is_out_of_stock else max(stock.quantity, 0)
    return {ad: counts[ad] for ad in ads if ad in counts}

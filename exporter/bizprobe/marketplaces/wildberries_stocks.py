"""What Wildberries holds as the stock of the seller's own warehouses."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Annotated

import msgspec

from bizprobe.marketplaces.wildberries_api import WildberriesApi
from bizprobe.marketplaces.wildberries_goods import Good, KeyBy, items, price_list
from bizprobe.marketplaces.wildberries_paths import LIMIT, STOCKS
from bizprobe.records import StockPage


class _Stock(msgspec.Struct, gc=False):
    amount: Annotated[int, msgspec.Meta(ge=0)]
    chrt_id: int = msgspec.field(name="chrtId")


class _Answer(msgspec.Struct, gc=False):
    stocks: list[_Stock]


_ANSWER = msgspec.json.Decoder(_Answer)


async def stock_pages(api: WildberriesApi, warehouses: Sequence[int], by: KeyBy) -> AsyncIterator[StockPage]:
    """The stock of every item, all these warehouses together.

    A size of which no warehouse tells anything is unknown, and so is every item that it belongs to.
    """
    number = 0
    async for goods in price_list(api):
        counts = await _counts(api, warehouses, [size.chrt_id for good in goods for size in good.sizes])
        known = dict(_known(goods, by, counts))
        number += 1
        yield StockPage(number, list(known), list(known.values()))


async def _counts(
    api: WildberriesApi, warehouses: Sequence[int], chrt_ids: Sequence[int]
) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    for warehouse in warehouses:
        for start in range(0, len(chrt_ids), LIMIT):
            asked = {"chrtIds": chrt_ids[start : start + LIMIT]}
            found = await api.ask(STOCKS, _ANSWER, json=asked, warehouse=warehouse)
            for chrt_id, amount in {row.chrt_id: row.amount for row in found.stocks}.items():
                counts[chrt_id] = counts.get(chrt_id, 0) + amount
    return counts


def _known(goods: Sequence[Good], by: KeyBy, counts: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    for good in goods:
        for key, sizes in items(good, by):
            if sizes and all(size.chrt_id in counts for size in sizes):
                yield key, sum(counts[size.chrt_id] for size in sizes)

"""What Wildberries holds as the stock of the seller's own warehouses."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Annotated

import msgspec

from bizprobe.errors import RetiredError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.goods import Good, KeyBy, items, price_list
from bizprobe.marketplaces.wildberries.paths import LIMIT, STOCKS
from bizprobe.records import StockPage


class _Stock(msgspec.Struct, gc=False):
    amount: Annotated[int, msgspec.Meta(ge=0)]
    chrt_id: int = msgspec.field(name="chrtId")


class _Answer(msgspec.Struct, gc=False):
    stocks: list[_Stock]


_ANSWER = msgspec.json.Decoder(_Answer)


async def stock_pages(
    api: WildberriesApi, warehouses: Sequence[int], by: KeyBy, share: float
) -> AsyncIterator[StockPage]:
    """The stock of every item, all these warehouses together, of cards as they were `share` seconds ago.

    A size of which no warehouse tells anything is unknown, and so is every item that it belongs to.
    """
    number = 0
    async for goods in price_list(api, share):
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
            shown = await _shown(api, warehouse, chrt_ids[start : start + LIMIT])
            for chrt_id, amount in shown.items():
                counts[chrt_id] = counts.get(chrt_id, 0) + amount
    return counts


async def _shown(api: WildberriesApi, warehouse: int, chrt_ids: Sequence[int]) -> Mapping[int, int]:
    try:
        found = await api.ask(STOCKS, _ANSWER, json={"chrtIds": chrt_ids}, warehouse=warehouse)
    except RetiredError as error:
        # A path that is gone and a warehouse that is not the seller's both answer 404.
        raise RetiredError(f"{error}, or warehouse {warehouse} is wrong", status=error.status) from None
    return {row.chrt_id: row.amount for row in found.stocks}


def _known(goods: Sequence[Good], by: KeyBy, counts: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    for good in goods:
        for key, sizes in items(good, by):
            if sizes and all(size.chrt_id in counts for size in sizes):
                yield key, sum(counts[size.chrt_id] for size in sizes)

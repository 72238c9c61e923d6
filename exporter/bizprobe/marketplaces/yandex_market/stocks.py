"""What Yandex Market holds as the stock of one of the seller's own warehouses."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from bizprobe.marketplaces.yandex_market.api import Found, NextPage, YandexMarketApi, taken
from bizprobe.marketplaces.yandex_market.paths import SHOP_STOCKS, STOCKS
from bizprobe.records import StockPage
from bizprobe.remote.read import Taken

# What can be ordered. FIT counts what is reserved too.
_AVAILABLE = "AVAILABLE"


class _Stock(msgspec.Struct, gc=False):
    type: str
    count: int


class _Offer(msgspec.Struct, gc=False, rename="camel"):
    offer_id: str
    stocks: list[_Stock]

    @property
    def available(self) -> int:
        return sum(stock.count for stock in self.stocks if stock.type == _AVAILABLE)


class _Offers(msgspec.Struct, gc=False):
    offers: list[_Offer]
    paging: NextPage | None = None


class _Stocks(Found, gc=False, kw_only=True):
    result: _Offers


class _Warehouse(msgspec.Struct, gc=False, rename="camel"):
    warehouse_id: int
    offers: list[_Offer]


class _Warehouses(msgspec.Struct, gc=False):
    warehouses: list[_Warehouse]
    paging: NextPage | None = None


class _ShopStocks(Found, gc=False, kw_only=True):
    result: _Warehouses


_STOCKS = msgspec.json.Decoder(_Stocks)
_SHOP_STOCKS = msgspec.json.Decoder(_ShopStocks)


async def stock_pages(api: YandexMarketApi, warehouse: int) -> AsyncIterator[StockPage]:
    """The stock of every item in a warehouse that belongs to no group."""
    body = {"partnerWarehouseId": warehouse}
    async for page in _numbered(api.pages(STOCKS, _STOCKS, _take, body)):
        yield page


async def shop_stock_pages(api: YandexMarketApi, warehouse: int) -> AsyncIterator[StockPage]:
    """The same of a warehouse in a group, which has to be asked of one shop.

    The answer may tell of a second warehouse, where Yandex Market keeps what customers sent back.
    """

    def take(found: _ShopStocks) -> Taken[StockPage]:
        offers = [offer for place in found.result.warehouses for offer in place.offers]
        ours = [place.offers for place in found.result.warehouses if place.warehouse_id == warehouse]
        rows = [offer for offers in ours for offer in offers]
        return taken(_page(rows), [offer.offer_id for offer in offers], found.result.paging)

    body: dict[str, Any] = {"stocksWarehouseId": warehouse}
    async for page in _numbered(api.pages(SHOP_STOCKS, _SHOP_STOCKS, take, body)):
        yield page


async def _numbered(pages: AsyncIterator[Taken[StockPage]]) -> AsyncIterator[StockPage]:
    number = 0
    async for page in pages:
        number += 1
        yield StockPage(number, page.rows.keys, page.rows.counts)


def _take(found: _Stocks) -> Taken[StockPage]:
    offers = found.result.offers
    return taken(_page(offers), [offer.offer_id for offer in offers], found.result.paging)


def _page(offers: Sequence[_Offer]) -> StockPage:
    """An item of which nothing is told is unknown, which is not zero."""
    known = {offer.offer_id: offer.available for offer in offers if offer.stocks}
    return StockPage(0, list(known), list(known.values()))

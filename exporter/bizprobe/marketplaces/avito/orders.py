"""Orders with Avito's delivery."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.avito.api import AvitoApi, moment
from bizprobe.marketplaces.avito.items import KeyBy
from bizprobe.marketplaces.avito.paths import ORDERS
from bizprobe.records import Money, Order, OrderLine, OrderStatus, Page
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.paging import PagePaging
from bizprobe.remote.read import Taken, in_row, order_pages
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from bizprobe.statuses import StatusMap

# Of Avito's document of 2026-04-30. It does not say who cancelled.
WORDS: Mapping[str, OrderStatus] = {
    "on_confirmation": OrderStatus.NEW,
    "ready_to_ship": OrderStatus.ASSEMBLING,
    "in_transit": OrderStatus.HANDED_OVER,
    "delivered": OrderStatus.DELIVERED,
    "closed": OrderStatus.DELIVERED,
    "canceled": OrderStatus.CANCELLED_BY_CHANNEL,
    "on_return": OrderStatus.RETURNED,
    "in_dispute": OrderStatus.OTHER,
}
_CURRENCY = "RUB"
_UTC = ZoneInfo("UTC")
_PERIOD = TimeFormat("unix")
_PAGING = PagePaging(kind="page", first=1, size=ORDERS.limit, has_next=Selector("more"))


class _Prices(msgspec.Struct, gc=False):
    price: msgspec.Raw


class _Item(msgspec.Struct, gc=False, rename="camel"):
    avito_id: str
    count: int
    prices: _Prices
    id: str | None = None


class _Order(msgspec.Struct, gc=False, rename="camel"):
    id: str
    created_at: str
    status: str
    prices: _Prices
    items: list[_Item]


class _Answer(msgspec.Struct, gc=False, rename="camel"):
    has_more: bool
    orders: list[_Order]


_ANSWER = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads orders."""

    api: AvitoApi
    statuses: StatusMap
    keys: KeyBy

    def placed(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders placed at `since` or later."""

        async def ask(position: Position) -> _Answer:
            return await self.page(since, position.page or 1)

        return order_pages(self.api.read(ask, self._take, _PAGING), since)

    async def page(self, since: datetime, number: int = 1) -> _Answer:
        """One page. Raises RemoteError."""
        period = str(_PERIOD.write(since, _UTC))
        params = {"dateFrom": period, "page": str(number), "limit": str(ORDERS.limit)}
        return await self.api.ask(ORDERS, _ANSWER, params=params)

    def _take(self, found: _Answer) -> Taken[Sequence[Order]]:
        orders = []
        for number, row in enumerate(found.orders, start=1):
            with in_row(number):
                orders.append(self.statuses.apply(self._order(row)))
        return Taken(orders, [order.number for order in orders], None, {"more": found.has_more})

    def _order(self, row: _Order) -> Order:
        return Order(
            row.id,
            moment(row.created_at, "createdAt"),
            word=row.status,
            amount=_money(row.prices),
            lines=self._lines(row.items),
        )

    def _lines(self, items: Sequence[_Item]) -> tuple[OrderLine, ...]:
        keys = [item.avito_id if self.keys is KeyBy.AVITO_ID else item.id for item in items]
        return tuple(
            OrderLine(key, item.count, _money(item.prices))
            for key, item in zip(keys, items, strict=True)
            if key
        )


def _money(prices: _Prices) -> Money:
    try:
        return Money.parse(str(prices.price, "ascii", "replace"), _CURRENCY)
    except ValueError:
        raise BadAnswerError("price is no number, or finer than a kopeck") from None

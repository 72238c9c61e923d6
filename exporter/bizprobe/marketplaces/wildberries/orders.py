"""Orders from the seller's own warehouses (FBS), their statuses joined to them. One order is one unit."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.paths import LIMIT, ORDERS
from bizprobe.marketplaces.wildberries.statuses import read_words
from bizprobe.records import Money, Order, OrderLine, Page
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.paging import CursorPaging, Turn
from bizprobe.remote.read import PagedRead, Taken, in_row, order_pages
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from bizprobe.statuses import StatusMap

# Of Wildberries' documents of 2026-08-17: a call covers 30 days, and nothing older than three months.
LONGEST_CALL = timedelta(days=30)
SHOWN = timedelta(days=90)

# ISO 4217 in numbers, of the countries where Wildberries' sellers are.
_CURRENCIES = {
    51: "AMD",
    156: "CNY",
    398: "KZT",
    417: "KGS",
    643: "RUB",
    860: "UZS",
    933: "BYN",
    949: "TRY",
    972: "TJS",
    981: "GEL",
}
_UTC = ZoneInfo("UTC")
_CREATED, _PERIOD = TimeFormat("iso"), TimeFormat("unix")


class _Order(msgspec.Struct, gc=False, rename="camel"):
    id: int
    created_at: str
    converted_price: int
    converted_currency_code: int
    article: str = ""


class _Answer(msgspec.Struct, gc=False):
    next: int
    orders: list[_Order]


_ANSWER = msgspec.json.Decoder(_Answer)


class NextPaging(CursorPaging):
    """`next` goes on until it is 0 or a page is empty: the documents do not say which of them comes."""

    def _is_last(self, turn: Turn, cursor: str | int | None) -> bool:
        return cursor is None or not turn.rows


_PAGING = NextPaging(kind="cursor", next=Selector("next"), first=0, last=0, size=LIMIT)


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads orders period by period."""

    api: WildberriesApi
    statuses: StatusMap

    async def placed(self, since: datetime, until: datetime) -> AsyncIterator[Page[Order]]:
        """The orders placed from `since` to `until`, each with its status; one may come on two pages."""
        number = 0
        for start, end in periods(since, until):
            async for page in order_pages(self._read(start, end), since):
                number += 1
                yield replace(page, number=number)

    def _read(self, start: datetime, end: datetime) -> PagedRead[Sequence[Order]]:
        period = {"dateFrom": str(_PERIOD.write(start, _UTC)), "dateTo": str(_PERIOD.write(end, _UTC))}

        async def ask(position: Position) -> _Answer:
            params = {"limit": str(LIMIT), "next": str(position.cursor), **period}
            return await self.api.ask(ORDERS, _ANSWER, params=params)

        return PagedRead(ask, self._take, _PAGING, self.api.account.limits.max_pages)

    async def _take(self, found: Any) -> Taken[Sequence[Order]]:
        words = await read_words(self.api, [row.id for row in found.orders])
        orders = []
        for number, row in enumerate(found.orders, start=1):
            with in_row(number):
                orders.append(self.statuses.apply(_order(row, words[row.id])))
        return Taken(orders, [order.number for order in orders], None, {"next": found.next})


def periods(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Pieces of at most 30 days. Neighbours share a border: whether both ends belong to one is not said."""
    start = since
    while start < until:
        end = min(start + LONGEST_CALL, until)
        yield start, end
        start = end


def _order(row: _Order, word: str) -> Order:
    # `price` is in the buyer's currency, `convertedPrice` in the seller's; both count hundredths. The
    # seller's discount is taken off it, what Wildberries pays for is not.
    currency = _CURRENCIES.get(row.converted_currency_code)
    if currency is None:
        raise BadAnswerError("convertedCurrencyCode is no currency that is known here")
    try:
        placed_at = _CREATED.read(row.created_at, _UTC)
    except ValueError as error:
        raise BadAnswerError(f"createdAt {error}") from None
    price = Money(row.converted_price, currency)
    lines = (OrderLine(row.article, 1, price),) if row.article else ()
    return Order(str(row.id), placed_at, word=word, amount=price, lines=lines)

"""Orders from all warehouses, Wildberries' own ones too, by its statistics. One order is one unit."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import anyio.lowlevel
import msgspec

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.paths import SUPPLIER_ORDERS
from bizprobe.records import Money, Order, OrderLine, OrderStatus, Page
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.paging import CursorPaging, Turn
from bizprobe.remote.read import PagedRead, Taken, in_row, order_pages
from bizprobe.remote.row import exact_text
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from bizprobe.statuses import StatusMap


class OrderSource(StrEnum):
    """Which orders come in: from the seller's own warehouses (FBS), or all."""

    FBS = "fbs"
    ALL = "all"


# Of Wildberries' documents of July 2026: new data every 30 minutes, which take some to come.
DELAY = timedelta(minutes=45)
"""How late an order may come."""
ROWS = 80_000
"""How many rows an answer has at most, by and by: the documents call the limit conditional."""
STATISTICS_WORDS: Mapping[str, OrderStatus] = {
    "ordered": OrderStatus.OTHER,
    "cancelled": OrderStatus.OTHER,
}
"""Statistics tell neither how far an order is nor who cancelled it."""

_MOSCOW = ZoneInfo("Europe/Moscow")
_TIME, _DATE_FROM = TimeFormat("iso"), TimeFormat("%Y-%m-%dT%H:%M:%S")
_A_SECOND = timedelta(seconds=1)
_ROWS_AT_ONCE = 200


class _Row(msgspec.Struct, gc=False, rename="camel"):
    srid: str
    date: str
    last_change_date: str
    is_cancel: bool
    price_with_disc: Decimal
    supplier_article: str = ""


_ROWS = msgspec.json.Decoder(list[_Row])


@dataclass(frozen=True, slots=True)
class _Answer:
    """`since` is the moment of change that it was asked from."""

    since: str
    rows: list[_Row]


class ChangePaging(CursorPaging):
    """Each answer goes on where the last row of the one before was changed.

    That row may come again or not, so a read ends with an empty page or with one that has nothing newer.
    """

    def after(self, turn: Turn) -> Position | None:
        cursor = self._cursor(turn.payload)
        if cursor is None:
            return None
        last, asked = _moment(str(cursor), "lastChangeDate"), _moment(str(turn.position.cursor), "dateFrom")
        if last > asked:
            return Position(cursor=cursor)
        if last < asked:
            raise IncompleteError("the last row was changed before the time that was asked for")
        if turn.rows >= ROWS // 2:
            raise IncompleteError("a page is full of rows that were changed in one moment")
        return None


@dataclass(frozen=True, slots=True)
class StatisticsReader:
    """Reads orders by their last change."""

    api: WildberriesApi
    statuses: StatusMap

    async def placed(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders placed at `since` or later, on one page, each once and as it was last changed.

        An order is never placed after its last change, so those that changed since then hold all of them.
        """
        latest: dict[str, Order] = {}
        async for page in order_pages(self._read(since), since):
            latest.update((order.number, order) for order in page.rows)
        yield Page(1, list(latest.values()))

    def _read(self, since: datetime) -> PagedRead[Sequence[Order]]:
        # Whether a row that changed at the very moment belongs to the answer is not said.
        first = str(_DATE_FROM.write(since - _A_SECOND, _MOSCOW))
        paging = ChangePaging(kind="cursor", next=Selector("last"), first=first)
        return PagedRead(self._ask, self._take, paging, self.api.account.limits.max_pages)

    async def _ask(self, position: Position) -> _Answer:
        since = str(position.cursor)
        params = {"dateFrom": since, "flag": "0"}
        return _Answer(since, await self.api.ask(SUPPLIER_ORDERS, _ROWS, params=params))

    async def _take(self, found: _Answer) -> Taken[Sequence[Order]]:
        orders = []
        for number, row in enumerate(found.rows, start=1):
            with in_row(number):
                orders.append(self.statuses.apply(_order(row)))
            if number % _ROWS_AT_ONCE == 0:
                await anyio.lowlevel.checkpoint()
        # The rows of a page may all come again on the next one: the time tells whether the read goes on.
        keys = [f"{found.since} {order.number}" for order in orders]
        last = found.rows[-1].last_change_date if found.rows else None
        return Taken(orders, keys, None, {"last": last})


def _order(row: _Row) -> Order:
    number, placed_at = exact_text(row.srid, "srid"), _moment(row.date, "date")
    word, price = "cancelled" if row.is_cancel else "ordered", _price(row)
    lines = (OrderLine(row.supplier_article, 1, price),) if price and row.supplier_article else ()
    return Order(number, placed_at, word=word, amount=price, lines=lines)


def _price(row: _Row) -> Money | None:
    """What the seller sold it for, in roubles: `priceWithDisc`; None as long as Wildberries does not tell it.

    By Wildberries' documents of July 2026 that is the price with the seller's discount and the one of its
    club; `finishedPrice` lacks what Wildberries pays for as well. Of sales they say that prices are 0 for up
    to a day, until they are filled in.
    """
    try:
        price = Money.parse(str(row.price_with_disc), "RUB")
    except ValueError:
        raise BadAnswerError("priceWithDisc is no amount, or finer than a kopeck") from None
    return price if price.minor else None


def _moment(text: str, field: str) -> datetime:
    """In UTC; a time without a zone is Moscow's."""
    try:
        return _TIME.read(text, _MOSCOW)
    except ValueError as error:
        raise BadAnswerError(f"{field} {error}") from None

"""A remote side as its description says: the same for marketplaces and for the seller's own systems."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from bizprobe.errors import BadAnswerError, IncompleteError, ProbeError
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.auth import answer_signed
from bizprobe.remote.budget import Cost, Plan
from bizprobe.remote.description import Description, HttpRead, IdsRead, OrdersRead
from bizprobe.remote.item import Price, PriceReader, Stock, price_pages, read_stock, stock_page
from bizprobe.remote.read import JsonRows, PagedRead, order_pages
from bizprobe.remote.request import Request
from bizprobe.remote.row import RowReader, exact_text
from bizprobe.remote.template import Position, Question, Template, as_text
from bizprobe.remote.token import signer_for
from bizprobe.settings.model import Strict
from bizprobe.statuses import AS_WRITTEN, StatusMap
from bizprobe.surroundings import Surroundings

T = TypeVar("T")
R = TypeVar("R", bound=HttpRead)

GROUP = "all"
"""All reads of a described side take from one budget."""


class DescribedSide:
    """Asks a remote side over HTTP what its settings describe."""

    def __init__(
        self, settings: Description, surroundings: Surroundings, statuses: StatusMap = AS_WRITTEN
    ) -> None:
        self._settings = settings
        self._statuses = statuses
        self._zone = settings.zone(surroundings.dealer.timezone)
        self._clock = surroundings.clock
        budgets = [settings.budget.budget(GROUP)] if settings.budget else []
        self._account = surroundings.account(settings.limits, budgets)
        self._signer = signer_for(settings.auth, settings.base_url, self._account, surroundings.clock)

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel placed at `since` (aware) or later."""
        return self._orders(_described(self._settings.orders), channel, since)

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished."""
        return self._orders(_described(self._settings.open_orders), channel, None)

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price of every item at that channel."""
        read = _described(self._settings.prices)
        reader, number = PriceReader(read), 1
        async for taken in self._read(read, channel, None, _rows(read, reader.price, _price_key)).pages():
            for page in price_pages(number, taken.rows, taken.total):
                number = page.number + 1
                yield page

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item that channel may sell."""
        read, number = _described(self._settings.stocks), 0
        async for taken in self._read(read, channel, None, _rows(read, read_stock, _stock_key)).pages():
            number += 1
            yield stock_page(number, taken.rows, taken.total)

    def plan(self) -> Plan:
        """What each read costs, as far as the size of its pages is described. The last page may be empty."""
        reads = {offer: getattr(self._settings, offer) for offer in self._settings.described()}
        return {offer: list(_costs(read)) for offer, read in reads.items()}

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _orders(self, read: OrdersRead, channel: str, since: datetime | None) -> AsyncIterator[Page[Order]]:
        if read.ids is not None:
            return self._orders_by_id(read, read.ids, channel, since)
        return order_pages(self._read(read, channel, since, self._order_rows(read)), since)

    async def _orders_by_id(
        self, read: OrdersRead, listed: IdsRead, channel: str, since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        rows, number = self._order_rows(read), 0
        ids = _rows_of(listed, _id, str)
        async for taken in self._read(listed, channel, since, ids).pages():
            for start in range(0, len(taken.rows), listed.at_once):
                some = taken.rows[start : start + listed.at_once]
                question = Question(Position(), channel, self._zone, since, self._clock.now(), some)
                orders = (await rows.take(await self._ask(read, question))).rows
                if len(orders) != len(some):
                    raise IncompleteError(
                        f"{len(some)} orders are asked for by their ids, {len(orders)} came"
                    )
                number += 1
                yield Page(number, [order for order in orders if since is None or order.placed_at >= since])

    def _order_rows(self, read: OrdersRead) -> JsonRows[Order]:
        reader = RowReader(read, self._zone, self._statuses)
        select = order_selection(read)
        return _rows_of(read, lambda row: reader.order(select(row)), _order_key)

    def _read(
        self, read: HttpRead, channel: str, since: datetime | None, rows: JsonRows[T]
    ) -> PagedRead[Sequence[T]]:
        async def ask(position: Position) -> Any:
            return await self._ask(read, Question(position, channel, self._zone, since, self._clock.now()))

        return PagedRead(ask, rows.take, read.paging, self._settings.limits.max_pages)

    async def _ask(self, read: HttpRead, question: Question) -> Any:
        request = build_request(self._settings.base_url, read, question)
        answer = await answer_signed(self._account, self._signer, request)
        try:
            return await read.format.read(answer.body)
        except (BadAnswerError, IncompleteError) as error:
            raise type(error)(f"{request.label}: {error}", status=answer.status) from None


def build_request(base_url: str, read: HttpRead, question: Question) -> Request:
    """The request for one page. Parameters, headers and fields without a value are left out."""
    return Request(
        method=read.method,
        url=base_url + _path(read.path, question),
        headers=_texts(read.headers, question),
        params=_texts(read.params, question),
        json=None if read.body is None else read.body.render(question),
        form=None if read.form is None else _texts(read.form, question),
        group=GROUP,
    )


def selection(fields: Strict) -> Callable[[Any], dict[str, Any]]:
    """Takes the fields that the settings name from a row."""
    named = [(name, selector) for name, selector in fields if selector is not None]
    return lambda row: {name: selector(row) for name, selector in named}


def order_selection(read: OrdersRead) -> Callable[[Any], dict[str, Any]]:
    """Takes the fields of an order, its lines among them, from a row, or raises BadAnswerError."""
    order, lines = selection(read.fields), read.lines
    if lines is None:
        return order
    line = selection(lines.fields)

    def take(row: Any) -> dict[str, Any]:
        found = lines.rows(row)
        if not isinstance(found, list):
            raise BadAnswerError(f"{lines.rows} is no list")
        return {**order(row), "lines": [line(one) for one in found]}

    return take


def _costs(read: HttpRead) -> Iterator[Cost]:
    listed = read.ids if isinstance(read, OrdersRead) else None
    if listed is not None:
        yield Cost("", rows=listed.at_once)
    yield Cost("", fixed=1, rows=(listed or read).paging.size or 0)


def _rows(read: HttpRead, make: Callable[[dict[str, Any]], T], key: Callable[[T], str]) -> JsonRows[T]:
    select = selection(read.fields)
    return _rows_of(read, lambda row: make(select(row)), key)


def _rows_of(read: HttpRead, make: Callable[[Any], T], key: Callable[[T], str]) -> JsonRows[T]:
    return JsonRows(read.rows, make, key, read.total, read.error, read.refused)


def _id(row: Any) -> str:
    return exact_text(row, "id")


def _described(read: R | None) -> R:
    if read is None:
        raise ProbeError("asked for something that is not described")
    return read


def _order_key(order: Order) -> str:
    return order.number


def _price_key(price: Price) -> str:
    return price.key


def _stock_key(stock: Stock) -> str:
    return stock.key


def _texts(templates: dict[str, Template], question: Question) -> dict[str, str]:
    values = ((key, template.render(question)) for key, template in templates.items())
    return {key: as_text(value) for key, value in values if value is not None}


def _path(template: Template, question: Question) -> str:
    return "".join(quote(text, safe="") if filled else text for text, filled in template.pieces(question))

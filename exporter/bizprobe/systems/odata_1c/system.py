"""1C: the seller's ERP, asked through its standard OData interface."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bizprobe.errors import BadAnswerError, ProbeError
from bizprobe.records import Order, Page, PricePage, StockPage, parse_amount
from bizprobe.remote.item import Price, PriceReader, Stock, price_pages, stock_page
from bizprobe.remote.row import RowFormat, RowReader
from bizprobe.remote.token import signer_for
from bizprobe.runlog import note
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System
from bizprobe.systems.odata_1c.address import both, date_literal, is_one_of, virtual_table
from bizprobe.systems.odata_1c.catalogue import REFERENCE
from bizprobe.systems.odata_1c.goods import Goods
from bizprobe.systems.odata_1c.groups import Group, Grouping
from bizprobe.systems.odata_1c.presets import PRESETS
from bizprobe.systems.odata_1c.reader import Reader, Row, Selection, field_of
from bizprobe.systems.odata_1c.settings import Odata1cSettings, OdataOrders

T = TypeVar("T")

_ORDER = ("number", "placed_at", "status", "amount")
_PAGE = 1000


class Odata1cSystem:
    """Orders, prices and stocks out of 1C. It holds the SKUs of all goods, and of the rest a page."""

    def __init__(self, settings: Odata1cSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._preset = PRESETS[settings.configuration]
        dealer_zone = surroundings.dealer.timezone
        self._zone = ZoneInfo(settings.timezone) if settings.timezone else dealer_zone
        self._statuses = StatusMap(settings.statuses)
        self._account = surroundings.account(settings.limits)
        signer = signer_for(settings.auth, settings.base_url, self._account, surroundings.clock)
        self._reader = Reader(settings.base_url, self._account, signer, settings.page)
        self._goods = Goods(settings.goods, self._reader, surroundings.clock, settings.max_rows)

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price that every item has now."""
        read, number = _asked(self._settings.prices), 1
        names = read.names.over(self._preset.prices)
        resource = virtual_table(
            names["resource"], "SliceLast", is_one_of(names["price_type"], [read.price_type])
        )
        grouping, reader = self._grouping(names), PriceReader(read)
        selection = _of_register(resource, (names["item"], names["characteristic"]), [names["amount"]])
        async with aclosing(self._keyed(selection, grouping)) as batches:
            async for batch in batches:
                prices = [_price(reader, key, group, names["amount"]) for key, group in batch]
                for page in price_pages(number, prices):
                    number = page.number + 1
                    yield page

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item there is, what is promised taken off."""
        read, number = _asked(self._settings.stocks), 0
        names = read.names.over(self._preset.stocks)
        resource = virtual_table(names["resource"], "Balance", is_one_of(names["warehouse"], read.warehouses))
        amounts = [names[name] for name in ("count", "reserved") if names[name]]
        dimensions = (names["item"], names["characteristic"], names["warehouse"])
        selection = _of_register(resource, dimensions, amounts)
        given: set[str] = set()
        async with aclosing(self._keyed(selection, self._grouping(names))) as batches:
            async for batch in batches:
                given.update(key for key, _ in batch)
                number += 1
                yield stock_page(number, [Stock(key, _pieces(group, amounts)) for key, group in batch])
        for page in self._sold_out(given, number):
            yield page

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel placed at `since` (aware) or later."""
        read = _asked(self._settings.orders)
        placed_at = read.names.over(self._preset.orders)["placed_at"]
        return self._orders(read, channel, f"{placed_at} ge {date_literal(since, self._zone)}", since)

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished."""
        read = _asked(self._settings.orders)
        return self._orders(read, channel, _asked(read.open), None)

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _grouping(self, names: dict[str, str]) -> Grouping:
        return Grouping(names["item"], names["characteristic"] if self._goods.tells_variants else "")

    async def _keyed(
        self, selection: Selection, grouping: Grouping
    ) -> AsyncGenerator[list[tuple[str, Group]], None]:
        """Groups with their SKUs, a page at a time; a SKU comes once."""
        await self._goods.refresh()
        given: set[str] = set()
        left_out = 0
        async for groups in grouping.groups(self._reader.rows(selection)):
            keyed = [(await self._goods.key(group.item, group.variant), group) for group in groups]
            known = [(key, group) for key, group in keyed if key is not None]
            left_out += len(groups) - len(known)
            for key, _ in known:
                if key in given:
                    raise BadAnswerError(f"more than one of the goods has the SKU '{key}'")
                given.add(key)
            yield known
        if left_out:
            note(f"{left_out} items are left out: goods.filter or a mark for deletion says so")

    def _sold_out(self, given: set[str], number: int) -> Iterator[StockPage]:
        """The goods without a row. Which characteristics have none, 1C does not tell."""
        if self._goods.tells_variants:
            return
        rest = iter(dict.fromkeys(key for key in self._goods.skus() if key not in given))
        while stocks := [Stock(key, 0) for key in islice(rest, _PAGE)]:
            number += 1
            yield stock_page(number, stocks)

    async def _orders(
        self, read: OdataOrders, channel: str, wanted: str, since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        names = read.names.over(self._preset.orders)
        fields = {name: names[name] for name in _ORDER if names[name]}
        reader = RowReader(RowFormat(currency=read.currency), self._zone, self._statuses)
        selection = Selection(
            names["resource"],
            (REFERENCE, *fields.values()),
            (names["placed_at"], REFERENCE),
            both(read.filter, _of_channel(read, channel), wanted),
        )
        number = 0
        async for rows in self._reader.rows(selection):
            number += 1
            orders = [reader.order(_fields(row, fields)) for row in rows]
            yield Page(number, [order for order in orders if since is None or order.placed_at >= since])


def _asked(read: T | None) -> T:
    if read is None:
        raise ProbeError("asked for something that 1C's settings do not name")
    return read


def _of_register(resource: str, dimensions: Sequence[str], amounts: Sequence[str]) -> Selection:
    """Ordered by all dimensions: the rows of the same goods come one after the other."""
    used = tuple(name for name in dimensions if name)
    return Selection(resource, (*used, *amounts), used)


def _of_channel(read: OdataOrders, channel: str) -> str | None:
    if read.channels and channel not in read.channels:
        raise ProbeError(f"orders.channels does not say which orders belong to {channel}")
    return read.channels.get(channel)


def _fields(row: Row, fields: dict[str, str]) -> dict[str, Any]:
    found = {name: field_of(row, path) for name, path in fields.items()}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


def _price(reader: PriceReader, key: str, group: Group, field: str) -> Price:
    """The price of goods; all of their characteristics must have the same."""
    prices = [reader.price({"key": key, "amount": field_of(row, field)}) for row in group.rows]
    if len({Decimal(price.amount) for price in prices}) > 1:
        raise BadAnswerError(
            f"the characteristics of '{key}' have prices of their own: set goods.characteristics"
        )
    return prices[0]


def _pieces(group: Group, amounts: Sequence[str]) -> int:
    """Whole pieces: what there is less what is promised. Below zero, more is promised than there is."""
    total = Decimal(0)
    for row in group.rows:
        count, *reserved = (_number(row, field) for field in amounts)
        total += count - sum(reserved)
    return int(total.to_integral_value(ROUND_FLOOR))


def _number(row: Row, field: str) -> Decimal:
    value = field_of(row, field)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadAnswerError(f"{field} is no number")
    try:
        return parse_amount(str(value))
    except ValueError:
        raise BadAnswerError(f"{field} is no number") from None


def build(settings: Odata1cSettings, surroundings: Surroundings) -> System:
    """Opens the account of the infobase."""
    return Odata1cSystem(settings, surroundings)

"""A database of the seller."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, String, TextClause, bindparam, make_url, text

from bizprobe.errors import ProbeError, TooLargeError
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.item import PriceReader, price_pages, read_stock, stock_page
from bizprobe.remote.row import RowReader
from bizprobe.runlog import note
from bizprobe.settings.model import RequestLimits
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System
from bizprobe.systems.sql.databases.base import TimeLimits
from bizprobe.systems.sql.databases.url import database_of
from bizprobe.systems.sql.query import Query
from bizprobe.systems.sql.reads import SqlOrders, SqlRead, made_rows
from bizprobe.systems.sql.settings import SqlSettings

T = TypeVar("T")
R = TypeVar("R", bound=SqlRead)


class SqlSystem:
    """Orders, prices and stocks out of a database."""

    def __init__(self, settings: SqlSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        dealer_zone = surroundings.dealer.timezone
        self._zone = ZoneInfo(settings.timezone) if settings.timezone else dealer_zone
        self._statuses = StatusMap(settings.statuses)
        self._database = database_of(settings.url)
        self._limits = TimeLimits(settings.connect_timeout, settings.statement_timeout, settings.lock_timeout)
        self._engine = self._database.engine(make_url(settings.url), self._limits, self._zone)
        if (password := settings.password or settings.password_file) is not None:
            self._database.authenticate(self._engine, password)
        self._account = surroundings.account(RequestLimits.model_construct(concurrency=settings.concurrency))
        self._account.meter.expect(("ok", "failed"))

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel placed at `since` (aware) or later."""
        return self._orders(_asked(self._settings.orders), channel, since)

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished."""
        return self._orders(_asked(self._settings.open_orders), channel, None)

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price of every item at that channel."""
        read, number = _asked(self._settings.prices), 1
        async with aclosing(self._rows(read, channel, None, PriceReader(read).price)) as batches:
            async for prices in batches:
                for page in price_pages(number, prices):
                    number = page.number + 1
                    yield page

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item that channel may sell."""
        read, number = _asked(self._settings.stocks), 0
        async with aclosing(self._rows(read, channel, None, read_stock)) as batches:
            async for stocks in batches:
                number += 1
                yield stock_page(number, stocks)

    async def aclose(self) -> None:
        """Lets go of everything."""
        await self._engine.dispose()
        await self._account.aclose()

    async def _orders(
        self, read: SqlOrders, channel: str, since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        number = 0
        reader = RowReader(read, self._zone, self._statuses)
        async with aclosing(self._rows(read, channel, since, reader.order)) as batches:
            async for orders in batches:
                number += 1
                yield Page(number, [order for order in orders if since is None or order.placed_at >= since])

    async def _rows(
        self, read: SqlRead, channel: str, since: datetime | None, make: Callable[[Mapping[str, Any]], T]
    ) -> AsyncGenerator[list[T], None]:
        rows = 0
        query = Query(self._database, self._engine, self._limits, self._account.meter)
        async with self._account.slot():
            try:
                places = read.places(await query.start(*self._statement(read, channel, since)))
                async for batch in query.batches():
                    made = made_rows(batch, places, make, rows)
                    rows += len(batch)
                    if rows > self._settings.max_rows:
                        raise TooLargeError(f"the query gives more than {self._settings.max_rows} rows")
                    yield made
            finally:
                await query.aclose()
                note(f"query: {query.code}, {query.seconds:.3f} s, {rows} rows")

    def _statement(
        self, read: SqlRead, channel: str, since: datetime | None
    ) -> tuple[TextClause, Mapping[str, Any]]:
        statement = text(read.query)
        values: dict[str, Any] = {"channel": channel, "since": since}
        types: dict[str, Any] = {"channel": String(), "since": DateTime(timezone=True)}
        written = read.written_since(self._database.since) if isinstance(read, SqlOrders) else None
        if since is not None and written is not None:
            values["since"] = written.write(since, self._zone)
            types["since"] = BigInteger() if isinstance(values["since"], int) else String()
        used = statement.compile().params
        binds = [bindparam(name, type_=types[name]) for name in used]
        return statement.bindparams(*binds), {name: values[name] for name in used}


def _asked(read: R | None) -> R:
    if read is None:
        raise ProbeError("asked for something that has no query")
    return read


def build(settings: SqlSettings, surroundings: Surroundings) -> System:
    """Prepares the queries; connects only when asked."""
    return SqlSystem(settings, surroundings)

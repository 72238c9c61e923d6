"""A database of the seller: PostgreSQL or SQLite."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, String, TextClause, bindparam, text

from bizprobe.errors import BadAnswerError, ProbeError, QueryError, TooLargeError
from bizprobe.records import Order, Page
from bizprobe.remote.row import RowReader
from bizprobe.runlog import note
from bizprobe.settings.model import RequestLimits
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System, SystemKind
from bizprobe.systems.database import TimeLimits, dialect, open_engine
from bizprobe.systems.query import Query
from bizprobe.systems.sql_settings import SqlOrders, SqlSettings

_COLUMNS = ("number", "placed_at", "status", "amount", "currency")


class SqlSystem:
    """Orders out of a database."""

    def __init__(self, settings: SqlSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        dealer_zone = surroundings.dealer.timezone
        self._zone = ZoneInfo(settings.timezone) if settings.timezone else dealer_zone
        self._dialect = dialect(settings.url)
        self._limits = TimeLimits(settings.connect_timeout, settings.statement_timeout, settings.lock_timeout)
        password = settings.password or settings.password_file
        self._engine = open_engine(settings.url, password, self._limits, self._zone)
        self._account = surroundings.account(RequestLimits.model_construct(concurrency=settings.concurrency))

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel placed at `since` (aware) or later."""
        return self._pages(self._settings.orders, channel, since)

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished."""
        return self._pages(self._settings.open_orders, channel, None)

    async def aclose(self) -> None:
        """Lets go of everything."""
        await self._engine.dispose()
        await self._account.aclose()

    async def _pages(
        self, read: SqlOrders | None, channel: str, since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        if read is None:
            raise ProbeError("asked for something that has no query")
        reader, rows, number = RowReader(read, self._zone), 0, 0
        query = Query(self._engine, self._limits, self._account.meter)
        async with self._account.slot():
            try:
                found = await query.start(*self._statement(read, channel, since))
                columns = _places(read, found)
                async for batch in query.batches():
                    number += 1
                    orders = _orders(batch, columns, reader, rows)
                    rows += len(batch)
                    if rows > self._settings.max_rows:
                        raise TooLargeError(f"the query gives more than {self._settings.max_rows} rows")
                    yield Page(
                        number, [order for order in orders if since is None or order.placed_at >= since]
                    )
            finally:
                await query.aclose()
                note(f"query: {query.code}, {query.seconds:.3f} s, {rows} rows")

    def _statement(
        self, read: SqlOrders, channel: str, since: datetime | None
    ) -> tuple[TextClause, Mapping[str, Any]]:
        statement = text(read.query)
        values: dict[str, Any] = {"channel": channel, "since": since}
        types: dict[str, Any] = {"channel": String(), "since": DateTime(timezone=True)}
        written = read.written_since(self._dialect)
        if since is not None and written is not None:
            values["since"] = written.write(since, self._zone)
            types["since"] = BigInteger() if isinstance(values["since"], int) else String()
        used = statement.compile().params
        binds = [bindparam(name, type_=types[name]) for name in used]
        return statement.bindparams(*binds), {name: values[name] for name in used}


def _places(read: SqlOrders, found: Sequence[str]) -> dict[str, int]:
    """Where in a row each column stands. Raises QueryError, which names the one that is missing."""
    places = {name: index for index, name in enumerate(found) if name in _COLUMNS}
    missing = sorted(read.columns - set(places))
    if missing:
        raise QueryError(f"the query gives no column {missing[0]}; name it with AS {missing[0]}")
    if "amount" in places and "currency" not in places and read.currency is None:
        raise QueryError(
            "the query gives amount, but neither a column currency nor the setting currency is there"
        )
    return places


def _orders(
    batch: Sequence[Sequence[Any]], places: Mapping[str, int], reader: RowReader, before: int
) -> list[Order]:
    orders = []
    for number, row in enumerate(batch, start=before + 1):
        try:
            orders.append(reader.order({name: row[index] for name, index in places.items()}))
        except BadAnswerError as error:
            raise BadAnswerError(f"row {number}: {error}") from None
    return orders


def build(settings: SqlSettings, surroundings: Surroundings) -> System:
    """Prepares the queries; connects only when asked."""
    return SqlSystem(settings, surroundings)


KIND = SystemKind("sql", SqlSettings, build)

"""A side whose API is a folder: what its files say of orders, prices and stocks."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bizprobe.errors import AnswerError, BadAnswerError, ClientError, IncompleteError, ProbeError
from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.described import selection
from bizprobe.remote.folder.base import FileSeen
from bizprobe.remote.folder.description import FileRead, FolderDescription
from bizprobe.remote.folder.opening import open_folder
from bizprobe.remote.folder.visit import Visits
from bizprobe.remote.item import PriceReader, price_pages, read_stock, stock_page
from bizprobe.remote.read import JsonRows, Taken
from bizprobe.remote.row import RowReader
from bizprobe.remote.tally import Tally
from bizprobe.remote.template import Position
from bizprobe.runlog import note
from bizprobe.statuses import AS_WRITTEN, StatusMap
from bizprobe.surroundings import Surroundings

T = TypeVar("T")
R = TypeVar("R", bound=FileRead)

# An order may be written a moment before its file gets its time, and clocks differ a little.
_CLOCKS_APART = timedelta(minutes=5)


class FolderSide:
    """Reads what is in a folder, which is the same for every channel."""

    def __init__(
        self, settings: FolderDescription, surroundings: Surroundings, statuses: StatusMap = AS_WRITTEN
    ) -> None:
        self._settings = settings
        self._dealer = surroundings.dealer.name
        self._zone = settings.zone(surroundings.dealer.timezone)
        self._statuses = statuses
        self._account = surroundings.account(settings.limits)
        self._visits = Visits(self._account, lambda: open_folder(settings), settings.settle)

    async def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders placed at `since` (aware) or later, out of the files written since; a page is a file."""
        read = _described(self._settings.orders)
        reader = RowReader(read, self._zone, self._statuses)
        for number, (file, body) in enumerate(await self._since(read.files, since), start=1):
            orders = (await _taken(read, file, body, reader.order, lambda order: order.number)).rows
            yield Page(number, [order for order in orders if order.placed_at >= since])

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """Not offered: a file tells what happened, not what is open."""
        raise ProbeError("asked for something that is not described")

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price of every item in the newest file."""
        read = _described(self._settings.prices)
        taken = await self._full(read, read.min_rows, PriceReader(read).price, lambda price: price.key)
        for page in price_pages(1, taken.rows, taken.total):
            yield page

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item can be ordered, by the newest file."""
        read = _described(self._settings.stocks)
        taken = await self._full(read, read.min_rows, read_stock, lambda stock: stock.key)
        yield stock_page(1, taken.rows, taken.total)

    async def exchanges(self, exchange: Exchange, channel: str, since: datetime) -> Sequence[ExchangeReport]:
        """The newest file, if it was written at `since` (aware) or later; its rows count as accepted."""
        read = _described(getattr(self._settings, exchange, None))

        def late(files: list[FileSeen]) -> list[FileSeen]:
            return [file for file in files[-1:] if file.modified >= since]

        reports = []
        for file, body in await self._visits.read(read.files, late):
            rows = len((await _taken(read, file, body, lambda row: row, _name)).rows)
            reports.append(self._report(exchange, channel, file, rows))
        return reports

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _report(self, exchange: Exchange, channel: str, file: FileSeen, rows: int) -> ExchangeReport:
        return ExchangeReport(
            dealer=self._dealer,
            channel=channel,
            exchange=exchange,
            id=f"{file.name[:150]} {file.modified.isoformat()}",
            ended_at=file.modified,
            sent=rows,
            accepted=rows,
            rejected=0,
        )

    async def _since(self, pattern: str, since: datetime) -> list[tuple[FileSeen, bytes]]:
        def newer(files: list[FileSeen]) -> list[FileSeen]:
            chosen = [file for file in files if file.modified >= since - _CLOCKS_APART]
            if len(chosen) > self._settings.limits.max_files:
                raise IncompleteError(f"{len(chosen)} files are more than limits.max_files allows")
            note(f"{len(chosen)} of {len(files)} files are new enough")
            return chosen

        return await self._visits.read(pattern, newer)

    async def _full(
        self, read: R, min_rows: int, make: Callable[[Any], T], key: Callable[[T], str]
    ) -> Taken[Sequence[T]]:
        [(file, body)] = await self._visits.read(read.files, _newest)
        taken = await _taken(read, file, body, make, key)
        if len(taken.rows) < min_rows:
            # An empty file is a fault of whoever writes it. It does not say that all is sold out.
            raise IncompleteError(f"{file.name} has {len(taken.rows)} rows, expected {min_rows} or more")
        first: dict[str, T] = {}
        for number, row in enumerate(taken.rows, start=1):
            if first.setdefault(key(row), row) != row:
                raise BadAnswerError(
                    f"{file.name}: row {number} says something else of '{key(row)}' than before"
                )
        return taken


async def _taken(
    read: FileRead, file: FileSeen, body: bytes, make: Callable[[Any], T], key: Callable[[T], str]
) -> Taken[Sequence[T]]:
    """The rows of a file. Raises BadAnswerError, ClientError, IncompleteError, which name the file."""
    select = selection(read.fields)
    rows = JsonRows(read.rows, lambda row: make(select(row)), key, read.total, read.error)
    tally = Tally(1, slides=False)
    try:
        taken = await rows.take(await read.format.read(body))
        tally.begin(Position())
        tally.add(taken.keys, taken.total)
        tally.finish()
    except (BadAnswerError, ClientError, IncompleteError) as error:
        kind: type[AnswerError] = type(error)
        raise kind(f"{file.name}: {error}") from None
    return taken


def _newest(files: list[FileSeen]) -> list[FileSeen]:
    return files[-1:]


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("number", row.get("key")))


def _described(read: R | None) -> R:
    if read is None:
        raise ProbeError("asked for something that is not described")
    return read

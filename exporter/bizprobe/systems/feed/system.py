"""A feed: the file with prices and stocks that the seller's systems write for marketplaces."""

import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, closing
from itertools import islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, BinaryIO, TypeVar, cast

from anyio import to_thread
from anyio.lowlevel import checkpoint

from bizprobe.errors import BadAnswerError, ConnectionFailedError, ProbeError, TooLargeError
from bizprobe.records import PricePage, StockPage
from bizprobe.remote.auth import answer_signed
from bizprobe.remote.item import Price, PriceReader, Stock, price_pages, read_stock, stock_page
from bizprobe.remote.request import Request
from bizprobe.remote.token import signer_for
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System
from bizprobe.systems.feed.csv import csv_rows
from bizprobe.systems.feed.settings import FeedSettings
from bizprobe.systems.feed.yml import Row, yml_offers

Item = TypeVar("Item", Price, Stock)
Make = Callable[[Mapping[str, str]], Item | None]

_PAGE = 1000
_AT_ONCE = 50
_FLAGS = frozenset({"available", "disabled"})


class FeedSystem:
    """Prices and stocks out of a feed, which is the same for every channel."""

    def __init__(self, settings: FeedSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._account = surroundings.account(settings.limits)
        self._signer = signer_for(settings.auth, settings.url or "", self._account, surroundings.clock)
        if settings.file is not None:
            self._account.meter.expect(("ok", "failed"))

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price of every item that is not disabled."""
        read = self._settings.prices
        if read is None:
            raise ProbeError("asked for prices, which the feed's settings do not name")
        names, reader, number = read.fields.names(self._settings.format), PriceReader(read), 1

        def make(row: Mapping[str, str]) -> Price | None:
            return None if _says(row, "disabled", "true") else reader.price(_fields(row, names))

        async with aclosing(self._items(make, names)) as batches:
            async for prices in batches:
                for page in price_pages(number, prices):
                    number = page.number + 1
                    yield page

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item can be ordered."""
        read, number = self._settings.stocks, 0
        if read is None:
            raise ProbeError("asked for stocks, which the feed's settings do not name")
        names = read.fields.names(self._settings.format)

        def make(row: Mapping[str, str]) -> Stock:
            fields = _fields(row, names)
            if _says(row, "disabled", "true") or _says(row, "available", "false"):
                fields |= dict.fromkeys(names.keys() - {"key"}, "0")
            if "count" not in fields:
                raise BadAnswerError("there is no count; a feed without counts has prices only")
            if "reserved" in names and "reserved" not in fields:
                raise BadAnswerError(f"there is no {names['reserved']}")
            return read_stock(fields)

        async with aclosing(self._items(make, names)) as batches:
            async for stocks in batches:
                number += 1
                yield stock_page(number, stocks)

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    async def _items(self, make: Make[Item], names: Mapping[str, str]) -> AsyncGenerator[list[Item], None]:
        """The items, a thousand at a time, and a rest for others after each few of them."""
        batch: list[Item] = []
        async with self._fetched() as file:
            with closing(self._made(file, make, names)) as items:
                while some := list(islice(items, _AT_ONCE)):
                    batch += some
                    if len(batch) >= _PAGE:
                        yield batch
                        batch = []
                    await checkpoint()
        if batch:
            yield batch

    @asynccontextmanager
    async def _fetched(self) -> AsyncIterator[BinaryIO]:
        """The feed in a file of our own, which nobody changes while we read."""
        with TemporaryFile() as file:
            if self._settings.file is not None:
                await self._copy(self._settings.file, file)
            else:
                request = Request("GET", self._settings.url or "", params=self._settings.params)
                await answer_signed(self._account, self._signer, request, into=cast(BinaryIO, file))
            file.seek(0)
            yield cast(BinaryIO, file)

    async def _copy(self, path: str, file: IO[bytes]) -> None:
        began, code = time.perf_counter(), "failed"
        try:
            await to_thread.run_sync(_copy, path, file, self._settings.limits.max_body)
            code = "ok"
        except OSError as error:
            raise ConnectionFailedError(f"the feed cannot be read: {error.strerror}") from None
        finally:
            self._account.meter.record(code, time.perf_counter() - began if code == "ok" else None)

    def _made(
        self, file: BinaryIO, make: Make[Item], names: Mapping[str, str]
    ) -> Generator[Item, None, None]:
        seen: dict[str, Item] = {}
        for number, (line, row) in enumerate(self._rows(file, frozenset(names.values())), start=1):
            if number > self._settings.max_rows:
                raise TooLargeError(f"the feed has more than {self._settings.max_rows} rows")
            try:
                item = make(row)
            except BadAnswerError as error:
                raise BadAnswerError(f"line {line}: {error}") from None
            if item is None:
                continue
            if seen.setdefault(item.key, item) is item:
                yield item
            elif seen[item.key] != item:
                raise BadAnswerError(f"line {line}: the feed says something else of '{item.key}' before")

    def _rows(self, file: BinaryIO, wanted: frozenset[str]) -> Iterator[Row]:
        if self._settings.format == "yml":
            return yml_offers(file, wanted | _FLAGS)
        return csv_rows(file, wanted, self._settings.encoding, self._settings.delimiter)


def _copy(path: str, file: IO[bytes], max_size: int) -> None:
    with open(path, "rb") as source:
        if os.fstat(source.fileno()).st_size > max_size:
            raise TooLargeError(f"the feed is larger than {max_size} bytes")
        copyfileobj(source, file)


def _fields(row: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {name: row[where].strip() for name, where in names.items() if where in row}


def _says(row: Mapping[str, str], flag: str, word: str) -> bool:
    return row.get(flag, "").strip().lower() == word


def build(settings: FeedSettings, surroundings: Surroundings) -> System:
    """Opens the account from which the feed is fetched."""
    # It has no orders, as its offers say.
    return cast(System, FeedSystem(settings, surroundings))

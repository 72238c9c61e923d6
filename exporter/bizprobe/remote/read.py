"""Runs a paged read, and ends without an error only when everything was read."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import anyio.lowlevel

from bizprobe.errors import BadAnswerError, ClientError, IncompleteError, UnauthorizedError
from bizprobe.records import Order, Page
from bizprobe.remote.paging import Paging, Turn
from bizprobe.remote.selector import Selector
from bizprobe.remote.tally import Tally
from bizprobe.remote.template import Position
from bizprobe.runlog import note

T = TypeVar("T")

_ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """What was taken from one answer: its rows, the key of each, and what `payload` tells of other pages."""

    rows: T
    keys: Sequence[str]
    total: int | None
    payload: Any


@dataclass(frozen=True, slots=True)
class PagedRead(Generic[T]):
    """One read. `ask` gives the answer for a page, `take` what is in it."""

    ask: Callable[[Position], Awaitable[Any]]
    take: Callable[[Any], Awaitable[Taken[T]]]
    paging: Paging
    max_pages: int

    async def pages(self) -> AsyncIterator[Taken[T]]:
        """The pages in their order. Raises RemoteError."""
        tally = Tally(self.max_pages, slides=self.paging.slides)
        position: Position | None = self.paging.start()
        while position is not None:
            with _on_page(tally.pages + 1):
                tally.begin(position)
            answer = await self.ask(position)
            with _on_page(tally.pages):
                taken = await self.take(answer)
                tally.add(taken.keys, taken.total)
                turn = Turn(position, taken.payload, len(taken.keys), tally.rows, taken.total)
                position = self.paging.after(turn)
                if position is None:
                    tally.finish()
            await anyio.lowlevel.checkpoint()  # what is done with a page comes apart from decoding it
            yield taken
        note(f"read {tally.rows} rows on {tally.pages} pages")


@dataclass(frozen=True, slots=True)
class JsonRows(Generic[T]):
    """Takes rows from JSON. `row` makes one of them, `key` tells them apart."""

    rows: Selector
    row: Callable[[Any], T]
    key: Callable[[T], str]
    total: Selector | None = None
    error: Selector | None = None
    refused: Selector | None = None

    async def take(self, payload: Any) -> Taken[Sequence[T]]:
        """The rows of one answer. Raises BadAnswerError, ClientError, UnauthorizedError."""
        if self.refused is not None and self.refused(payload):
            raise UnauthorizedError(f"the answer says that the key is refused: {self.refused} is not empty")
        if self.error is not None and self.error(payload):
            raise ClientError(f"the answer says that it is a failure: {self.error} is not empty")
        found = self.rows(payload)
        if not isinstance(found, list):
            raise BadAnswerError(f"{self.rows} is no list")
        rows, number = list[T](), 0
        try:
            for number, row in enumerate(found, start=1):
                rows.append(self.row(row))
                if number % _ROWS_AT_ONCE == 0:
                    await anyio.lowlevel.checkpoint()
        except BadAnswerError as error:
            raise BadAnswerError(f"row {number}: {error}") from None
        return Taken(rows, [self.key(row) for row in rows], self._total(payload), payload)

    def _total(self, payload: Any) -> int | None:
        if self.total is None:
            return None
        value = self.total(payload)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadAnswerError(f"{self.total} is no whole number")
        return value


async def order_pages(
    read: PagedRead[Sequence[Order]], since: datetime | None = None
) -> AsyncIterator[Page[Order]]:
    """The pages of a read of orders, without those placed before `since`. Raises RemoteError."""
    number = older = 0
    async for taken in read.pages():
        number += 1
        wanted = [order for order in taken.rows if since is None or order.placed_at >= since]
        older += len(taken.rows) - len(wanted)
        yield Page(number, wanted, taken.total)
    if older:
        note(f"{older} of the rows are too old")


@contextmanager
def in_row(number: int) -> Iterator[None]:
    """Says in which row something is wrong."""
    try:
        yield
    except BadAnswerError as error:
        raise BadAnswerError(f"row {number}: {error}") from None


@contextmanager
def _on_page(number: int) -> Iterator[None]:
    try:
        yield
    except (BadAnswerError, ClientError, IncompleteError) as error:
        raise type(error)(f"page {number}: {error}") from None

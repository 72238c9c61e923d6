"""Runs a paged read, and ends without an error only when everything was read."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import anyio.lowlevel

from bizprobe.errors import BadAnswerError, ClientError, IncompleteError
from bizprobe.records import Order, Page
from bizprobe.remote.paging import Paging, Turn
from bizprobe.remote.selector import Selector
from bizprobe.remote.tally import Tally
from bizprobe.remote.template import Position
from bizprobe.runlog import note

_ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PagedRead:
    """One read. `ask` gives the JSON of a page, `order` makes an order of a row."""

    ask: Callable[[Position], Awaitable[Any]]
    paging: Paging
    max_pages: int
    rows: Selector
    order: Callable[[Any], Order]
    total: Selector | None = None
    error: Selector | None = None

    async def pages(self, since: datetime | None = None) -> AsyncIterator[Page[Order]]:
        """The pages, without rows placed before `since`. Raises RemoteError."""
        tally = Tally(self.max_pages, slides=self.paging.slides)
        position: Position | None = self.paging.start()
        older = 0
        while position is not None:
            with _on_page(tally.pages + 1):
                tally.begin(position)
            payload = await self.ask(position)
            with _on_page(tally.pages):
                orders = await self._orders(payload)
                total = self._total(payload)
                tally.add(orders, total)
                position = self.paging.after(Turn(position, payload, len(orders), tally.rows, total))
                if position is None:
                    tally.finish()
            wanted = [order for order in orders if since is None or order.placed_at >= since]
            older += len(orders) - len(wanted)
            yield Page(tally.pages, wanted, total)
        note(f"read {tally.rows} rows on {tally.pages} pages" + (f", {older} too old" if older else ""))

    async def _orders(self, payload: Any) -> Sequence[Order]:
        if self.error is not None and self.error(payload):
            raise ClientError(f"the answer says that it is a failure: {self.error} is not empty")
        rows = self.rows(payload)
        if not isinstance(rows, list):
            raise BadAnswerError(f"{self.rows} is no list")
        orders = []
        for number, row in enumerate(rows, start=1):
            with _in_row(number):
                orders.append(self.order(row))
            if number % _ROWS_AT_ONCE == 0:
                await anyio.lowlevel.checkpoint()
        return orders

    def _total(self, payload: Any) -> int | None:
        if self.total is None:
            return None
        value = self.total(payload)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadAnswerError(f"{self.total} is no whole number")
        return value


@contextmanager
def _on_page(number: int) -> Iterator[None]:
    try:
        yield
    except (BadAnswerError, ClientError, IncompleteError) as error:
        raise type(error)(f"page {number}: {error}") from None


@contextmanager
def _in_row(number: int) -> Iterator[None]:
    try:
        yield
    except BadAnswerError as error:
        raise BadAnswerError(f"row {number}: {error}") from None

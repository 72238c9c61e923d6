"""Reading both sides of a flow, page by page; what counting and joining do not need is dropped at once.

A book that cannot be asked does not hide what the channel says: silence costs more than a late comparison.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import anyio

from bizprobe.errors import DeadlineExceededError, ProbeError
from bizprobe.flow.records import Side, Sighting
from bizprobe.flow.standing import OpenOrders
from bizprobe.probes.flow.source import Pages
from bizprobe.records import MISSED, Order
from bizprobe.runlog import note


@dataclass(slots=True)
class Asked:
    """What is read: a flow of each side from a moment on, and what of it is open if that is asked for.

    The book is given up after `patience` seconds, so that a run has time to end with what the channel says.
    """

    flow: str
    events: dict[Side, Pages]
    since: dict[Side, datetime]
    names: dict[Side, str]
    patience: float
    open_orders: Pages | None = None


@dataclass(slots=True)
class Read:
    """What came of it. `unmapped` holds the orders of each status word that nobody mapped, `missed` when
    each call came in that nobody took.

    `unasked` is why the book could not be read; it has no sightings then.
    """

    sightings: dict[Side, list[Sighting]] = field(default_factory=dict)
    open_orders: OpenOrders | None = None
    unmapped: dict[str, set[str]] = field(default_factory=dict)
    missed: dict[str, datetime] = field(default_factory=dict)
    unasked: ProbeError | None = None


async def read(asked: Asked) -> Read:
    """Reads the sides at the same time. A ProbeError of the channel ends both."""
    result = Read()
    try:
        async with anyio.create_task_group() as group:
            if Side.BOOK in asked.events:
                group.start_soon(_read_book, asked, result)
            group.start_soon(_read_side, Side.CHANNEL, asked, result)
    except BaseExceptionGroup as errors:
        if errors.split(ProbeError)[1] is not None:
            raise
        raise errors.exceptions[0] from None
    return result


async def _read_book(asked: Asked, result: Read) -> None:
    try:
        with anyio.move_on_after(asked.patience) as scope:
            await _read_side(Side.BOOK, asked, result)
        if scope.cancelled_caught:
            raise DeadlineExceededError(f"{asked.names[Side.BOOK]}: no end within {asked.patience:g} s")
    except ProbeError as error:
        result.unasked = error


async def _read_side(side: Side, asked: Asked, result: Read) -> None:
    name, since = asked.names[side], asked.since[side]
    found: dict[str, Sighting] = {}
    async for order in _rows(asked.events[side], f"{name}: {asked.flow} since {since:%Y-%m-%d %H:%M:%S} UTC"):
        if order.placed_at >= since:
            found[order.number] = Sighting(order.number, order.placed_at, order.amount)
        if side is Side.CHANNEL:
            _note_word(order, result)
    result.sightings[side] = list(found.values())
    if side is Side.CHANNEL and asked.open_orders is not None:
        what = f"{name}: open {asked.flow}"
        result.open_orders = await _read_open_orders(asked.open_orders, what, result)


async def _read_open_orders(pages: Pages, what: str, result: Read) -> OpenOrders:
    found = OpenOrders()
    async for order in _rows(pages, what):
        found.add(order)
        _note_word(order, result)
    return found


async def _rows(pages: Pages, what: str) -> AsyncIterator[Order]:
    page_count = row_count = 0
    async for page in pages:
        page_count, row_count = page_count + 1, row_count + len(page.rows)
        for order in page.rows:
            yield order
    note(f"{what}: {row_count} rows in {page_count} pages")


def _note_word(order: Order, result: Read) -> None:
    if order.word == MISSED:
        result.missed[order.number] = order.placed_at
    elif not order.mapped:
        result.unmapped.setdefault(order.word, set()).add(order.number)

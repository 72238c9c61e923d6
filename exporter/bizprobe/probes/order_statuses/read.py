"""Reading the orders of all sides at the same time.

A book or a cabinet that cannot be asked does not hide what the other one says; without the channel there is
nothing to hold them against.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import anyio
from anyio.lowlevel import checkpoint

from bizprobe.agreement.join import SideOrders
from bizprobe.errors import BadAnswerError, DeadlineExceededError, ProbeError, TooLargeError
from bizprobe.probes.order_statuses.settings import Where
from bizprobe.records import Order, Page
from bizprobe.runlog import note


@dataclass(frozen=True, slots=True)
class Asked:
    """The orders of a side, which `name` holds. More than `max_orders` are an error."""

    name: str
    pages: AsyncIterator[Page[Order]]
    max_orders: int


@dataclass(slots=True)
class Read:
    """The sides that could be read, the channel always among them. `unasked` is why another could not."""

    sides: dict[Where, SideOrders] = field(default_factory=dict)
    unasked: ProbeError | None = None


async def read(asked: Mapping[Where, Asked], patience: float) -> Read:
    """Reads the sides at the same time. Those of the seller are given up after `patience` seconds.

    Raises ProbeError where the channel, or everything that it is held against, cannot be read.
    """
    result = Read()
    try:
        async with anyio.create_task_group() as group:
            for where, side in asked.items():
                if where is not Where.CHANNEL:
                    group.start_soon(_try_side, where, side, patience, result)
            group.start_soon(_read_side, Where.CHANNEL, asked[Where.CHANNEL], result)
    except BaseExceptionGroup as errors:
        if errors.split(ProbeError)[1] is not None:
            raise
        raise errors.exceptions[0] from None
    if result.unasked is not None and result.sides.keys() == {Where.CHANNEL}:
        raise result.unasked
    return result


async def _try_side(where: Where, side: Asked, patience: float, result: Read) -> None:
    try:
        with anyio.move_on_after(patience) as scope:
            await _read_side(where, side, result)
        if scope.cancelled_caught:
            raise DeadlineExceededError(f"{side.name}: no end within {patience:g} s")
    except ProbeError as error:
        note(f"{side.name}: {error}")
        result.unasked = error


async def _read_side(where: Where, side: Asked, result: Read) -> None:
    orders = SideOrders()
    rows = pages = 0
    async for page in side.pages:
        pages, rows = pages + 1, rows + len(page.rows)
        for order in page.rows:
            orders.add(order)
        if len(orders.held) > side.max_orders:
            raise TooLargeError(f"{side.name} has more than {side.max_orders} orders (max_orders)")
        await checkpoint()
    note(f"{side.name}: {rows} rows in {pages} pages, {len(orders.held)} orders")
    if orders.held and not orders.tells_statuses():
        raise BadAnswerError(
            f"{side.name}: no order comes with a status; name it among the fields or columns"
        )
    result.sides[where] = orders

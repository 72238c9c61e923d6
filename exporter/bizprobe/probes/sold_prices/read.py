"""The orders of a channel with their lines, as far as they were not cancelled."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bizprobe.errors import BadAnswerError
from bizprobe.records import Order, OrderLine, OrderStatus, Page
from bizprobe.runlog import note

_CANCELLED = frozenset(
    {
        OrderStatus.CANCELLED_BY_BUYER,
        OrderStatus.CANCELLED_BY_CHANNEL,
        OrderStatus.CANCELLED_BY_SELLER,
    }
)


async def read_sold(pages: AsyncIterator[Page[Order]], channel: str) -> list[Order]:
    """Every order once, whatever number of rows it has. Raises BadAnswerError where none has any lines."""
    orders: dict[str, Order] = {}
    lines: dict[str, dict[tuple[object, ...], OrderLine]] = {}
    rows = 0
    async for page in pages:
        rows += len(page.rows)
        for order in page.rows:
            orders[order.number] = order
            # The same row may come on two pages, and each line of an order in a row of its own.
            known = lines.setdefault(order.number, {})
            known.update(((line.key, line.price, line.quantity), line) for line in order.lines)
    note(f"{channel}: {rows} rows, {len(orders)} orders with {sum(map(len, lines.values()))} lines")
    if orders and not any(lines.values()):
        raise BadAnswerError(f"{channel}: its orders do not say what was ordered (lines)")
    return [
        replace(order, lines=tuple(lines[number].values()))
        for number, order in orders.items()
        if order.status not in _CANCELLED
    ]

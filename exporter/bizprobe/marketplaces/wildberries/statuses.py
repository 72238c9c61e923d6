"""What Wildberries' two statuses of an order mean together: the seller's one and its own."""

from collections.abc import Mapping, Sequence

import msgspec

from bizprobe.errors import IncompleteError
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.paths import STATUSES
from bizprobe.records import OrderStatus

# Both tables are of Wildberries' documents of 2026-08-17, all schemes together; the words marked with a *
# are in their prose only. What became of the goods goes before what the seller said of them.
_SELLER: Mapping[str, OrderStatus] = {
    "new": OrderStatus.NEW,
    "confirm": OrderStatus.ASSEMBLING,
    "prepare": OrderStatus.AT_PICKUP,
    "complete": OrderStatus.HANDED_OVER,
    "deliver": OrderStatus.HANDED_OVER,
    "receive": OrderStatus.DELIVERED,
}
_SELLER_CANCELLED: Mapping[str, OrderStatus] = {
    "cancel": OrderStatus.CANCELLED_BY_SELLER,
    "reject": OrderStatus.CANCELLED_BY_BUYER,
    "cancel_missed_call": OrderStatus.CANCELLED_BY_BUYER,
    "cancel_shelf_life": OrderStatus.CANCELLED_BY_BUYER,
    "cancel_carrier": OrderStatus.CANCELLED_BY_CHANNEL,  # *
}
_ON_THE_WAY: Mapping[str, OrderStatus] = {
    "sorted": OrderStatus.HANDED_OVER,
    "accepted_by_carrier": OrderStatus.HANDED_OVER,
    "sent_to_carrier": OrderStatus.HANDED_OVER,
    "postponed_delivery": OrderStatus.HANDED_OVER,
    "ready_for_pickup": OrderStatus.AT_PICKUP,
}
_FINISHED: Mapping[str, OrderStatus] = {
    "sold": OrderStatus.DELIVERED,
    "declined_by_client": OrderStatus.CANCELLED_BY_BUYER,
    "canceled_by_client": OrderStatus.CANCELLED_BY_BUYER,
    "canceled_by_missed_call": OrderStatus.CANCELLED_BY_BUYER,
    "canceled_by_carrier": OrderStatus.CANCELLED_BY_CHANNEL,  # *
    "defect": OrderStatus.CANCELLED_BY_CHANNEL,
}
_WAITING, _CANCELED = "waiting", "canceled"


def pair(supplier_status: str, wb_status: str) -> str:
    """Both statuses as one word: `confirm/sorted`."""
    return f"{supplier_status}/{wb_status}"


def _meaning(seller: str, channel: str) -> OrderStatus:
    if channel in _FINISHED:
        return _FINISHED[channel]
    if seller in _SELLER_CANCELLED:
        return _SELLER_CANCELLED[seller]
    if channel == _CANCELED:
        return OrderStatus.CANCELLED_BY_CHANNEL
    return _ON_THE_WAY.get(channel, _SELLER[seller])


WORDS: Mapping[str, OrderStatus] = {
    pair(seller, channel): _meaning(seller, channel)
    for seller in (*_SELLER, *_SELLER_CANCELLED)
    for channel in (_WAITING, *_ON_THE_WAY, *_FINISHED, _CANCELED)
}


class _Status(msgspec.Struct, gc=False, rename="camel"):
    id: int
    supplier_status: str
    wb_status: str


class _Answer(msgspec.Struct, gc=False):
    orders: list[_Status]


_ANSWER = msgspec.json.Decoder(_Answer)


async def read_words(api: WildberriesApi, numbers: Sequence[int]) -> Mapping[int, str]:
    """The pair of each of these orders, at most 1000. Raises IncompleteError where one has none."""
    if not numbers:
        return {}
    found = await api.ask(STATUSES, _ANSWER, json={"orders": list(numbers)})
    words = {row.id: pair(row.supplier_status, row.wb_status) for row in found.orders}
    lacking = sum(number not in words for number in numbers)
    if lacking:
        raise IncompleteError(f"{lacking} of {len(numbers)} orders came without their statuses")
    return words

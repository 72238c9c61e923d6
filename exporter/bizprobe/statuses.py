"""From a side's own words for the status of an order to the canonical ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bizprobe.records import Order, OrderStatus

_CANONICAL = {status.value: status for status in OrderStatus}


@dataclass(frozen=True, slots=True)
class StatusMap:
    """Words and what they mean. A canonical name means itself, unless the map says otherwise."""

    words: Mapping[str, OrderStatus] = field(default_factory=dict)

    def __contains__(self, word: str) -> bool:
        return word in self.words or word in _CANONICAL

    def apply(self, order: Order) -> Order:
        """The order with the status that its word means; a word that nobody mapped is OTHER.

        An order without any word stays as it is: its side does not tell, which is no fault of the map.
        """
        if not order.word:
            return order
        status = self.words.get(order.word) or _CANONICAL.get(order.word)
        return replace(order, status=status or OrderStatus.OTHER, mapped=status is not None)


AS_WRITTEN = StatusMap()
"""For a side that writes canonical words."""

"""What Yandex Market's words for the status of an order mean."""

import pytest

from bizprobe.marketplaces.yandex_market.statuses import OPEN, WORDS
from bizprobe.records import OPEN_STATUSES, OrderStatus

# The enum of the document of 2026-08-19.
STATUSES = [
    *("PLACING", "RESERVED", "UNPAID", "PENDING", "PROCESSING", "DELIVERY", "PICKUP", "DELIVERED"),
    *("CANCELLED", "PARTIALLY_RETURNED", "RETURNED", "UNKNOWN"),
]


def test_every_status_is_mapped() -> None:
    assert {word for word in WORDS if "/" not in word} == set(STATUSES)


def test_those_that_are_asked_for_as_open_are_those_that_mean_it() -> None:
    assert sorted(OPEN) == sorted(word for word in STATUSES if WORDS[word] in OPEN_STATUSES)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", OrderStatus.NEW),
        ("PROCESSING/READY_TO_SHIP", OrderStatus.PACKED),
        ("CANCELLED/SHOP_FAILED", OrderStatus.CANCELLED_BY_SELLER),
        ("CANCELLED/PENDING_EXPIRED", OrderStatus.CANCELLED_BY_SELLER),
        ("CANCELLED/USER_NOT_PAID", OrderStatus.CANCELLED_BY_BUYER),
        ("CANCELLED/PICKUP_EXPIRED", OrderStatus.CANCELLED_BY_BUYER),
        ("CANCELLED/TOO_LONG_DELIVERY", OrderStatus.CANCELLED_BY_CHANNEL),
        ("CANCELLED", OrderStatus.OTHER),
        ("PARTIALLY_RETURNED", OrderStatus.RETURNED),
    ],
)
def test_a_cancelled_order_tells_whose_fault_it_was(word: str, status: OrderStatus) -> None:
    assert WORDS[word] is status

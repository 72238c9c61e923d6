"""What Yandex Market's words for the status of an order mean."""

from collections.abc import Mapping

from bizprobe.records import OrderStatus

# Of Yandex Market's document of 2026-08-19. `A/B` is status A with substatus B, which tells what a status
# alone does not: how far the seller is, and who cancelled.
_STATUSES: Mapping[str, OrderStatus] = {
    "PLACING": OrderStatus.NEW,
    "RESERVED": OrderStatus.NEW,
    "UNPAID": OrderStatus.NEW,
    "PENDING": OrderStatus.NEW,
    "PROCESSING": OrderStatus.ASSEMBLING,
    "PROCESSING/READY_TO_SHIP": OrderStatus.PACKED,
    "PROCESSING/SHIPPED": OrderStatus.HANDED_OVER,
    "DELIVERY": OrderStatus.HANDED_OVER,
    "PICKUP": OrderStatus.AT_PICKUP,
    "DELIVERED": OrderStatus.DELIVERED,
    "PARTIALLY_RETURNED": OrderStatus.RETURNED,
    "RETURNED": OrderStatus.RETURNED,
    "CANCELLED": OrderStatus.OTHER,
    "UNKNOWN": OrderStatus.OTHER,
}
# Most of the 125 substatuses are described nowhere: those in the second half of each list go by their names,
# and what is in no list stays with the status alone.
_CANCELLED_BY: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.CANCELLED_BY_SELLER: (
        "SHOP_FAILED",
        "WRONG_ITEM",
        # by name
        "PENDING_EXPIRED",
        "SHOP_PENDING_CANCELLED",
        "WAREHOUSE_FAILED_TO_SHIP",
        "MISSING_ITEM",
        "BROKEN_ITEM",
    ),
    OrderStatus.CANCELLED_BY_BUYER: (
        "USER_NOT_PAID",
        "RESERVATION_EXPIRED",
        "USER_UNREACHABLE",
        "USER_CHANGED_MIND",
        "USER_REFUSED_DELIVERY",
        "USER_REFUSED_PRODUCT",
        "USER_REFUSED_QUALITY",
        "USER_IDENTIFICATION_MISMATCH",
        "REPLACING_ORDER",
        "PICKUP_EXPIRED",
        "INCORRECT_PERSONAL_DATA",
        # by name
        "USER_PLACED_OTHER_ORDER",
        "USER_BOUGHT_CHEAPER",
        "USER_WANTED_ANOTHER_PAYMENT_METHOD",
        "USER_FORGOT_TO_USE_BONUS",
        "USER_WANTS_TO_CHANGE_ADDRESS",
        "USER_WANTS_TO_CHANGE_DELIVERY_DATE",
        "USER_HAS_NO_TIME_TO_PICKUP_ORDER",
    ),
    OrderStatus.CANCELLED_BY_CHANNEL: (
        "RESERVATION_FAILED",
        "TOO_LONG_DELIVERY",
        "TOO_MANY_DELIVERY_DATE_CHANGES",
        "DELIVERY_SERVICE_UNDELIVERED",
        "TECHNICAL_ERROR",
        # by name
        "DELIVERY_SERVICE_FAILED",
        "DELIVERY_SERVICE_LOST",
        "SORTING_CENTER_LOST",
        "DROPOFF_LOST",
    ),
}

WORDS: Mapping[str, OrderStatus] = {
    **_STATUSES,
    **{f"CANCELLED/{word}": by for by, words in _CANCELLED_BY.items() for word in words},
}

OPEN = ("PLACING", "RESERVED", "UNPAID", "PENDING", "PROCESSING", "DELIVERY", "PICKUP")
"""The statuses of orders that are not finished."""

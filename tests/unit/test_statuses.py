"""From a side's own words to the canonical statuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bizprobe.records import Order, OrderStatus
from bizprobe.statuses import StatusMap

WORDS = StatusMap({"PAID": OrderStatus.NEW, "delivered": OrderStatus.RETURNED})


@pytest.mark.parametrize(
    ("word", "status", "mapped"),
    [
        ("PAID", OrderStatus.NEW, True),
        ("paid", OrderStatus.OTHER, False),
        ("packed", OrderStatus.PACKED, True),
        ("delivered", OrderStatus.RETURNED, True),
        ("other", OrderStatus.OTHER, True),
        ("", OrderStatus.OTHER, True),
    ],
)
def test_a_word_means_what_the_map_says_else_itself_else_other(
    word: str, status: OrderStatus, mapped: bool
) -> None:
    order = WORDS.apply(Order("1", datetime(2026, 11, 22, tzinfo=UTC), word=word))
    assert (order.status, order.mapped, order.word) == (status, mapped, word)
    assert (word in WORDS) == (mapped and bool(word))


def test_a_channel_s_map_goes_before_what_its_system_took_the_word_for() -> None:
    order = Order("1", datetime(2026, 11, 22, tzinfo=UTC), OrderStatus.DELIVERED, "delivered")
    assert WORDS.apply(order).status is OrderStatus.RETURNED
    assert WORDS.apply(replace(order, word="lost")).status is OrderStatus.OTHER

from random import Random

import pytest

from bizprobe.records import OPEN_STATUSES, OrderStatus
from bizprobe.sandbox.order import Lifeline, draw_lifelines

LIFELINE = Lifeline(((0, OrderStatus.NEW), (60, OrderStatus.ASSEMBLING), (90, OrderStatus.DELIVERED)))


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (-5, OrderStatus.NEW),
        (0, OrderStatus.NEW),
        (59.9, OrderStatus.NEW),
        (60, OrderStatus.ASSEMBLING),
        (90, OrderStatus.DELIVERED),
        (1e6, OrderStatus.DELIVERED),
    ],
)
def test_a_lifeline_moves_on_with_the_age_of_the_order(age: float, status: OrderStatus) -> None:
    assert LIFELINE.status_at(age) is status


@pytest.mark.parametrize(
    ("age", "status"), [(30, OrderStatus.NEW), (60, OrderStatus.ASSEMBLING), (95, OrderStatus.ASSEMBLING)]
)
def test_who_hears_of_no_cancellation_knows_the_status_before_it(age: float, status: OrderStatus) -> None:
    stages = ((0, OrderStatus.NEW), (60, OrderStatus.ASSEMBLING), (90, OrderStatus.CANCELLED_BY_BUYER))
    assert Lifeline(stages).uncancelled_at(age) is status


def test_what_nobody_cancelled_is_as_it_is_to_everybody() -> None:
    assert LIFELINE.uncancelled_at(95) is OrderStatus.DELIVERED


def test_every_lifeline_begins_new_and_ends_finished() -> None:
    for lifeline in draw_lifelines(Random(3)):
        ages = [age for age, _ in lifeline.stages]
        statuses = [status for _, status in lifeline.stages]
        assert ages == sorted(ages)
        assert statuses[0] is OrderStatus.NEW
        assert all(status in OPEN_STATUSES for status in statuses[:-1])
        assert statuses[-1] not in OPEN_STATUSES


def test_most_orders_are_delivered_and_some_are_cancelled() -> None:
    ends = [lifeline.stages[-1][1] for lifeline in draw_lifelines(Random(3))]
    cancelled = sum(1 for end in ends if end is not OrderStatus.DELIVERED)
    assert 0.01 < cancelled / len(ends) < 0.1

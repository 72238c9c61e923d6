"""How two statuses of one order stand to each other."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.agreement.scale import WAY, Scale, State
from bizprobe.records import OrderStatus

MIRRORED = {State.BEHIND: State.AHEAD, State.AHEAD: State.BEHIND}
STATUSES = st.sampled_from(OrderStatus)


@pytest.mark.parametrize(
    ("ours", "theirs", "state"),
    [
        ("packed", "packed", "agreeing"),
        ("new", "packed", "behind"),
        ("delivered", "at_pickup", "ahead"),
        ("delivered", "returned", "behind"),
        ("packed", "cancelled_by_buyer", "cancelled_apart"),
        ("cancelled_by_seller", "delivered", "cancelled_apart"),
        ("cancelled_by_seller", "cancelled_by_buyer", "apart"),
        ("returned", "cancelled_by_buyer", "apart"),
        ("other", "packed", "unknown"),
        ("cancelled_by_buyer", "other", "unknown"),
        ("other", "other", "unknown"),
    ],
)
def test_a_pair_of_statuses_is_in_one_state(ours: str, theirs: str, state: str) -> None:
    assert Scale().state(OrderStatus(ours), OrderStatus(theirs)) == state


@given(STATUSES, STATUSES, st.lists(st.frozensets(STATUSES, min_size=2)))
def test_seen_from_the_other_side_behind_is_ahead_and_nothing_else_changes(
    ours: OrderStatus, theirs: OrderStatus, same: list[frozenset[OrderStatus]]
) -> None:
    scale = Scale(same)
    state = scale.state(ours, theirs)
    assert scale.state(theirs, ours) is MIRRORED.get(state, state)


def test_statuses_that_come_to_the_same_agree_but_other_says_nothing_all_the_same() -> None:
    packed, handed_over, other = OrderStatus.PACKED, OrderStatus.HANDED_OVER, OrderStatus.OTHER
    scale = Scale([frozenset({packed, handed_over, other})])
    assert scale.state(packed, handed_over) is State.AGREEING
    assert scale.state(packed, OrderStatus.AT_PICKUP) is State.BEHIND
    assert scale.state(packed, other) is State.UNKNOWN


def test_owed_are_the_steps_from_where_the_slower_side_is_to_where_the_faster_one_is() -> None:
    new, handed_over = OrderStatus.NEW, OrderStatus.HANDED_OVER
    assert list(Scale().owed(new, handed_over)) == ["assembling", "packed", "handed_over"]
    assert list(Scale().owed(handed_over, new)) == ["assembling", "packed", "handed_over"]


def test_a_step_that_comes_to_the_same_as_where_the_slower_side_is_is_not_owed() -> None:
    scale = Scale([frozenset({OrderStatus.NEW, OrderStatus.ASSEMBLING})])
    assert list(scale.owed(OrderStatus.NEW, OrderStatus.PACKED)) == ["packed"]


@pytest.mark.parametrize(("ours", "theirs"), list(product(WAY, WAY)))
def test_something_is_owed_exactly_where_one_side_is_behind(ours: OrderStatus, theirs: OrderStatus) -> None:
    assert bool(list(Scale().owed(ours, theirs))) == (Scale().state(ours, theirs) is not State.AGREEING)

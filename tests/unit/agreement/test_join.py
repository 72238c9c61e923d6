"""The orders of two sides, joined by their numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bizprobe.agreement.join import Held, Joined, Mismatch, SideOrders, join
from bizprobe.agreement.scale import Scale, State
from bizprobe.records import Order, OrderStatus

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
NUMBERS = st.sampled_from(["7", "07", "557722", "0557722", "A-1"])
ORDERS = st.lists(
    st.builds(
        Order,
        NUMBERS,
        st.just(NOON),
        st.sampled_from(OrderStatus),
        st.sampled_from(["", "PAID", "sent"]),
        st.booleans(),
    )
)


def order(number: str, status: str, word: str = "", *, mapped: bool = True) -> Order:
    return Order(number, NOON, OrderStatus(status), word, mapped)


def side(rows: Sequence[Order]) -> SideOrders:
    orders = SideOrders()
    for row in rows:
        orders.add(row)
    return orders


def joined(ours: Sequence[Order], theirs: Sequence[Order]) -> Joined:
    return join(side(ours).held, side(theirs).held, Scale())


def test_orders_are_joined_by_their_exact_number_and_those_of_one_side_only_are_left_out() -> None:
    found = joined(
        [order("0557722", "new"), order("1", "new"), order("2", "packed", "Собран")],
        [order("557722", "delivered"), order("1", "new"), order("2", "delivered"), order("3", "new")],
    )
    assert found.counts == {State.AGREEING: 1, State.BEHIND: 1}
    assert found.mismatches == [
        Mismatch("2", State.BEHIND, Held(OrderStatus.PACKED, "Собран"), Held(OrderStatus.DELIVERED))
    ]
    assert (found.orders, found.only_ours, found.only_theirs) == (2, 1, 2)


def test_of_an_order_that_moves_while_it_is_paged_the_later_status_stands() -> None:
    rows = [order("1", "packed"), order("1", "cancelled_by_buyer"), order("1", "handed_over")]
    assert side(rows).held == {"1": Held(OrderStatus.CANCELLED_BY_BUYER)}
    assert side([order("2", "new", "NEW"), order("2", "other", "?", mapped=False)]).held == {
        "2": Held(OrderStatus.NEW, "NEW")
    }


@given(ORDERS, ORDERS, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_rows_that_come_again_change_anything(
    ours: list[Order], theirs: list[Order], random: Random
) -> None:
    again = [*ours, *random.choices(ours, k=3)] if ours else []
    random.shuffle(again)
    shuffled = random.sample(theirs, len(theirs))
    first, second = joined(ours, theirs), joined(again, shuffled)
    assert first.counts == second.counts
    assert sorted(map(repr, first.mismatches)) == sorted(map(repr, second.mismatches))
    assert (first.only_ours, first.only_theirs) == (second.only_ours, second.only_theirs)


@given(ORDERS, ORDERS)
def test_every_order_is_in_one_state_or_known_to_one_side(ours: list[Order], theirs: list[Order]) -> None:
    found = joined(ours, theirs)
    ours_known, theirs_known = {row.number for row in ours}, {row.number for row in theirs}
    assert found.orders == len(ours_known & theirs_known)
    assert (found.only_ours, found.only_theirs) == (
        len(ours_known - theirs_known),
        len(theirs_known - ours_known),
    )


def test_words_that_nobody_mapped_are_counted_by_their_orders() -> None:
    rows = [order(f"{number}", "other", "lost", mapped=False) for number in range(3)]
    orders = side([*rows, rows[0], order("9", "other", "dispute")])
    assert orders.unmapped() == {"lost": 3}


def test_a_side_tells_statuses_where_any_order_has_a_word() -> None:
    assert not side([order("1", "other")]).tells_statuses()
    assert side([order("1", "other"), order("2", "new", "new")]).tells_statuses()


def test_a_status_is_said_with_the_word_of_its_side_where_that_is_another() -> None:
    assert str(Held(OrderStatus.PACKED, "Собран")) == "packed (Собран)"
    assert str(Held(OrderStatus.PACKED, "packed")) == "packed"
    assert str(Held(OrderStatus.PACKED)) == "packed"

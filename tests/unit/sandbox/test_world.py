from collections.abc import Callable
from datetime import timedelta

import pytest

from bizprobe.clock import Clock
from bizprobe.records import OPEN_STATUSES, OrderStatus
from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.order import CANCELLATIONS
from bizprobe.sandbox.world import HISTORY, RETENTION, World

PassBy = Callable[..., None]

SILENCE = Broken("ozon", FaultName.SILENCE)
LOST = Broken("ozon", FaultName.LOST_ORDERS)
STUCK = Broken("ozon", FaultName.STUCK_ORDERS)
APART = Broken("ozon", FaultName.STATUSES_APART)
CANCELLED = Broken("ozon", FaultName.CANCELLED_APART)


def test_a_world_begins_with_the_orders_of_the_last_26_hours(clock: Clock) -> None:
    world = World(clock.now(), rate=1)
    for place in world.channels():
        orders = world.orders(place.name)
        gap = timedelta(minutes=4 / place.weight)
        assert timedelta(0) <= orders[0].placed_at - (world.now - HISTORY) < gap
        assert world.now - orders[-1].placed_at < gap


def test_orders_come_while_time_passes(world: World, pass_by: PassBy) -> None:
    begun = world.now
    pass_by(minutes=10)
    fresh = world.orders("ozon", begun)
    assert len(fresh) == 20
    assert all(begun < order.placed_at <= world.now for order in fresh)


def test_a_clock_that_steps_back_changes_nothing(world: World) -> None:
    before, now = list(world.orders("ozon")), world.now
    world.advance(world.now - timedelta(hours=1))
    assert world.now == now
    assert list(world.orders("ozon")) == before


def test_orders_can_be_asked_for_by_time(world: World) -> None:
    orders = world.orders("ozon")
    assert world.orders("ozon", orders[10].placed_at, orders[12].placed_at) == orders[10:13]


def test_orders_move_on_to_delivered_or_cancelled(world: World, pass_by: PassBy) -> None:
    order = world.place("ozon")
    assert order.status(world.now.timestamp()) is OrderStatus.NEW
    pass_by(minutes=20)
    assert order.finished(world.now.timestamp())
    assert order.status(world.now.timestamp()) not in OPEN_STATUSES
    assert order not in world.unfinished("ozon")


def test_open_orders_stand_at_every_open_stage(world: World) -> None:
    now = world.now.timestamp()
    found = {order.status(now) for order in world.unfinished("ozon")}
    assert found == set(OPEN_STATUSES) - {OrderStatus.AT_PICKUP}


def test_an_order_reaches_the_book_a_few_seconds_later(world: World, pass_by: PassBy) -> None:
    order = world.place("ozon")
    assert order not in world.booked("ozon")
    pass_by(seconds=5)
    assert order in world.booked("ozon")
    assert order not in world.booked("ozon", world.now)


def test_leads_have_no_book(world: World, pass_by: PassBy) -> None:
    world.place("site-leads")
    pass_by(minutes=1)
    assert not world.booked("site-leads")


def test_orders_placed_in_the_same_moment_have_numbers_of_their_own(world: World) -> None:
    placed = [world.place("kupi") for _ in range(50)]
    assert len({order.number for order in placed}) == 50
    assert list(world.orders("kupi"))[-50:] == placed


def test_orders_placed_by_hand_and_orders_that_come_never_share_a_number(
    world: World, pass_by: PassBy
) -> None:
    for _ in range(200):
        world.place("ozon")
        pass_by(seconds=0.7)
    serials = [order.serial for order in world.orders("ozon")]
    assert serials == sorted(set(serials))


def test_a_silent_channel_takes_no_orders_while_others_sell(world: World, pass_by: PassBy) -> None:
    world.inject(SILENCE)
    begun = world.now
    pass_by(minutes=10)
    assert not world.orders("ozon", begun)
    assert world.orders("kupi", begun)


def test_what_was_not_ordered_during_a_silence_does_not_come_later(world: World, pass_by: PassBy) -> None:
    world.inject(SILENCE)
    pass_by(minutes=10)
    mended_at = world.now
    world.mend(SILENCE)
    pass_by(minutes=10)
    assert len(world.orders("ozon", mended_at)) == 20
    assert len(world.orders("ozon", mended_at - timedelta(minutes=10))) == 20


def test_lost_orders_reach_the_book_once_that_is_mended(world: World, pass_by: PassBy) -> None:
    world.inject(LOST)
    begun = world.now
    pass_by(minutes=10)
    lost = list(world.orders("ozon", begun))
    assert list(world.lost("ozon")) == lost
    assert not set(lost) & set(world.booked("ozon"))
    world.mend(LOST)
    assert set(lost) <= set(world.booked("ozon"))
    assert not world.lost("ozon")


def test_stuck_orders_stay_new_until_that_is_mended(world: World, pass_by: PassBy) -> None:
    world.inject(STUCK)
    order = world.place("ozon")
    pass_by(hours=5)
    assert order.status(world.now.timestamp()) is OrderStatus.NEW
    assert order in world.unfinished("ozon")
    world.mend(STUCK)
    pass_by(minutes=20)
    assert order.finished(world.now.timestamp())
    assert order not in world.unfinished("ozon")


def test_an_order_costs_what_its_pieces_cost_at_the_channel(world: World) -> None:
    for name, pieces in {"ozon": 2, "wildberries": 1, "site-leads": 0}.items():
        order = world.place(name)
        shown = {row.sku: row.kopecks for row in world.goods.held()}
        assert len(order.prices) == pieces
        if pieces:
            assert order.kopecks == sum(shown[line.sku] for line in world.goods.lines(order))


def test_a_book_that_hears_nothing_keeps_each_status_until_that_is_mended(
    world: World, pass_by: PassBy
) -> None:
    before = world.place("ozon")
    world.inject(APART)
    pass_by(minutes=20)
    during = world.place("ozon")
    pass_by(minutes=20)
    for order in (before, during):
        assert order.finished(world.now.timestamp())
        assert world.booked_status(order, "ozon") is OrderStatus.NEW
    world.mend(APART)
    assert world.booked_status(during, "ozon") is during.status(world.now.timestamp())


def cancelled(world: World) -> set[str]:
    """The orders of Ozon that are cancelled there, by number."""
    now = world.now.timestamp()
    return {order.number for order in world.orders("ozon") if order.status(now) in CANCELLATIONS}


def told_apart(world: World) -> set[str]:
    """The orders of Ozon of which the book says something else, by number."""
    now = world.now.timestamp()
    return {
        order.number
        for order in world.orders("ozon")
        if order.status(now) is not world.booked_status(order, "ozon")
    }


def test_a_book_that_hears_of_no_cancellation_knows_everything_else(world: World, pass_by: PassBy) -> None:
    assert told_apart(world) == set()
    world.inject(CANCELLED)
    pass_by(hours=1)
    assert told_apart(world) == cancelled(world) > set()
    world.mend(CANCELLED)
    assert told_apart(world) == set()


def test_a_book_that_no_longer_hears_how_orders_move_on_hears_of_cancellations(
    world: World, pass_by: PassBy
) -> None:
    world.inject(APART)
    before = cancelled(world)
    pass_by(hours=1)
    assert cancelled(world) > before
    assert told_apart(world) > set()
    assert not told_apart(world) & cancelled(world)


@pytest.mark.parametrize("broken", [SILENCE, LOST, STUCK, APART, CANCELLED])
def test_a_fault_is_turned_on_and_off_once(world: World, broken: Broken) -> None:
    assert world.inject(broken)
    assert not world.inject(broken)
    assert list(world.faults()) == [broken]
    assert world.mend(broken)
    assert not world.mend(broken)
    assert not world.faults()


def test_orders_are_forgotten_after_three_days_whatever_became_of_them(world: World, pass_by: PassBy) -> None:
    world.inject(LOST)
    world.inject(STUCK)
    pass_by(hours=1)
    for _ in range(8):
        pass_by(hours=12)
    oldest = world.now - RETENTION
    kept = (world.orders("ozon"), world.unfinished("ozon"), world.lost("ozon"))
    assert all(order.placed_at >= oldest for orders in kept for order in orders)
    assert len(world.orders("ozon")) < 3 * 24 * 120
    assert not world.booked("ozon")

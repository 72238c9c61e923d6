from collections.abc import Callable, Mapping, Sequence

import pytest

from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.places import CHANNELS
from bizprobe.sandbox.showcase import hit_by
from bizprobe.sandbox.world import World
from tests.unit.sandbox.conftest import HandClock

PassBy = Callable[..., None]

SELLERS = [place.name for place in CHANNELS if place.sells]


def prices(rows: Sequence[Row]) -> Mapping[int, int]:
    return {row.place: row.kopecks for row in rows}


def pieces(rows: Sequence[Row]) -> Mapping[int, int]:
    return {row.place: row.pieces for row in rows}


def otherwise(ours: Mapping[int, int], theirs: Mapping[int, int]) -> set[int]:
    """The places where both sides are not the same."""
    return {place for place in ours if ours[place] != theirs[place]}


def hit(world: World, fault: FaultName) -> set[int]:
    """The places that the fault hits, of those in stock."""
    held = pieces(world.goods.held())
    return {place for place in hit_by(fault, len(held)) if held[place]}


@pytest.fixture
def still(clock: HandClock) -> World:
    """A world in which hardly anything is sold."""
    return World(clock.now(), seed=7, rate=0.01)


def test_a_world_begins_with_every_channel_showing_what_the_seller_holds(world: World) -> None:
    for channel in SELLERS:
        assert list(world.goods.shown(channel)) == list(world.goods.held())


def test_prices_change_one_after_the_other_and_reach_every_channel_in_seconds(
    world: World, pass_by: PassBy
) -> None:
    before = prices(world.goods.held())
    pass_by(minutes=5)
    after = prices(world.goods.held())
    assert len(otherwise(before, after)) == 20
    pass_by(seconds=10)
    for channel in SELLERS:
        assert prices(world.goods.shown(channel)) == after


def test_an_order_takes_two_pieces_and_channels_hear_of_it_one_after_the_other(
    still: World, clock: HandClock, pass_by: PassBy
) -> None:
    before = pieces(still.goods.held())
    order = still.place("ozon")
    sold = {line.place for line in still.goods.lines(order)}
    assert otherwise(before, pieces(still.goods.held())) == sold
    assert pieces(still.goods.shown("ozon")) == before
    still.advance(clock.pass_by(seconds=1.2))
    assert pieces(still.goods.shown("ozon")) == pieces(still.goods.held())
    assert pieces(still.goods.shown("shop")) == before
    still.advance(clock.pass_by(seconds=5))
    assert pieces(still.goods.shown("shop")) == pieces(still.goods.held())


def test_stock_never_falls_below_zero_and_is_refilled(world: World, pass_by: PassBy) -> None:
    lowest, refilled = dict(pieces(world.goods.held())), set[int]()
    before = lowest
    for _ in range(240):
        pass_by(minutes=2)
        now = pieces(world.goods.held())
        refilled |= {place for place in now if now[place] > before[place]}
        lowest = {place: min(now[place], lowest[place]) for place in now}
        before = now
    assert min(lowest.values()) == 0
    assert len(refilled) > 50


def test_the_same_seed_and_time_bring_the_same_prices_and_stocks(clock: HandClock) -> None:
    one, other = (World(clock.now(), seed=5, rate=2) for _ in range(2))
    later = clock.pass_by(minutes=10)
    one.advance(later)
    other.advance(later)
    assert list(one.goods.held()) == list(other.goods.held())
    assert list(one.goods.held()) != list(World(later, seed=6, rate=2).goods.held())


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("kupi", FaultName.PRICES_REJECTED),
        ("kupi", FaultName.PRICE_KOPECK),
        ("wildberries", FaultName.PRICE_QUARANTINED),
    ],
)
def test_a_fault_of_prices_shows_at_its_channel_only_until_it_is_mended(
    still: World, clock: HandClock, name: str, fault: FaultName
) -> None:
    broken = Broken(name, fault)
    still.inject(broken)
    still.advance(clock.pass_by(seconds=9))
    ours, theirs = prices(still.goods.held()), prices(still.goods.shown(name))
    assert otherwise(ours, theirs) == set(hit_by(fault, len(ours)))
    assert prices(still.goods.shown("ozon")) == ours
    still.mend(broken)
    still.advance(clock.pass_by(seconds=5))
    assert prices(still.goods.shown(name)) == prices(still.goods.held())


def test_what_a_channel_holds_back_is_told_with_both_prices(still: World, clock: HandClock) -> None:
    before = prices(still.goods.held())
    still.inject(Broken("wildberries", FaultName.PRICE_QUARANTINED))
    still.advance(clock.pass_by(seconds=9))
    held_back = still.goods.held_back("wildberries")
    assert [held.row.place for held in held_back] == list(hit_by(FaultName.PRICE_QUARANTINED, len(before)))
    for held in held_back:
        assert held.row.kopecks == before[held.row.place]
        assert 3 * held.kopecks < held.row.kopecks
    assert not still.goods.held_back("kupi")


@pytest.mark.parametrize(
    ("fault", "share"), [(FaultName.PRICES_REJECTED, 3000), (FaultName.STOCK_PAGES_LOST, 12_000 * 2 // 9)]
)
def test_of_twelve_thousand_items_the_share_that_the_words_say_is_hit(fault: FaultName, share: int) -> None:
    assert abs(len(hit_by(fault, 12_000)) - share) <= 1


def test_prices_a_kopeck_apart_are_exactly_that(still: World) -> None:
    still.inject(Broken("ozon", FaultName.PRICE_KOPECK))
    ours, theirs = prices(still.goods.held()), prices(still.goods.shown("ozon"))
    assert {ours[place] - theirs[place] for place in otherwise(ours, theirs)} == {1}


@pytest.mark.parametrize("fault", [FaultName.STOCK_PAGES_LOST, FaultName.HIDDEN, FaultName.OVERSOLD])
def test_a_fault_of_stocks_shows_at_its_channel_only_until_it_is_mended(
    still: World, clock: HandClock, fault: FaultName
) -> None:
    expected, broken = hit(still, fault), Broken("ozon", fault)
    still.inject(broken)
    still.advance(clock.pass_by(seconds=9))
    ours, theirs = pieces(still.goods.held()), pieces(still.goods.shown("ozon"))
    assert otherwise(ours, theirs) == expected
    if fault is FaultName.HIDDEN:
        assert all(ours[place] and not theirs[place] for place in expected)
    elif fault is FaultName.OVERSOLD:
        assert all(theirs[place] and not ours[place] for place in expected)
    else:
        assert all(ours[place] and theirs[place] for place in expected)
    assert pieces(still.goods.shown("kupi")) == ours
    still.mend(broken)
    still.advance(clock.pass_by(seconds=9))
    assert pieces(still.goods.shown("ozon")) == pieces(still.goods.held())
    assert all(pieces(still.goods.held())[place] for place in expected)


def test_a_rush_lasts_until_the_last_channel_has_heard_of_it(still: World, clock: HandClock) -> None:
    sold_out = hit(still, FaultName.OVERSOLD)
    for channel in ("ozon", "kupi"):
        still.inject(Broken(channel, FaultName.OVERSOLD))
    still.mend(Broken("ozon", FaultName.OVERSOLD))
    still.advance(clock.pass_by(minutes=5))
    assert not any(pieces(still.goods.held())[place] for place in sold_out)
    assert pieces(still.goods.shown("ozon")) == pieces(still.goods.held())
    still.mend(Broken("kupi", FaultName.OVERSOLD))
    still.advance(clock.pass_by(seconds=9))
    assert all(pieces(still.goods.held())[place] for place in sold_out)

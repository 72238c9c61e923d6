from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bizprobe.sandbox.places import CHANNELS, YANDEX
from bizprobe.sandbox.traffic import Traffic

OZON = CHANNELS[0]
MIDNIGHT = datetime(2026, 9, 20, 21, 0, tzinfo=UTC).timestamp()
"""Midnight in Moscow."""
HOUR = 3600


def numbers(traffic: Traffic, after: float, until: float) -> list[str]:
    return [order.number for order in traffic.between(after, until)]


@given(cuts=st.lists(st.floats(min_value=0, max_value=HOUR), max_size=20))
def test_orders_do_not_depend_on_how_time_is_cut(cuts: list[float]) -> None:
    traffic = Traffic(OZON, seed=1, rate=8)
    edges = [MIDNIGHT, *(MIDNIGHT + cut for cut in sorted(cuts)), MIDNIGHT + HOUR]
    pieces = [number for after, until in pairwise(edges) for number in numbers(traffic, after, until)]
    assert pieces == numbers(traffic, MIDNIGHT, MIDNIGHT + HOUR)


def test_the_same_seed_brings_the_same_orders_and_another_seed_others() -> None:
    first, again, other = (Traffic(OZON, seed, 8) for seed in (1, 1, 2))
    assert numbers(first, MIDNIGHT, MIDNIGHT + HOUR) == numbers(again, MIDNIGHT, MIDNIGHT + HOUR)
    assert numbers(first, MIDNIGHT, MIDNIGHT + HOUR) != numbers(other, MIDNIGHT, MIDNIGHT + HOUR)


def test_fewer_orders_come_by_night_than_by_day() -> None:
    traffic = Traffic(OZON, seed=1, rate=8)
    night = numbers(traffic, MIDNIGHT + 2 * HOUR, MIDNIGHT + 3 * HOUR)
    day = numbers(traffic, MIDNIGHT + 11 * HOUR, MIDNIGHT + 12 * HOUR)
    assert len(day) == 480
    assert len(night) == 240


def test_no_channel_of_a_shop_is_silent_for_as_long_as_the_demo_tolerates() -> None:
    for place in (place for place in CHANNELS if place.sells):
        orders = list(Traffic(place, seed=1, rate=8).between(MIDNIGHT, MIDNIGHT + 24 * HOUR))
        tolerated = 6 * 60 if place.name == YANDEX else 45
        assert max(after.placed - before.placed for before, after in pairwise(orders)) < tolerated - 5


def test_numbers_are_unique_and_look_like_the_channels() -> None:
    orders = list(Traffic(OZON, seed=1, rate=8).between(MIDNIGHT, MIDNIGHT + 24 * HOUR))
    assert len({order.number for order in orders}) == len(orders)
    assert orders[0].number == f"{orders[0].serial // 10000}-{orders[0].serial % 10000:04d}-1"
    assert orders[0].placed_at - datetime.fromtimestamp(MIDNIGHT, UTC) < timedelta(seconds=30)

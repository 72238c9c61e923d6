"""How fast pieces go, and when they end."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.pace import RunningOut, Sales, sold_between

DAY = timedelta(days=1)
COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(-5, 50))


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ({"1": 5}, {"1": 3}, {"1": 2}),
        ({"1": 5}, {"1": 9}, {}),
        ({"1": 5}, {"1": 5}, {}),
        ({"1": 1}, {"1": -2}, {"1": 3}),
        ({"1": 5}, {}, {}),
        ({}, {"1": 5}, {}),
    ],
)
def test_what_went_was_sold_and_what_came_in_was_not(
    before: dict[str, int], now: dict[str, int], gone: dict[str, int]
) -> None:
    assert sold_between(before, now) == gone


@given(st.lists(COUNTS, min_size=2))
def test_however_often_it_is_refilled_at_least_what_is_gone_was_sold(looks: list[dict[str, int]]) -> None:
    sold = [sold_between(before, now) for before, now in pairwise(looks)]
    assert all(pieces > 0 for one in sold for pieces in one.values())
    known = [look["a"] for look in looks if "a" in look]
    if len(known) == len(looks):
        assert sum(one["a"] for one in sold) >= known[0] - known[-1]


@pytest.mark.parametrize(("items", "emptied", "counts"), [(100, 19, True), (100, 20, False), (500, 99, True)])
def test_a_list_that_is_suddenly_empty_is_no_sale(items: int, emptied: int, counts: bool) -> None:
    before = {str(number): 3 for number in range(items)}
    now = {key: 0 if int(key) < emptied else 2 for key in before}
    assert bool(sold_between(before, now)) is counts


def test_what_ends_in_time_is_told_with_its_pace() -> None:
    sales = Sales({"soon": 10, "late": 10, "just": 10, "slow": 4, "out": 10, "gone": 10}, 5 * DAY)
    counts = {"soon": 3, "late": 7, "just": 6, "slow": 1, "out": 0, "new": 1, "below": -2}
    assert list(sales.running_out(counts, 3 * DAY, least=5)) == [
        RunningOut("soon", 3, 2.0, timedelta(days=1, hours=12)),
        RunningOut("just", 6, 2.0, timedelta(days=3)),
    ]


@given(
    count=st.integers(1, 10**12),
    sold=st.integers(1, 10**9),
    hours=st.integers(48, 192),
    within=st.integers(1, 1000),
)
def test_an_item_is_told_exactly_when_it_ends_within_the_time(
    count: int, sold: int, hours: int, within: int
) -> None:
    sales = Sales({"a": sold}, timedelta(hours=hours))
    found = list(sales.running_out({"a": count}, timedelta(hours=within), least=1))
    assert bool(found) == (count * hours <= sold * within)
    assert all(timedelta() <= item.left <= timedelta(hours=within) for item in found)


@given(st.integers(1, 100), st.integers(1, 100))
def test_more_time_never_tells_fewer(one: int, more: int) -> None:
    sales = Sales({key: sold for sold, key in enumerate("abcdef", 1)}, 2 * DAY)
    counts = dict.fromkeys("abcdef", 9)
    told = [
        {item.key for item in sales.running_out(counts, timedelta(hours=hours), least=1)}
        for hours in (one, one + more)
    ]
    assert told[0] <= told[1]

"""The comparison of stocks against a naive one."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.mismatch import StockState
from bizprobe.compare.stocks import Oversold, StockComparison, StockList

sides = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-2, 6))


def listed(counts: Mapping[str, int]) -> StockList:
    found = StockList()
    found.add(list(counts), list(counts.values()))
    return found


def naive(ours: int, theirs: int | None, tolerance: int) -> StockState:
    if theirs is None:
        return StockState.MISSING
    if (ours > 0) != (theirs > 0):
        return StockState.HIDDEN if ours > 0 else StockState.PHANTOM
    near = ours <= 0 or abs(ours - theirs) <= tolerance
    return StockState.MATCHING if near else StockState.DIFFERENT


@given(ours=sides, theirs=sides, tolerance=st.integers(0, 3))
def test_every_item_of_ours_is_in_the_state_of_a_naive_comparison(
    ours: Mapping[str, int], theirs: Mapping[str, int], tolerance: int
) -> None:
    comparison = StockComparison(listed(ours), tolerance, max_items=1000)
    for key, count in theirs.items():
        comparison.add([key], [count])
    states = {key: naive(count, theirs.get(key), tolerance) for key, count in ours.items()}
    assert comparison.items == len(ours)
    assert comparison.strangers == len(theirs.keys() - ours.keys())
    assert {mismatch.key: mismatch.state for mismatch in comparison.mismatches()} == {
        key: state for key, state in states.items() if state is not StockState.MATCHING
    }


@given(ours=sides, theirs=sides)
def test_oversold_is_what_either_side_has_less_than_none_of(
    ours: Mapping[str, int], theirs: Mapping[str, int]
) -> None:
    comparison = StockComparison(listed(ours), 0, max_items=1000)
    comparison.add(list(theirs), list(theirs.values()))
    found = {item.key: item.short for item in comparison.oversold()}
    lacks = {key: -min(ours.get(key, 0), theirs.get(key, 0)) for key in ours.keys() | theirs.keys()}
    assert found == {key: short for key, short in lacks.items() if short > 0}
    assert comparison.reserved is bool(found)


def test_what_is_oversold_at_one_side_shows_what_the_other_holds() -> None:
    comparison = StockComparison(listed({"a": -1, "b": 2, "c": -2}), 0, max_items=1000)
    comparison.add(["a", "b", "d"], [0, -3, -4])
    assert sorted(comparison.oversold(), key=lambda item: item.key) == [
        Oversold("a", -1, None),
        Oversold("b", 2, -3),
        Oversold("c", -2, None),
        Oversold("d", None, -4),
    ]


def test_reservations_are_known_where_either_side_tells_them() -> None:
    ours = StockList()
    ours.add(["a"], [1], reserved=True)
    assert StockComparison(ours, 0, max_items=10).reserved
    comparison = StockComparison(listed({"a": 1}), 0, max_items=10)
    assert not comparison.reserved
    comparison.add(["a"], [1], reserved=True)
    assert comparison.reserved

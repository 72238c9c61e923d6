"""The comparison of stocks against a naive one."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.mismatch import StockState
from bizprobe.compare.stocks import StockComparison

sides = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-2, 6))


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
    comparison = StockComparison(ours, tolerance, max_items=1000)
    for key, count in theirs.items():
        comparison.add([key], [count])
    states = {key: naive(count, theirs.get(key), tolerance) for key, count in ours.items()}
    assert comparison.items == len(ours)
    assert comparison.strangers == len(theirs.keys() - ours.keys())
    assert {mismatch.key: mismatch.state for mismatch in comparison.mismatches()} == {
        key: state for key, state in states.items() if state is not StockState.MATCHING
    }

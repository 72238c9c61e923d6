"""The comparison of prices against a naive one: every key looked up in two whole dictionaries."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.mismatch import Mismatch, PriceState
from bizprobe.compare.prices import PriceComparison, PriceList
from bizprobe.errors import BadAnswerError, TooLargeError

Row = tuple[str, str]

# Few of each, so that keys meet and amounts are equal in other words.
keys = st.sampled_from(["557722", "0557722", "a", "A", "б", " a", ""])
amounts = st.sampled_from(["100.2", "100.20", "100.200", "100.21", "0", "0.00", "7", "1E+2", "100"])
rows = st.lists(st.tuples(keys, amounts), max_size=30)


def compare(
    ours: Sequence[Row], theirs: Sequence[Sequence[Row]], held_back: Sequence[str] = ()
) -> PriceComparison:
    """The comparison after the pages of `theirs`; what is held back is told on the first of them."""
    prices = PriceList()
    prices.add([key for key, _ in ours], [amount for _, amount in ours], "RUB")
    comparison = PriceComparison(prices, max_items=1000)
    comparison.hold_back(held_back)
    for page in theirs:
        comparison.add([key for key, _ in page], [amount for _, amount in page], "RUB")
    return comparison


def naive(ours: Sequence[Row], theirs: Sequence[Row], held_back: Sequence[str] = ()) -> dict[str, PriceState]:
    """The state of every key that either side knows."""
    mine = {key: Decimal(amount) for key, amount in ours}
    shown = {key: {Decimal(amount) for other, amount in theirs if other == key} for key, _ in theirs}
    states = {}
    for key in mine.keys() | shown.keys():
        if key not in mine:
            states[key] = PriceState.UNEXPECTED
        elif key in held_back:
            states[key] = PriceState.QUARANTINED
        elif key not in shown:
            states[key] = PriceState.MISSING
        else:
            states[key] = PriceState.MATCHING if shown[key] == {mine[key]} else PriceState.DIFFERENT
    return states


def found(comparison: PriceComparison) -> dict[str, Mismatch]:
    mismatches = list(comparison.mismatches())
    by_key = {mismatch.key: mismatch for mismatch in mismatches}
    assert len(by_key) == len(mismatches)
    return by_key


@given(ours=rows, theirs=rows, held_back=st.lists(keys), cuts=st.lists(st.integers(0, 30)))
def test_whatever_the_pages_the_result_is_that_of_whole_lists(
    ours: list[Row], theirs: list[Row], held_back: list[str], cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), len(theirs)]
    pages = [theirs[start:end] for start, end in pairwise(edges)]
    comparison = compare(ours, pages, held_back)
    expected = naive(ours, theirs, held_back)
    assert comparison.items == len(expected)
    assert {key: mismatch.state for key, mismatch in found(comparison).items()} == {
        key: state for key, state in expected.items() if state is not PriceState.MATCHING
    }


@given(ours=rows, theirs=st.lists(st.tuples(keys, amounts), max_size=8), data=st.data())
def test_neither_order_nor_repetition_of_rows_changes_anything(
    ours: list[Row], theirs: list[Row], data: st.DataObject
) -> None:
    again = data.draw(st.permutations(theirs + theirs[:4]))
    gaps = {key: (mismatch.gap, mismatch.state) for key, mismatch in found(compare(ours, [theirs])).items()}
    assert gaps == {
        key: (mismatch.gap, mismatch.state) for key, mismatch in found(compare(ours, [again])).items()
    }


@given(ours=rows)
def test_a_channel_that_shows_our_list_matches(ours: list[Row]) -> None:
    last = dict(ours)
    assert found(compare(ours, [list(last.items())])) == {}


@pytest.mark.parametrize("shown", [["99", "100", "103"], ["103", "99"], ["101", "103", "103.00"]])
def test_of_rows_that_disagree_the_one_furthest_from_ours_stands(shown: list[str]) -> None:
    comparison = compare([("1", "100")], [[("1", amount)] for amount in shown])
    assert [mismatch.gap for mismatch in comparison.mismatches()] == [3]


def test_a_gap_is_exact() -> None:
    comparison = compare([("1", "9999999999.10")], [[("1", "9999999999.1000001")]])
    assert [mismatch.gap for mismatch in comparison.mismatches()] == [Decimal("0.0000001")]


def test_what_is_held_back_is_quarantined_whatever_the_channel_shows() -> None:
    ours = [("old price", "5"), ("our price", "5"), ("no price", "5")]
    comparison = compare(
        ours, [[("old price", "4"), ("our price", "5.0")]], [key for key, _ in ours] + ["theirs"]
    )
    assert {(one.key, one.state, one.theirs) for one in comparison.mismatches()} == {
        ("old price", PriceState.QUARANTINED, "4"),
        ("our price", PriceState.QUARANTINED, "5"),
        ("no price", PriceState.QUARANTINED, ""),
    }


def test_the_same_number_in_another_currency_is_different() -> None:
    prices = PriceList()
    prices.add(["1", "2"], ["5", "6"], "RUB")
    prices.add(["3", "2"], ["7", "8"], "USD")
    comparison = PriceComparison(prices, 10)
    comparison.add(["1", "2", "3"], ["5", "8.00", "7.00"], "USD")
    assert list(comparison.mismatches()) == [Mismatch("1", PriceState.DIFFERENT, "5", "5 USD")]


def test_the_channel_may_not_show_more_strangers_than_allowed() -> None:
    prices = PriceList()
    prices.add(["1"], ["5"], "RUB")
    comparison = PriceComparison(prices, 2)
    comparison.add(["a", "b", "a", "1"], ["1", "1", "1", "5"], "RUB")
    with pytest.raises(TooLargeError):
        comparison.add(["c"], ["1"], "RUB")


@pytest.mark.parametrize("amount", ["", "n/a", "NaN", "inf", "1e999999999"])
def test_what_is_no_amount_is_no_price(amount: str) -> None:
    with pytest.raises(BadAnswerError, match="the price of 1"):
        compare([("1", "5")], [[("1", amount)]])

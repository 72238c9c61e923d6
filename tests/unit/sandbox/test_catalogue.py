import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.sandbox.catalogue import FEW, MOST, Item, draw_items


@pytest.mark.parametrize("count", [10, FEW, MOST])
def test_a_catalogue_is_as_long_as_asked_and_no_key_comes_twice(count: int) -> None:
    items = draw_items(1, count)
    assert len({item.sku for item in items}) == len(items) == count


def test_the_same_seed_brings_the_same_catalogue_and_another_one_another() -> None:
    assert draw_items(3, 50) == draw_items(3, 50)
    assert draw_items(3, 50) != draw_items(4, 50)


def test_keys_begin_with_zeros_and_two_differ_in_nothing_else() -> None:
    keys = {item.sku for item in draw_items(1, FEW)}
    assert {"0557722", "557722"} <= keys
    assert sum(key.startswith("0") for key in keys) > 50


def test_prices_have_kopecks_and_some_items_are_not_in_stock() -> None:
    items = draw_items(1, FEW)
    assert sum(item.kopecks % 100 != 0 for item in items) > FEW / 2
    assert sum(item.kopecks % 100 != 0 and item.kopecks % 10 == 0 for item in items) > 50
    assert 0 < sum(item.pieces == 0 for item in items) < FEW / 10


@given(kopecks=st.integers(100, 10**9), revision=st.integers(0, 100))
def test_every_change_of_a_price_brings_another_one(kopecks: int, revision: int) -> None:
    item = Item("1", kopecks, 1)
    assert item.price(0) == kopecks
    assert item.price(revision) != item.price(revision + 1)

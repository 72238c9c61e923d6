from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import Site
from bizprobe.sandbox.faces.paging import after, numbered
from bizprobe.sandbox.faults import parse
from bizprobe.sandbox.order import Lifeline, PlacedOrder
from bizprobe.sandbox.world import World
from tests.unit.sandbox.conftest import NOON

LIFELINE = Lifeline(((0, OrderStatus.NEW),))


def rows(serials: list[int]) -> list[PlacedOrder]:
    return [PlacedOrder(serial, str(serial), LIFELINE, 0, 0) for serial in serials]


QUIET = World(NOON, rate=0.1, history=timedelta(minutes=1))


def site(fault: str = "") -> Site:
    """A marketplace, with a fault of its pages or without."""
    if not fault:
        return Site(QUIET, "kupi", "")
    world = World(NOON, rate=0.1, history=timedelta(minutes=1))
    world.inject(parse("kupi", fault))
    return Site(world, "kupi", "")


@given(
    serials=st.lists(st.integers(0, 10**6), unique=True, max_size=40),
    size=st.integers(1, 10),
    descending=st.booleans(),
)
def test_all_pages_together_are_the_whole_list(serials: list[int], size: int, descending: bool) -> None:
    whole = rows(sorted(serials, reverse=descending))
    found, cursor, more = [], "", True
    while more:
        page = after(site(), whole, cursor, size, descending=descending)
        found += page.rows
        cursor, more = page.cursor, page.more
        assert page.rows or not whole
    assert found == whole


def test_an_endless_list_repeats_its_first_page_and_its_cursor() -> None:
    whole = rows([1, 2, 3])
    endless = site("endless_pages")
    first = after(endless, whole, "", 2)
    second = after(endless, whole, first.cursor, 2)
    assert first == second
    assert first.more


def test_an_endless_numbered_list_is_always_full() -> None:
    whole = rows([1, 2, 3])
    endless = site("endless_pages")
    assert [row.serial for row in numbered(endless, whole, 500, 5)] == [1, 2, 3, 1, 2]
    assert not numbered(site(), whole, 500, 5)


def test_duplicated_pages_begin_with_the_last_rows_of_the_page_before() -> None:
    twice, whole = site("duplicated_pages"), list(range(30))
    assert numbered(twice, whole, 0, 10) == whole[:10]
    assert numbered(twice, whole, 10, 10) == whole[5:20]
    assert not numbered(twice, whole, 30, 10)
    orders = rows(whole)
    first = after(twice, orders, "", 10)
    second = after(twice, orders, first.cursor, 10)
    assert [row.serial for row in second.rows] == whole[5:20]
    assert after(twice, orders, second.cursor, 10).cursor == f"{29:x}"


def test_reordered_pages_hold_the_same_rows() -> None:
    reordered, whole = site("reordered_pages"), list(range(30))
    assert [*numbered(reordered, whole, 0, 20), *numbered(reordered, whole, 20, 20)] == whole[::-1]
    page = after(reordered, rows(whole), "", 10)
    assert [row.serial for row in page.rows] == whole[9::-1]
    assert page.cursor == "9"


def test_a_foreign_cursor_is_refused() -> None:
    with pytest.raises(ClientError):
        after(site(), rows([1]), "next please", 2)

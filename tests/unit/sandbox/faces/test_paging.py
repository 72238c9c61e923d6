import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.paging import after, numbered
from bizprobe.sandbox.order import Lifeline, PlacedOrder

LIFELINE = Lifeline(((0, OrderStatus.NEW),))


def rows(serials: list[int]) -> list[PlacedOrder]:
    return [PlacedOrder(serial, str(serial), 0, LIFELINE, 0, 0) for serial in serials]


@given(
    serials=st.lists(st.integers(0, 10**6), unique=True, max_size=40),
    size=st.integers(1, 10),
    descending=st.booleans(),
)
def test_all_pages_together_are_the_whole_list(serials: list[int], size: int, descending: bool) -> None:
    whole = rows(sorted(serials, reverse=descending))
    found, cursor, more = [], "", True
    while more:
        page = after(whole, cursor, size, descending=descending)
        found += page.rows
        cursor, more = page.cursor, page.more
        assert page.rows or not whole
    assert found == whole


def test_an_endless_list_repeats_its_first_page_and_its_cursor() -> None:
    whole = rows([1, 2, 3])
    first = after(whole, "", 2, endless=True)
    second = after(whole, first.cursor, 2, endless=True)
    assert first == second
    assert first.more


def test_an_endless_numbered_list_is_always_full() -> None:
    whole = rows([1, 2, 3])
    assert [row.serial for row in numbered(whole, 500, 5, endless=True)] == [1, 2, 3, 1, 2]
    assert not numbered(whole, 500, 5)


def test_a_foreign_cursor_is_refused() -> None:
    with pytest.raises(ClientError):
        after(rows([1]), "next please", 2)

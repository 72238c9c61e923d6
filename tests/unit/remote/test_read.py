"""A read ends without an error only when everything was read."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bizprobe.errors import BadAnswerError, ClientError, IncompleteError
from bizprobe.records import Order
from bizprobe.remote.paging import AnyPaging, CursorPaging, Paging
from bizprobe.remote.read import JsonRows, PagedRead, order_pages
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from tests.unit.remote.sides import NOON, collect, numbers

pytestmark = pytest.mark.anyio

CURSOR = {"kind": "cursor", "next": "next"}
TOLD = {**CURSOR, "has_next": "more"}
PAGE = {"kind": "page", "size": 2}
OFFSET = {"kind": "offset", "size": 2}


def paging(keys: dict[str, Any]) -> Paging:
    found: Paging = TypeAdapter(AnyPaging).validate_python(keys, strict=True)
    return found


def read_of(
    keys: dict[str, Any], ask: Callable[[Position], Any], *, total: bool = False, max_pages: int = 50
) -> PagedRead[Sequence[Order]]:
    async def answer(position: Position) -> Any:
        return ask(position)

    def order(row: Any) -> Order:
        if row == "bad":
            raise BadAnswerError("number is missing")
        return Order(str(row), NOON)

    rows = JsonRows(
        Selector("rows"),
        order,
        lambda order: order.number,
        Selector("total") if total else None,
        Selector("error"),
    )
    return PagedRead(answer, rows.take, paging(keys), max_pages)


async def outcome(keys: dict[str, Any], *pages: Any, total: bool = False, max_pages: int = 50) -> list[str]:
    """The numbers that a read of these pages gives; the last page comes again and again."""
    left = list(pages)
    ask = lambda _: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
    return numbers(await collect(order_pages(read_of(keys, ask, total=total, max_pages=max_pages))))


@pytest.mark.parametrize(
    ("keys", "pages", "total"),
    [
        ({"kind": "none"}, [{"rows": [1, 2, 3]}], False),
        ({"kind": "none"}, [{"rows": [1, 2, 3], "total": 3}], True),
        (CURSOR, [{"rows": [1, 2], "next": "a"}, {"rows": [3], "next": None}], False),
        (CURSOR, [{"rows": [1, 2], "next": 5}, {"rows": [3], "next": ""}], False),
        (CURSOR, [{"rows": [1, 2], "next": "a"}, {"rows": [3]}], False),
        ({**CURSOR, "last": 0}, [{"rows": [1, 2], "next": 7}, {"rows": [3], "next": 0}], False),
        (
            {**CURSOR, "end": "empty_page"},
            [{"rows": [1, 2], "next": 7}, {"rows": [3], "next": 8}, {"rows": [], "next": 8}],
            False,
        ),
        (
            TOLD,
            [{"rows": [1, 2], "next": "a", "more": True}, {"rows": [3], "next": "b", "more": False}],
            False,
        ),
        (
            {**CURSOR, "end": "empty_page", "first": 0, "last": 0},
            [{"rows": [1, 2], "next": 7}, {"rows": [3], "next": 0}],
            False,
        ),
        (PAGE, [{"rows": [1, 2]}, {"rows": [3]}, {"rows": []}], False),
        (PAGE, [{"rows": [1, 2], "total": 3}, {"rows": [3], "total": 3}], True),
        ({**PAGE, "has_next": "more"}, [{"rows": [1, 2], "more": True}, {"rows": [3], "more": False}], False),
        (OFFSET, [{"rows": [1, 2]}, {"rows": [3]}, {"rows": []}], False),
        (OFFSET, [{"rows": [1, 2], "total": "3"}, {"rows": [3], "total": "3"}], True),
    ],
)
async def test_a_whole_read_gives_every_row(keys: dict[str, Any], pages: list[Any], total: bool) -> None:
    assert await outcome(keys, *pages, total=total) == ["1", "2", "3"]


@pytest.mark.parametrize("keys", [{"kind": "none"}, CURSOR, PAGE, OFFSET])
async def test_no_rows_at_all_is_a_whole_read(keys: dict[str, Any]) -> None:
    assert await outcome(keys, {"rows": []}) == []
    assert await outcome(keys, {"rows": [], "total": 0}, total=True) == []


@pytest.mark.parametrize(
    ("keys", "pages", "total", "words"),
    [
        (
            {"kind": "none"},
            [{"rows": [1, 2], "total": 3}],
            True,
            "3 rows are declared, 2 different ones came",
        ),
        ({"kind": "none"}, [{"rows": [1, 2, 3], "total": 2}], True, "2 rows are declared, 3"),
        (CURSOR, [{"rows": [1], "next": "a"}, {"rows": [2], "next": "a"}], False, "cursor .* comes again"),
        (
            CURSOR,
            [{"rows": [1], "next": "a"}, {"rows": [2], "next": "b"}, {"rows": [3], "next": "a"}],
            False,
            "page 4: the cursor of an earlier page comes again",
        ),
        ({**CURSOR, "first": 0}, [{"rows": [1], "next": 0}], False, "comes again"),
        (CURSOR, [{"rows": [1], "next": "a"}, {"rows": [1], "next": "b"}], False, "the same rows"),
        (CURSOR, [{"rows": [1], "next": "a"}, {"rows": [], "next": "b"}], False, "the page is empty"),
        (TOLD, [{"rows": [], "next": "a", "more": True}], False, "the page is empty"),
        (TOLD, [{"rows": [1], "next": None, "more": True}], False, "names no next page"),
        ({**CURSOR, "end": "empty_page"}, [{"rows": [1], "next": None}], False, "names no next page"),
        (PAGE, [{"rows": [1, 2]}], False, "page 2: the page has the same rows as the one before"),
        (OFFSET, [{"rows": [1, 2]}], False, "the same rows"),
        ({**PAGE, "has_next": "more"}, [{"rows": [], "more": True}], False, "the page is empty"),
        (PAGE, [{"rows": [1, 2], "total": 5}, {"rows": [], "total": 5}], True, "the page is empty"),
        (PAGE, [{"rows": [1, 2], "total": 4}, {"rows": [2, 3], "total": 4}], True, "4 rows .* 3 different"),
    ],
)
async def test_a_read_that_is_not_known_to_be_whole_is_an_error(
    keys: dict[str, Any], pages: list[Any], total: bool, words: str
) -> None:
    with pytest.raises(IncompleteError, match=words):
        await outcome(keys, *pages, total=total)


async def test_more_pages_than_allowed_are_an_error() -> None:
    pages = [{"rows": [number], "next": f"c{number}"} for number in range(10)]
    with pytest.raises(IncompleteError, match="more after 3 pages"):
        await outcome(CURSOR, *pages, max_pages=3)
    with pytest.raises(IncompleteError, match="more after 3 pages"):
        await outcome(CURSOR, *pages[:3], {"rows": [3]}, max_pages=3)
    assert await outcome(CURSOR, *pages[:2], {"rows": [2]}, max_pages=3) == ["0", "1", "2"]


@pytest.mark.parametrize("keys", [PAGE, OFFSET])
async def test_a_page_that_is_not_full_is_not_the_last(keys: dict[str, Any]) -> None:
    assert await outcome(keys, {"rows": [1]}, {"rows": [2, 3]}, {"rows": [4]}, {"rows": []}) == [
        "1",
        "2",
        "3",
        "4",
    ]


@pytest.mark.parametrize(
    ("keys", "pages", "read"),
    [
        # A new order pushed one from the first page to the second.
        (PAGE, [{"rows": [1, 2], "total": 3}, {"rows": [2, 3], "total": 4}], ["1", "2", "2", "3"]),
        # A new order came behind the others.
        (PAGE, [{"rows": [1, 2], "total": 3}, {"rows": [3, 4], "total": 4}], ["1", "2", "3", "4"]),
        # An order that the cursor had not reached was finished meanwhile.
        (CURSOR, [{"rows": [1, 2], "next": "a", "total": 4}, {"rows": [3], "total": 3}], ["1", "2", "3"]),
    ],
)
async def test_orders_that_come_or_go_meanwhile_do_not_break_a_read(
    keys: dict[str, Any], pages: list[Any], read: list[str]
) -> None:
    assert await outcome(keys, *pages, total=True) == read


async def test_a_total_that_falls_while_rows_slide_is_an_error_for_one_may_have_slid_past() -> None:
    # 1 was finished after the first page: 3 slid into its place there and was never shown.
    with pytest.raises(IncompleteError, match="4 rows are declared, 3"):
        await outcome(PAGE, {"rows": [1, 2], "total": 4}, {"rows": [4], "total": 3}, total=True)


@pytest.mark.parametrize(
    ("keys", "page", "words"),
    [
        (CURSOR, {"rows": None}, "rows is no list"),
        (CURSOR, {"rows": {"1": 2}}, "rows is no list"),
        (CURSOR, {}, "rows is no list"),
        (CURSOR, [], "rows is no list"),
        (CURSOR, "<html>", "rows is no list"),
        (CURSOR, {"rows": [1, "bad"]}, "page 1: row 2: number is missing"),
        (CURSOR, {"rows": [1], "next": True}, "next is neither text nor a number"),
        (CURSOR, {"rows": [1], "next": {"a": 1}}, "next is neither text nor a number"),
        (TOLD, {"rows": [1], "next": "a"}, "more is neither true nor false"),
        (TOLD, {"rows": [1], "next": "a", "more": "yes"}, "more is neither true nor false"),
    ],
)
async def test_an_answer_of_another_shape_is_a_bad_answer(
    keys: dict[str, Any], page: Any, words: str
) -> None:
    with pytest.raises(BadAnswerError, match=words):
        await outcome(keys, page)


@pytest.mark.parametrize("total", [None, -1, "many", 1.5, "1.5", True, [3]])
async def test_a_total_that_is_no_number_is_a_bad_answer(total: Any) -> None:
    with pytest.raises(BadAnswerError, match="total is no whole number"):
        await outcome(CURSOR, {"rows": [1], "total": total}, total=True)


@pytest.mark.parametrize("error", ["over the limit", 7, True, {"code": 1}])
async def test_a_failure_inside_a_good_answer_is_an_error(error: Any) -> None:
    with pytest.raises(ClientError, match="page 1: the answer says that it is a failure"):
        await outcome(CURSOR, {"rows": [], "error": error})


@pytest.mark.parametrize("error", [None, "", 0, False, {}, []])
async def test_an_empty_error_is_none(error: Any) -> None:
    assert await outcome(CURSOR, {"rows": [1], "error": error}) == ["1"]


KINDS = [
    CURSOR,
    TOLD,
    PAGE,
    OFFSET,
    {**PAGE, "has_next": "more"},
    {**OFFSET, "has_next": "more"},
    {**PAGE, "first": 0},
]


def cut(rows: list[int], position: Position, first: int) -> dict[str, Any]:
    """A page of two out of `rows`, as an honest side would give it."""
    start = position.offset or 0
    if position.page is not None:
        start = (position.page - first) * 2
    if position.cursor is not None:
        start = int(position.cursor)
    more = start + 2 < len(rows)
    return {
        "rows": rows[start : start + 2],
        "next": str(start + 2) if more else None,
        "more": more,
        "total": len(rows),
    }


@given(st.lists(st.integers(), unique=True, max_size=20), st.sampled_from(KINDS), st.booleans())
async def test_an_honest_side_is_read_whole_whichever_way_it_pages(
    rows: list[int], keys: dict[str, Any], total: bool
) -> None:
    read = read_of(keys, lambda position: cut(rows, position, keys.get("first", 1)), total=total)
    assert numbers(await collect(order_pages(read))) == [str(row) for row in rows]


@given(
    st.lists(st.integers(), unique=True, min_size=3, max_size=20),
    st.sampled_from(KINDS),
    st.data(),
)
async def test_a_row_that_a_page_lost_is_never_a_short_read_where_the_total_is_known(
    rows: list[int], keys: dict[str, Any], data: st.DataObject
) -> None:
    lost = data.draw(st.sampled_from(rows))

    def ask(position: Position) -> Any:
        page = cut(rows, position, keys.get("first", 1))
        return {**page, "rows": [row for row in page["rows"] if row != lost]}

    with pytest.raises(IncompleteError):
        await collect(order_pages(read_of(keys, ask, total=True)))


def test_paging_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        paging({"kind": "pages"})
    assert isinstance(paging(CURSOR), CursorPaging)

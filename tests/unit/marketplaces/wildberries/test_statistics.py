"""Where a read of Wildberries' statistics goes on, and where it ends."""

import pytest

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.marketplaces.wildberries.statistics import ROWS, ChangePaging
from bizprobe.remote.paging import Turn
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position

ASKED = "2026-11-22T14:00:00"
PAGING = ChangePaging(kind="cursor", next=Selector("last"), first=ASKED)


def after(last: str | None, rows: int) -> Position | None:
    return PAGING.after(Turn(PAGING.start(), {"last": last}, rows, rows, None))


@pytest.mark.parametrize(
    ("last", "rows", "goes_on"),
    [
        (None, 0, False),
        (ASKED, 1, False),
        (f"{ASKED}.000", ROWS // 2 - 1, False),
        (f"{ASKED}.001", 1, True),
        ("2026-11-22T14:00:01", ROWS, True),
        # With a zone of its own the same moment is written otherwise.
        ("2026-11-22T11:00:00Z", 1, False),
        ("2026-11-22T11:00:01Z", 1, True),
    ],
)
def test_a_read_goes_on_as_long_as_something_changed_later(
    last: str | None, rows: int, goes_on: bool
) -> None:
    assert after(last, rows) == (Position(cursor=last) if goes_on else None)


@pytest.mark.parametrize(
    ("last", "rows", "words"),
    [
        (ASKED, ROWS, "full of rows that were changed in one moment"),
        (ASKED, ROWS // 2, "full of rows that were changed in one moment"),
        ("2026-11-22T13:59:59", 1, "changed before the time that was asked for"),
    ],
)
def test_where_nobody_can_ask_for_the_rest_the_read_is_incomplete(last: str, rows: int, words: str) -> None:
    with pytest.raises(IncompleteError, match=words):
        after(last, rows)


def test_a_change_that_is_no_time_is_named() -> None:
    with pytest.raises(BadAnswerError, match="lastChangeDate is not written as iso"):
        after("soon", 1)

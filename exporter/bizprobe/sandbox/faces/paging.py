"""Lists in pages, with and without an end."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TypeVar

from bizprobe.errors import ClientError
from bizprobe.sandbox.order import PlacedOrder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Portion:
    """One page. `cursor` leads to the next one; `more` says whether there is one."""

    rows: Sequence[PlacedOrder]
    cursor: str
    more: bool


def after(
    rows: Sequence[PlacedOrder], cursor: str, size: int, *, descending: bool = False, endless: bool = False
) -> Portion:
    """The page after the row that the cursor names, of rows sorted by serial. Raises ClientError.

    The cursor holds a serial, so rows that come or go between two pages shift nothing.
    """
    sign = -1 if descending else 1
    last = _serial(cursor)
    start = (
        0 if last is None or endless else bisect_right(rows, sign * last, key=lambda row: sign * row.serial)
    )
    page = rows[start : start + size]
    more = endless or start + size < len(rows)
    return Portion(page, f"{page[-1].serial:x}" if page else cursor, more)


def numbered(rows: Sequence[T], start: int, size: int, *, endless: bool = False) -> Sequence[T]:
    """The rows from position `start`; endless lists are always full of the first rows."""
    if endless:
        return tuple(islice(cycle(rows), size))
    return rows[start : start + size]


def _serial(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        return int(cursor, 16)
    except ValueError:
        raise ClientError("the cursor is not one of ours", status=400) from None

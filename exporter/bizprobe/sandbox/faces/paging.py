"""Lists in pages, with and without an end, and with the faults that pages have."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TypeVar

from bizprobe.errors import ClientError
from bizprobe.sandbox.faces.face import Site
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.order import PlacedOrder

T = TypeVar("T")

_OVERLAP = 5
"""How many rows come again on the next page while that fault is on."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One page. `cursor` leads to the next one; `more` says whether there is one."""

    rows: Sequence[PlacedOrder]
    cursor: str
    more: bool


def after(
    site: Site, rows: Sequence[PlacedOrder], cursor: str, size: int, *, descending: bool = False
) -> Portion:
    """The page after the row that the cursor names, of rows sorted by serial. Raises ClientError.

    The cursor holds a serial, so rows that come or go between two pages shift nothing.
    """
    sign, endless = -1 if descending else 1, site.endless()
    last = _serial(cursor)
    start = (
        0 if last is None or endless else bisect_right(rows, sign * last, key=lambda row: sign * row.serial)
    )
    page = rows[_first(site, start) : start + size]
    more = endless or start + size < len(rows)
    return Portion(site.listed(page), f"{page[-1].serial:x}" if page else cursor, more)


def numbered(site: Site, rows: Sequence[T], start: int, size: int) -> Sequence[T]:
    """The rows from position `start`; endless lists are always full of the first rows."""
    if site.endless():
        return tuple(islice(cycle(rows), size))
    if start >= len(rows):
        return ()
    return site.listed(rows)[_first(site, start) : start + size]


def _first(site: Site, start: int) -> int:
    return max(0, start - _OVERLAP) if site.has(FaultName.DUPLICATED_PAGES) else start


def _serial(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        return int(cursor, 16)
    except ValueError:
        raise ClientError("the cursor is not one of ours", status=400) from None

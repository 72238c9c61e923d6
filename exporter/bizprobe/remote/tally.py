"""Whether the pages of a read make a whole."""

from collections.abc import Sequence

from bizprobe.errors import IncompleteError
from bizprobe.remote.template import Position


class Tally:
    """Watches one read, page by page. `slides` says that rows may have moved between pages meanwhile."""

    def __init__(self, max_pages: int, *, slides: bool) -> None:
        self.pages = 0
        self.rows = 0
        self._max_pages = max_pages
        self._slides = slides
        self._cursors: set[str | int] = set()
        self._keys: set[str] = set()
        self._page_before: Sequence[str] = []
        self._totals: list[int] = []

    def begin(self, position: Position) -> None:
        """A page is about to be asked for. Raises IncompleteError where that leads nowhere."""
        if self.pages == self._max_pages:
            raise IncompleteError(
                f"there is more after {self._max_pages} pages, which is all that is allowed"
            )
        if position.cursor in self._cursors:
            raise IncompleteError("the cursor of an earlier page comes again")
        if position.cursor is not None:
            self._cursors.add(position.cursor)
        self.pages += 1

    def add(self, keys: Sequence[str], total: int | None) -> None:
        """A page with these rows came. Raises IncompleteError where it is the same as the one before."""
        if keys and keys == self._page_before:
            raise IncompleteError("the page has the same rows as the one before")
        self._page_before = keys
        self.rows += len(keys)
        if total is not None:
            self._totals.append(total)
            self._keys.update(keys)

    def finish(self) -> None:
        """All pages came. Raises IncompleteError where the declared total is not what was read.

        Rows that come or go meanwhile change the total, and may show one row on two pages. So different
        keys are counted, and anything between the first and the last total is whole. Only where rows slide
        from page to page, a total that fell is not: one that was never shown may have slid past.
        """
        if not self._totals:
            return
        first, last = self._totals[0], self._totals[-1]
        lowest = first if self._slides else min(first, last)
        if not lowest <= len(self._keys) <= max(first, last):
            raise IncompleteError(f"{first} rows are declared, {len(self._keys)} different ones came")

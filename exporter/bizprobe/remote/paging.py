"""How a remote side cuts its answers into pages, and how one knows that the last page was the last."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.remote.selector import SelectorField
from bizprobe.remote.template import Position
from bizprobe.settings.model import Strict


@dataclass(frozen=True, slots=True)
class Turn:
    """One page as it came. `read` counts the rows of all pages so far, this one included."""

    position: Position
    payload: Any
    rows: int
    read: int
    total: int | None


class Paging(Strict):
    """What all ways of paging share."""

    places: ClassVar[frozenset[str]] = frozenset()
    """The places that the request must have."""
    slides: ClassVar[bool] = False
    """Whether rows move to other pages when others come or go, so that some may be passed over."""

    size: int | None = Field(default=None, ge=1)
    """How many rows a page may have."""

    def start(self) -> Position:
        """Where a read begins."""
        return Position(size=self.size)

    def after(self, turn: Turn) -> Position | None:
        """Where it goes on, or None where that page was the last. Raises IncompleteError, BadAnswerError."""
        return None


class NoPaging(Paging):
    """Everything comes in one answer."""

    kind: Literal["none"] = "none"

    def after(self, turn: Turn) -> Position | None:
        if self.size is not None and turn.total is None and turn.rows >= self.size:
            raise IncompleteError(f"there are {turn.rows} rows, which is all that one answer may have")
        return None


class _Numbered(Paging):
    slides: ClassVar[bool] = True

    has_next: SelectorField | None = None
    """Whether there are more pages; without it the total tells, without that an empty page."""

    def _goes_on(self, turn: Turn) -> bool:
        if self.has_next is not None:
            more = _flag(self.has_next(turn.payload), self.has_next.text)
        elif turn.total is not None:
            more = turn.read < turn.total
        else:
            # A page that is not full proves nothing: some sides cut the size that they are asked for.
            return turn.rows > 0
        if more and not turn.rows:
            raise IncompleteError("there should be more, but the page is empty")
        return more


class PagePaging(_Numbered):
    """Pages have numbers."""

    places: ClassVar[frozenset[str]] = frozenset({"page"})

    kind: Literal["page"]
    first: int = Field(default=1, ge=0)
    """The number of the first page."""

    def start(self) -> Position:
        return Position(page=self.first, size=self.size)

    def after(self, turn: Turn) -> Position | None:
        page = turn.position.page or 0
        return Position(page=page + 1, size=self.size) if self._goes_on(turn) else None


class OffsetPaging(_Numbered):
    """Pages begin at a row number."""

    places: ClassVar[frozenset[str]] = frozenset({"offset"})

    kind: Literal["offset"]

    def start(self) -> Position:
        return Position(offset=0, size=self.size)

    def after(self, turn: Turn) -> Position | None:
        return Position(offset=turn.read, size=self.size) if self._goes_on(turn) else None


class CursorPaging(Paging):
    """Each answer names the next page."""

    places: ClassVar[frozenset[str]] = frozenset({"cursor"})

    kind: Literal["cursor"]
    next: SelectorField
    """What to send as `{cursor}` for the next page."""
    has_next: SelectorField | None = None
    """Whether there are more pages; without it, a page without a next one is the last."""
    first: str | int | None = None
    """What to send for the first page; without it, the place is left out there."""
    last: str | int | None = None
    """A value of `next` that marks the last page, where it is not simply empty."""
    end: Literal["cursor", "empty_page"] = "cursor"
    """What ends a read without `has_next`: that no next page is named, or that a page is empty."""

    def start(self) -> Position:
        return Position(cursor=self.first, size=self.size)

    def after(self, turn: Turn) -> Position | None:
        cursor = self._cursor(turn.payload)
        if self._is_last(turn, cursor):
            return None
        if not turn.rows:
            raise IncompleteError("there should be more, but the page is empty")
        if cursor is None:
            raise IncompleteError(f"there should be more, but {self.next} names no next page")
        return Position(cursor=cursor, size=self.size)

    def _is_last(self, turn: Turn, cursor: str | int | None) -> bool:
        if self.has_next is not None:
            return not _flag(self.has_next(turn.payload), self.has_next.text)
        if self.end == "empty_page":
            return not turn.rows or self._marks_last(self.next(turn.payload))
        return cursor is None

    def _marks_last(self, value: Any) -> bool:
        return self.last is not None and str(value) == str(self.last)

    def _cursor(self, payload: Any) -> str | int | None:
        value = self.next(payload)
        if value is None or value == "" or self._marks_last(value):
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise BadAnswerError(f"{self.next} is neither text nor a number")
        return value


AnyPaging = Annotated[NoPaging | PagePaging | OffsetPaging | CursorPaging, Field(discriminator="kind")]


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadAnswerError(f"{name} is neither true nor false")
    return value

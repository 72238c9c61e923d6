"""Requests for pages, one cycle after the other: each fetches every page once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for one page. `good` is an answer 200 with a body; `pages` what it declared, if anything."""

    at: datetime
    page: int
    status: int
    good: bool
    pages: int | None = None


@dataclass(slots=True)
class Cycle:
    """The pages that were asked for between two beginnings.

    `answers` is the last bad status of each page that was never answered well. `complete` is when the
    last page came. `whole` is False where the log may hold an earlier part that nobody read.
    """

    began: datetime
    last: datetime
    received: set[int] = field(default_factory=set)
    answers: dict[int, int] = field(default_factory=dict)
    declared: int = 0
    complete: datetime | None = None
    whole: bool = True

    def add(self, request: PageRequest) -> None:
        self.last = max(self.last, request.at)
        self.declared = max(self.declared, request.pages or 0)
        if request.good:
            self.received.add(request.page)
            self.answers.pop(request.page, None)
        elif request.page not in self.received:
            self.answers[request.page] = request.status

    @property
    def asked(self) -> set[int]:
        return self.received | set(self.answers)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a cycle is: pages from `first` on, `pages` of them unless the answers declare how many."""

    first: int
    pages: int | None
    gap: timedelta

    def expected(self, cycle: Cycle) -> range:
        """The pages that the cycle should have: where nobody tells, up to the last that was asked for."""
        last = max(cycle.asked, default=self.first)
        return range(self.first, self.first + (cycle.declared or self.pages or last - self.first + 1))

    def is_complete(self, cycle: Cycle) -> bool:
        """Whether every page was received, as far as anybody tells how many there are."""
        return bool(cycle.declared or self.pages) and not self.missing(cycle)

    def missing(self, cycle: Cycle) -> list[int]:
        """Those of them that were not received."""
        return [page for page in self.expected(cycle) if page not in cycle.received]

    def begins_another(self, cycle: Cycle, request: PageRequest) -> bool:
        """Whether the request belongs to a cycle after this one."""
        if request.at - cycle.last > self.gap:
            return True
        if request.page != self.first:
            return False
        # Asked for again before any other page, or for the first time after others, it belongs to this one.
        return cycle.complete is not None or (self.first in cycle.received and cycle.asked != {self.first})


@dataclass(slots=True)
class Cycles:
    """Puts requests together. `open` is the cycle under way.

    `known` says that the log was read up to the end of the cycle before: nothing of the next is missed.
    """

    rhythm: Rhythm
    open: Cycle | None = None
    ended: list[Cycle] = field(default_factory=list)
    known: bool = False

    def add(self, request: PageRequest) -> None:
        """A request, in the order of the log."""
        if self.open is not None and self.rhythm.begins_another(self.open, request):
            self._end()
        if self.open is None:
            whole = self.known or request.page == self.rhythm.first
            self.open = Cycle(request.at, request.at, whole=whole)
        self.open.add(request)
        if self.open.complete is None and self.rhythm.is_complete(self.open):
            self.open.complete = request.at

    def forget(self) -> None:
        """A part of the log is gone: what the cycle under way lacks may stand there."""
        self.open, self.known = None, False

    def quiet(self, now: datetime) -> None:
        """Everything up to `now` was read."""
        if self.open is None or now - self.open.last > self.rhythm.gap:
            self._end()

    def reportable(self) -> list[Cycle]:
        """Those that ended, and the one under way where it has every page."""
        done = self.open is not None and self.open.whole and self.open.complete is not None
        return [*self.ended, *([self.open] if self.open is not None and done else [])]

    def _end(self) -> None:
        if self.open is not None and self.open.whole:
            self.ended.append(self.open)
        self.open, self.known = None, True

"""Hours of certain days in which a limit differs, as people write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bizprobe.settings.calendar import WEEKDAYS, Day

DAY = 24 * 60
WEEK = 7 * DAY

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_START, _END = r"(?:[01]?\d|2[0-3]):[0-5]\d", r"(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
WINDOW = rf"(?:({_DAY})(?:-({_DAY}))?|(holidays))?(?:(?:^|(?!^) )({_START})-({_END}))?"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours that begin on some days: from minute `begin` of such a day for `length` minutes.

    Hours that pass midnight belong to the day on which they begin. `weekdays` is None for holidays. `rank`
    says how specific a window is: days 0, hours of every day 1, hours of certain days 2, holidays 3, their
    hours 4.
    """

    text: str = field(compare=False)
    rank: int
    weekdays: frozenset[int] | None
    begin: int = 0
    length: int = DAY

    def covers(self, yesterday: Day, today: Day, minute: int) -> bool:
        """Whether it holds at a minute of `today`."""
        into = minute - self.begin
        return (0 <= into < self.length and self._begins_on(today)) or (
            into + DAY < self.length and self._begins_on(yesterday)
        )

    def overlaps(self, other: "Window") -> bool:
        """Whether both can hold at once, when every day is the one that it is in an ordinary week."""
        return any(
            start < theirs_end and theirs < end
            for start, end in self._spans()
            for theirs, theirs_end in other._spans()
        )

    def _begins_on(self, day: Day) -> bool:
        return day.holiday if self.weekdays is None else day.weekday in self.weekdays

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Minutes of the week, Monday 00:00 being 0, the end excluded. Any day may be a holiday."""
        for day in range(7) if self.weekdays is None else self.weekdays:
            start = day * DAY + self.begin
            end = start + self.length
            yield start, min(end, WEEK)
            if end > WEEK:
                yield 0, end - WEEK


def parse_window(text: str) -> Window:
    """The window of `22:00-08:00`, `Sat-Sun`, `Mon-Fri 20:00-09:00`, `holidays` or `holidays 22:00-08:00`.

    Raises ValueError.
    """
    match = re.fullmatch(WINDOW, text)
    if match is None or not text:
        raise ValueError(
            "expected hours such as 22:00-08:00, days such as Sat-Sun, or Mon-Fri 20:00-09:00; "
            "the days may also be holidays"
        )
    first, last, holidays, start, end = match.groups()
    begin, length = (0, DAY) if start is None else _hours(start, end)
    if holidays:
        return Window(text, 3 if start is None else 4, None, begin, length)
    rank = 0 if start is None else 1 if first is None else 2
    return Window(text, rank, _weekdays(first, last), begin, length)


def _weekdays(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return frozenset((begin + offset) % 7 for offset in range((end - begin) % 7 + 1))


def _hours(start: str, end: str) -> tuple[int, int]:
    """Minute of the day and length in minutes."""
    begin, finish = _minute(start), _minute(end)
    if begin == finish:
        raise ValueError(f"begins and ends at {start}; for whole days leave the hours out")
    return begin, finish - begin if finish > begin else finish + DAY - begin


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)

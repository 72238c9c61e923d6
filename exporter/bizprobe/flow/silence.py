"""When silence becomes too long, where the limit depends on the hour.

Silence counts from the last event, but not from before the moment at which the limit last became tighter:
a night that was quiet enough for the night's limit must not raise an alarm in the minute in which the
day's limit begins. A flow that was already too silent for the limit before stays so.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import Hourly

# Limits repeat every week, and a clock change hides a change of the limit at most once. A holiday does not
# come again: where limits are longer than that, it matters for as long as they are.
_LOOK_BACK_DAYS = 15
_DAY = 86400
_INSTANT = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Silence:
    """The limit in force in seconds, and the moment before which silence does not count."""

    limit: float
    opened: datetime
    counted_from: datetime

    def too_long(self, now: datetime) -> bool:
        return (now - self.counted_from).total_seconds() > self.limit


@dataclass(frozen=True, slots=True)
class _Tightening:
    at: datetime
    before: float | None


def silence(
    limit: Hourly[float], calendar: Calendar, now: datetime, known_from: datetime, last_event: datetime | None
) -> Silence | None:
    """How silence counts at `now`. None while the limit is off.

    `known_from` is the moment since which every event is known; silence before it proves nothing.
    All moments are aware; `opened` is in UTC.
    """
    seconds = limit.at(now, calendar)
    if seconds is None:
        return None
    start = max(known_from, last_event or known_from)
    opened = known_from
    for tightening in reversed(_tightenings_since(start, limit, calendar, now)):
        if _endured(tightening, max(start, opened)):
            opened = max(known_from, tightening.at)
    return Silence(seconds, opened, max(start, opened))


def _endured(tightening: _Tightening, counted_from: datetime) -> bool:
    """Whether the flow was not yet too silent when the tighter limit came."""
    if tightening.before is None:
        return True
    return (tightening.at - counted_from).total_seconds() <= tightening.before


def _tightenings_since(
    start: datetime, limit: Hourly[float], calendar: Calendar, now: datetime
) -> list[_Tightening]:
    """Newest first, up to the first at or before `start`, or to where the look back ends.

    Who was silent for longer than that counts from `start`: an alarm that began can only go on.
    """
    found: list[_Tightening] = []
    for tightening in _tightenings(limit, calendar, now):
        found.append(tightening)
        if tightening.at <= start:
            break
    return found


def _tightenings(limit: Hourly[float], calendar: Calendar, now: datetime) -> Iterator[_Tightening]:
    today = now.astimezone(calendar.zone).date()
    for days in range(_look_back(limit)):
        for moment in sorted(_possible_changes(limit, calendar.zone, today - timedelta(days)), reverse=True):
            before, after = limit.at(moment - _INSTANT, calendar), limit.at(moment, calendar)
            if moment <= now and after is not None and (before is None or after < before):
                yield _Tightening(moment, before)


def _look_back(limit: Hourly[float]) -> int:
    """How many days."""
    if not limit.changes:
        return 0
    return _LOOK_BACK_DAYS + 2 * ceil((limit.largest or 0) / _DAY)


def _possible_changes(limit: Hourly[float], zone: ZoneInfo, day: date) -> set[datetime]:
    """Every moment of a local day at which the limit may change, some at which it does not."""
    walls = [datetime.combine(day, time(*divmod(minute, 60)), zone) for minute in limit.edges]
    twice = [wall.replace(fold=1) for wall in walls]
    return {wall.astimezone(UTC) for wall in walls + twice} | _clock_changes(zone, day)


def _clock_changes(zone: ZoneInfo, day: date) -> set[datetime]:
    start, end = (
        datetime.combine(midnight, time(), zone).astimezone(UTC) for midnight in (day, day + timedelta(1))
    )
    offset = start.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == offset:
        return set()
    minutes = range((end - start) // _MINUTE + 1)
    first = bisect_left(
        minutes, True, key=lambda minute: (start + minute * _MINUTE).astimezone(zone).utcoffset() != offset
    )
    return {start + first * _MINUTE}

"""Working hours as Alertmanager's time intervals."""

from collections.abc import Iterator, Mapping
from typing import Any

from bizprobe.routes.settings import WorkingHours
from bizprobe.settings.calendar import WEEKDAYS
from bizprobe.settings.window import DAY, Window

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def time_intervals(hours: Mapping[str, WorkingHours]) -> list[dict[str, Any]]:
    """Each of them under its name, on the clock of its own place."""
    return [{"name": name, "time_intervals": list(_intervals(working))} for name, working in hours.items()]


def _intervals(working: WorkingHours) -> Iterator[dict[str, Any]]:
    for window in working.windows:
        for days, begin, end in _within_days(window):
            times = (
                [] if (begin, end) == (0, DAY) else [{"start_time": _clock(begin), "end_time": _clock(end)}]
            )
            yield {
                **({"weekdays": days} if len(days) < len(WEEKDAYS) else {}),
                **({"times": times} if times else {}),
                "location": working.timezone,
            }


def _within_days(window: Window) -> Iterator[tuple[list[str], int, int]]:
    """The parts of a window before and after midnight, which Alertmanager wants apart."""
    weekdays = sorted(window.weekdays or ())
    end = window.begin + window.length
    yield [_DAYS[day] for day in weekdays], window.begin, min(end, DAY)
    if end > DAY:
        yield [_DAYS[(day + 1) % 7] for day in weekdays], 0, end - DAY


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

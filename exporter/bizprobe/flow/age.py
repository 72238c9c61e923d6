"""How old something may be, where that depends on the hour."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bizprobe.flow.silence import silence
from bizprobe.records import OrderStatus
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import Hourly
from bizprobe.settings.model import Severity


def allowed_age(limit: Hourly[float], calendar: Calendar, now: datetime, since: datetime) -> float | None:
    """How many seconds may have passed at `now` since a moment. None while the limit is off.

    Where the limit became tighter after that moment, it counts from then on: what a night may leave lying
    must not raise an alarm in the minute in which the day begins.
    """
    counted = silence(limit, calendar, now, since, since)
    if counted is None:
        return None
    late_from = counted.counted_from + timedelta(seconds=counted.limit)
    return (late_from - since).total_seconds()


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """How old open orders may be, by status and severity, in a dealer's calendar."""

    calendar: Calendar
    by_status: Mapping[OrderStatus, Mapping[Severity, Hourly[float]]] = field(default_factory=dict)

    def in_force(
        self, now: datetime, oldest: Mapping[OrderStatus, datetime]
    ) -> dict[tuple[OrderStatus, Severity], float]:
        """The seconds that hold at `now` for the oldest order of each status, or for a new one."""
        ages = {
            (status, severity): allowed_age(limit, self.calendar, now, oldest.get(status, now))
            for status, limits in self.by_status.items()
            for severity, limit in limits.items()
        }
        return {key: age for key, age in ages.items() if age is not None}

    def past(self, limit: Hourly[float], placed: Sequence[datetime], now: datetime) -> int:
        """How many of these moments, in ascending order, are longer ago than the limit allows.

        The older of two is past it first, so that few of many need to be looked at.
        """

        def is_young(at: datetime) -> bool:
            allowed = allowed_age(limit, self.calendar, now, at)
            return allowed is None or (now - at).total_seconds() <= allowed

        return bisect_left(placed, True, key=is_young)

"""Events with a time that has not come yet: somebody takes one time zone for another, or a clock is wrong."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bizprobe.flow.records import Sighting

TOLERATED = timedelta(minutes=5)
"""How far clocks may differ."""


def ahead(sightings: Iterable[Sighting], now: datetime, by: timedelta = TOLERATED) -> list[Sighting]:
    """Those placed later than `by` after `now`, the farthest first."""
    found = [sighting for sighting in sightings if sighting.placed_at - now > by]
    return sorted(found, key=lambda sighting: (now - sighting.placed_at, sighting.number))

"""Which events have a time that has not come."""

from datetime import UTC, datetime, timedelta

from bizprobe.flow.ahead import ahead
from bizprobe.flow.records import Sighting

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
SIGHTINGS = [
    Sighting(number, NOW + timedelta(minutes=minutes))
    for number, minutes in [("late", -9), ("soon", 5), ("b", 6), ("far", 180), ("a", 6)]
]


def test_the_farthest_come_first_and_equals_by_number() -> None:
    assert [sighting.number for sighting in ahead(SIGHTINGS, NOW)] == ["far", "a", "b"]


def test_how_far_is_tolerated_can_be_said() -> None:
    assert [sighting.number for sighting in ahead(SIGHTINGS, NOW, timedelta(0))] == ["far", "a", "b", "soon"]


def test_the_ends_of_the_calendar_are_times_too() -> None:
    never = [Sighting("1", datetime.max.replace(tzinfo=UTC)), Sighting("2", datetime.min.replace(tzinfo=UTC))]
    assert [sighting.number for sighting in ahead(never, NOW)] == ["1"]

"""Moments as the state file holds them: whole microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """The number that is stored for an aware moment."""
    return (at - _EPOCH) // _MICROSECOND


def moment(number: int) -> datetime:
    """The aware moment that a stored number means."""
    return _EPOCH + number * _MICROSECOND

"""Numbers and moments in the words of people."""

import math
from datetime import datetime, tzinfo

from bizprobe.metrics.family import Sample

_UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
_MINUS = "\N{MINUS SIGN}"
_THIN = "\N{NARROW NO-BREAK SPACE}"


def age(seconds: float) -> str:
    """A length of time in its two largest units, e.g. `1 h 42 min`."""
    if not math.isfinite(seconds):
        return str(seconds)
    if seconds < 0:
        return _MINUS + age(-seconds)
    left = round(seconds)
    parts: list[tuple[int, str]] = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count or parts:
            parts.append((count, unit))
    return " ".join(f"{count} {unit}" for count, unit in parts[:2] if count) or "0 s"


def duration(seconds: float) -> str:
    """How long something took: as an age, but below ten seconds to three digits."""
    return f"{seconds:.3g} s" if 0 <= seconds < 10 else age(seconds)


def apart(at: datetime, now: datetime) -> str:
    """How long ago a moment was, or how far ahead it is."""
    seconds = (now - at).total_seconds()
    return f"{age(seconds)} ago" if seconds >= 0 else f"in {age(-seconds)}"


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Clock time in `zone`, with the day unless it is today."""
    try:
        local, today = at.astimezone(zone), now.astimezone(zone)
    except OverflowError:  # the first or the last day of the calendar, which some sources write for 'never'
        return at.isoformat(" ", "minutes")
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    if local.year == today.year:
        return f"{local.day} {local:%b %H:%M}"
    return local.replace(tzinfo=None).isoformat(" ", "minutes")


def amount(value: float) -> str:
    """A plain number with its thousands apart."""
    if not math.isfinite(value):
        return str(value)
    whole = f"{value:,.2f}".removesuffix(".00").replace(",", _THIN)
    return whole.replace("-", _MINUS)


def measured(sample: Sample, now: datetime, zone: tzinfo) -> str:
    """The value of a sample, by the unit in its family's name."""
    name, value = sample.family.name, sample.value
    if not math.isfinite(value):
        return str(value)
    if name.endswith("_timestamp_seconds"):
        return _point(value, now, zone)
    return duration(value) if name.endswith("_seconds") else amount(value)


def _point(timestamp: float, now: datetime, zone: tzinfo) -> str:
    try:
        at = datetime.fromtimestamp(timestamp, zone)
    except (ValueError, OverflowError, OSError):  # no such year
        return amount(timestamp)
    return f"{moment(at, now, zone)} ({apart(at, now)})"

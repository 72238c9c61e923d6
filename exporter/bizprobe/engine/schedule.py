"""When a probe is due: at a fixed phase of its own, so that probes spread out and stay where they are."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import floor

# A probe that is new, or whose exporter has just started, does not wait for its phase: an hour without
# series after each restart would look like an hour without orders.
_FIRST_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs every `every` seconds, at the fraction `phase` (0 to 1) of that interval, counted from 1970."""

    every: float
    phase: float

    @classmethod
    def of(cls, dealer: str, probe: str, every: float) -> "Schedule":
        """The schedule of a probe. The phase hangs on the names alone: the same in every process."""
        digest = hashlib.blake2b(f"{dealer}/{probe}".encode(), digest_size=6).digest()
        return cls(every, int.from_bytes(digest) / 2**48)

    def first_due(self, now: datetime) -> datetime:
        """The first run after a start: within 10 seconds, spread by the phase."""
        return now + timedelta(seconds=self.phase * min(self.every, _FIRST_WITHIN))

    def next_due(self, now: datetime, started: datetime) -> datetime:
        """The first moment in phase after `now`, at least half an interval after the last run `started`.

        What was missed during a long run or while the machine slept is not caught up. The half interval
        keeps a timer that woke early from running the same moment twice; a start in the future means
        that the clock was set back, and is ignored.
        """
        earliest = now
        if started <= now:
            earliest = max(now, started + timedelta(seconds=self.every / 2))
        slots = floor(earliest.timestamp() / self.every - self.phase) + 1
        return datetime.fromtimestamp((slots + self.phase) * self.every, UTC)

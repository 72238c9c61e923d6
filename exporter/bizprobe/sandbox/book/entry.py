"""An entry of the book of faults: what is broken where, and what must come of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bizprobe.sandbox.faults import FAULTS, FaultName
from bizprobe.sandbox.places import CHANNELS, ChannelPlace
from bizprobe.settings.model import Severity


class Side(StrEnum):
    """Whose side an alert says it looks like."""

    OURS = "ours"
    CHANNEL = "channel"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Expected:
    """The alert that must fire, and no other. `within` is how long Prometheus may take to say so.

    What `stays` is told for long after the fault was mended, since the damage is done.
    """

    alert: str
    severity: Severity
    side: Side
    incident: str
    within: timedelta
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A fault at one place, or at several of one dealer at once, who has it to himself.

    `beside` are channels that stay well, and `asks` the kinds of probes that watch all of them.
    Without `expected` it is harmless: nothing may come of it.
    """

    fault: FaultName
    at: tuple[str, ...]
    beside: tuple[str, ...]
    expected: Expected | None
    asks: tuple[str, ...] = ("flow",)

    @property
    def dealer(self) -> str:
        """The name of the dealer to whom it happens."""
        return "-at-".join((self.fault.value, "-".join(self.at))).replace("_", "-")

    @property
    def title(self) -> str:
        """What a person sees, as a headline."""
        words = FAULTS[self.fault].words
        return words[:1].upper() + words[1:]

    @property
    def channels(self) -> tuple[ChannelPlace, ...]:
        """The channels of the dealer."""
        return tuple(place for place in CHANNELS if place.name in (*self.at, *self.beside))

"""One entry of the book, followed from before the fault until it is mended again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bizprobe.bundle.faults.sight import Held, Labels, Sight
from bizprobe.bundle.faults.told import Told
from bizprobe.sandbox.book import Entry, Expected
from bizprobe.settings.model import Severity

LASTS_AT_LEAST = 240.0
"""Seconds that a fault is on, so that alerts that come late are seen as well."""
LASTS_ON = 40.0
"""Seconds that it is on after its alert has come."""
MENDED_WITHIN = 180.0
"""Seconds until no rule speaks of it any more; an exhausted budget alone takes two minutes."""


@dataclass(slots=True)
class Case:
    """What has been seen of one entry. Times are seconds of the clock of `Sight`."""

    entry: Entry
    owner: str = ""
    """The team that must hear of it; none where nothing may come of it."""
    begun: float | None = None
    detected: float | None = None
    message: float | None = None
    mended: float | None = None
    well: float | None = None
    receivers: frozenset[str] = frozenset()
    inhibited: set[str] = field(default_factory=set)
    others: Told = field(default_factory=Told)

    def see(self, sight: Sight) -> None:
        """Takes in what can be seen of the dealer."""
        if self.mended is not None:
            self._see_whether_well(sight)
            return
        if self.begun is not None and self.entry.expected is not None:
            self._see_expected(sight, self.entry.expected)
        self.inhibited |= {held.labels["alertname"] for held in sight.held if self._is_effect(held)}
        self.others.see(sight.at, [held for held in sight.held if not self._belongs(held)])

    def is_to_be_mended(self, at: float) -> bool:
        """Whether it has been on for long enough."""
        if self.begun is None or self.mended is not None or at < self.begun + LASTS_AT_LEAST:
            return False
        expected = self.entry.expected
        if expected is None:
            return True
        since = self.begun + expected.within.total_seconds() if self.detected is None else self.detected
        return at >= since + LASTS_ON

    def is_over(self, at: float) -> bool:
        """Whether nothing more is to be seen of it."""
        if self.mended is None:
            return False
        return self.well is not None or self._stays or at > self.mended + MENDED_WITHIN

    def after(self, moment: float | None) -> float | None:
        """How many seconds after the fault it was."""
        return None if moment is None or self.begun is None else moment - self.begun

    @property
    def complaints(self) -> Sequence[str]:
        """What is not as the book says, in words."""
        return list(self._complaints())

    @property
    def _stays(self) -> bool:
        return self.entry.expected is not None and self.entry.expected.stays

    def _complaints(self) -> Iterator[str]:
        expected = self.entry.expected
        if expected is not None:
            yield from self._of_the_alert(expected)
        yield from (f"also {other}" for other in self.others)
        if self.mended is not None and self.well is None and not self._stays:
            yield "does not recover"

    def _of_the_alert(self, expected: Expected) -> Iterator[str]:
        after = self.after(self.detected)
        if after is None:
            yield "missing"
        elif after > expected.within.total_seconds():
            yield "late"
        if after is not None and f"{self.owner}-{expected.severity}" not in self.receivers:
            yield f"told to {', '.join(sorted(self.receivers)) or 'nobody'}"

    def _see_expected(self, sight: Sight, expected: Expected) -> None:
        if self.detected is None and any(_is(expected, labels) for labels in sight.firing):
            self.detected = sight.at
        if self.message is None and any(_is(expected, labels) for labels in sight.messages):
            self.message = sight.at
        for held in sight.held:
            if not held.inhibited and _is(expected, held.labels):
                self.receivers |= held.receivers

    def _belongs(self, held: Held) -> bool:
        """Whether it is the expected alert, or a warning of the same before it."""
        expected = self.entry.expected
        if expected is None or self.begun is None:
            return False
        worse = {**held.labels, "severity": expected.severity.value}
        lesser = held.labels["severity"] == Severity.WARNING
        return _is(expected, held.labels) or (lesser and _is(expected, worse))

    def _is_effect(self, held: Held) -> bool:
        return held.inhibited and not self._belongs(held)

    def _see_whether_well(self, sight: Sight) -> None:
        if self.well is None and not sight.firing:
            self.well = sight.at


def _is(expected: Expected, labels: Labels) -> bool:
    wanted = {
        "alertname": expected.alert,
        "severity": expected.severity.value,
        "side": expected.side.value,
        "incident": expected.incident,
    }
    return wanted.items() <= labels.items()

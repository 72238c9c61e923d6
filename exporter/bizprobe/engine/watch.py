"""What is known of one probe while it is watched: its runs, kept apart by how they ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bizprobe.errors import Reason
from bizprobe.reading import Reading
from bizprobe.settings.blocks import ProbeSettings
from bizprobe.settings.settings import Dealer


@dataclass(frozen=True, slots=True)
class Run:
    """One run that ended: with a reading, or with a reason why the question could not be asked.

    A run with both could ask only a part of it.
    """

    id: str
    started: datetime
    seconds: float
    reading: Reading | None = None
    reason: Reason | None = None
    message: str = ""
    log: Sequence[tuple[datetime, str]] = ()

    @property
    def ended(self) -> datetime:
        return self.started + timedelta(seconds=self.seconds)


@dataclass(slots=True)
class Watch:
    """One probe and the last of its runs. Times are aware, in UTC."""

    dealer: Dealer
    name: str
    settings: ProbeSettings
    running: bool = False
    next_due: datetime | None = None
    last: Run | None = None
    last_answer: Run | None = None
    last_failure: Run | None = None
    last_success_at: datetime | None = None
    answered_at: datetime | None = None
    """When the last run ended that could ask the whole question."""
    runs: int = 0
    errors: dict[Reason, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.dealer.name, self.name

"""What a probe answers: samples for machines, findings for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bizprobe.errors import ProbeError
from bizprobe.metrics.family import Sample


class FindingKind(StrEnum):
    """What is wrong with one concrete thing."""

    MISSING_IN_BOOK = "missing_in_book"
    MISSING_IN_CHANNEL = "missing_in_channel"
    ORDER_TOO_OLD = "order_too_old"
    CHAT_UNANSWERED = "chat_unanswered"
    CALL_MISSED = "call_missed"
    TIME_AHEAD = "time_ahead"
    STATUS_UNMAPPED = "status_unmapped"
    STATUS_CANCELLED_APART = "status_cancelled_apart"
    STATUS_BEHIND = "status_behind"
    STATUS_AHEAD = "status_ahead"
    STATUS_APART = "status_apart"
    SILENT = "silent"
    PRICE_DIFFERENT = "price_different"
    PRICE_MISSING = "price_missing"
    PRICE_QUARANTINED = "price_quarantined"
    PRICE_UNEXPECTED = "price_unexpected"
    PRICE_STALE = "price_stale"
    STOCK_HIDDEN = "stock_hidden"
    STOCK_PHANTOM = "stock_phantom"
    STOCK_DIFFERENT = "stock_different"
    STOCK_MISSING = "stock_missing"
    STOCK_OVERSOLD = "stock_oversold"
    STOCK_RUNNING_OUT = "stock_running_out"
    EXCHANGE_REJECTED = "exchange_rejected"
    EXCHANGE_PAGES_LOST = "exchange_pages_lost"
    CREDENTIAL_EXPIRES = "credential_expires"
    CREDENTIAL_RIGHT_MISSING = "credential_right_missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One concrete offender for a person. Shown on pages, never a label."""

    kind: FindingKind
    subject: str
    ours: str = ""
    theirs: str = ""
    since: datetime | None = None
    note: str = ""

    @property
    def details(self) -> str:
        """What both sides hold and the note, in one line."""
        sides = [f"{name} {value}" for name, value in (("ours", self.ours), ("theirs", self.theirs)) if value]
        return "; ".join([*sides, *filter(None, [self.note])])


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer of one run. `findings` holds the worst; `findings_total` counts all of them.

    `unasked` is why a part of the question could not be asked; the samples then hold only the rest.
    """

    success: bool
    samples: Sequence[Sample]
    findings: Sequence[Finding] = ()
    findings_total: int = 0
    unasked: ProbeError | None = None


class Probe(Protocol):
    """One question. Built once from its settings; all that it needs is handed in."""

    def expected(self) -> Sequence[Sample]:
        """Series known from the configuration alone; exposed as long as the probe is configured."""
        ...

    async def run(self) -> Reading:
        """Asks once. Raises ProbeError where the question could not be asked."""
        ...

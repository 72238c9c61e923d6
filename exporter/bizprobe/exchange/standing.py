"""How an exchange stands: all reports together, and the last one by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bizprobe.exchange.report import RejectedItem
from bizprobe.reading import Finding, FindingKind


@dataclass(frozen=True, slots=True)
class LastExchange:
    """The exchange that ended last. `rejected_items` are those that the report names: maybe not all."""

    ended_at: datetime
    sent: int
    accepted: int
    rejected: int
    pages_expected: int | None
    pages_received: int | None
    rejected_items: Sequence[RejectedItem]

    @property
    def not_accepted(self) -> int:
        """What was neither accepted nor rejected is among them: nobody knows that it arrived."""
        return self.sent - self.accepted

    @property
    def pages_lost(self) -> int:
        return (self.pages_expected or 0) - (self.pages_received or 0)

    def findings(self, exchange: str) -> Iterator[Finding]:
        """The exchange as a whole first, then item by item."""
        if self.pages_lost:
            yield Finding(
                FindingKind.EXCHANGE_PAGES_LOST,
                exchange,
                f"{self.pages_expected} pages expected",
                f"{self.pages_received} received",
                self.ended_at,
                f"{self.pages_lost} lost",
            )
        if self.not_accepted:
            yield Finding(
                FindingKind.EXCHANGE_REJECTED,
                exchange,
                f"{self.sent} sent",
                f"{self.accepted} accepted",
                self.ended_at,
                self._missing_words(),
            )
        for item in self.rejected_items:
            yield Finding(FindingKind.EXCHANGE_REJECTED, item.key, since=self.ended_at, note=item.reason)

    def _missing_words(self) -> str:
        unanswered = self.not_accepted - self.rejected
        return f"{self.rejected} rejected" + (f", {unanswered} without an answer" if unanswered else "")


@dataclass(frozen=True, slots=True)
class Standing:
    """Totals of all reports since the first, and the last exchange, once there was one."""

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    last: LastExchange | None = None

"""How an exchange stands, held against its limits: samples for machines, findings for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bizprobe.exchange.standing import Standing
from bizprobe.flow.words import span
from bizprobe.metrics.families.exchange import (
    EXCHANGE_ACCEPTED,
    EXCHANGE_AGE_LIMIT,
    EXCHANGE_LAST,
    EXCHANGE_LAST_ACCEPTED,
    EXCHANGE_LAST_SENT,
    EXCHANGE_PAGES_EXPECTED,
    EXCHANGE_PAGES_RECEIVED,
    EXCHANGE_REJECTED,
    EXCHANGE_REJECTED_LIMIT,
    EXCHANGE_SENT,
)
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding, FindingKind
from bizprobe.settings.model import Severity


@dataclass(frozen=True, slots=True)
class Answer:
    """How an exchange stands at `now`, held against its limits. `ages` are seconds."""

    now: datetime
    standing: Standing
    ages: Mapping[Severity, float]
    rejected: Mapping[Severity, int]

    @property
    def success(self) -> bool:
        last = self.standing.last
        if self.late:
            return False
        return last is None or (
            not last.pages_lost and all(last.not_accepted <= limit for limit in self.rejected.values())
        )

    @property
    def late(self) -> Severity | None:
        """How bad it is that the last exchange is so long ago; without any it is late at once."""
        age = self.age
        exceeded = [severity for severity, limit in self.ages.items() if age is None or age > limit]
        return max(exceeded, key=list(Severity).index, default=None)

    @property
    def age(self) -> float | None:
        last = self.standing.last
        return None if last is None else (self.now - last.ended_at).total_seconds()

    def findings(self, exchange: str) -> Iterator[Finding]:
        last = self.standing.last
        if self.late is not None:
            allowed = f"allowed are {span(self.ages[self.late])} ({self.late})"
            ago = "never reported" if self.age is None else f"the last ended {span(self.age)} ago"
            yield Finding(
                FindingKind.SILENT, exchange, since=last.ended_at if last else None, note=f"{ago}, {allowed}"
            )
        if last is not None:
            yield from last.findings(exchange)

    def samples(self, labels: tuple[str, ...]) -> Iterator[Sample]:
        standing = self.standing
        yield Sample(EXCHANGE_SENT, labels, standing.sent)
        yield Sample(EXCHANGE_ACCEPTED, labels, standing.accepted)
        yield Sample(EXCHANGE_REJECTED, labels, standing.rejected)
        yield from self._last(labels)
        for severity, age in self.ages.items():
            yield Sample(EXCHANGE_AGE_LIMIT, (*labels, severity), age)
        for severity, limit in self.rejected.items():
            yield Sample(EXCHANGE_REJECTED_LIMIT, (*labels, severity), limit)

    def _last(self, labels: tuple[str, ...]) -> Iterator[Sample]:
        last = self.standing.last
        if last is None:
            return
        yield Sample(EXCHANGE_LAST_SENT, labels, last.sent)
        yield Sample(EXCHANGE_LAST_ACCEPTED, labels, last.accepted)
        if last.pages_expected is not None and last.pages_received is not None:
            yield Sample(EXCHANGE_PAGES_EXPECTED, labels, last.pages_expected)
            yield Sample(EXCHANGE_PAGES_RECEIVED, labels, last.pages_received)
        yield Sample(EXCHANGE_LAST, labels, last.ended_at.timestamp())

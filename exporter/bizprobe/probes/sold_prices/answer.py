"""What was sold at stale prices, as samples and findings."""

from collections.abc import Iterator, Mapping

from bizprobe.compare.sold import Verdict
from bizprobe.compare.verdict import Direction
from bizprobe.metrics.families.sold import (
    PRICE_LOSS_AMOUNT,
    PRICE_STALE_LINES,
    PRICE_STALE_LINES_LIMIT,
    PRICE_UNKNOWN_LINES,
)
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding, FindingKind
from bizprobe.records import Money
from bizprobe.settings.model import Severity
from bizprobe.state.sold import SoldTally
from bizprobe.state.sold_tables import StaleLine

Limits = Mapping[Direction, Mapping[Severity, int]]


def samples(labels: tuple[str, str], tally: SoldTally, currency: str, limits: Limits) -> Iterator[Sample]:
    """`currency` is that of the price list, whose loss is shown before there is any."""
    for code, minor in sorted({currency: 0, **tally.losses}.items()):
        yield Sample(PRICE_LOSS_AMOUNT, (*labels, code), float(Money(minor, code).major))
    for direction in Direction:
        yield Sample(PRICE_STALE_LINES, (*labels, direction), tally.lines[Verdict(direction)])
        for severity, limit in limits.get(direction, {}).items():
            yield Sample(PRICE_STALE_LINES_LIMIT, (*labels, direction, severity), limit)
    yield Sample(PRICE_UNKNOWN_LINES, labels, tally.lines[Verdict.UNKNOWN])


def findings(tally: SoldTally) -> list[Finding]:
    """The greatest losses first, by item."""
    return [
        Finding(
            FindingKind.PRICE_STALE,
            stale.line.key,
            _written(stale.valid),
            _written(stale.line.price),
            stale.placed_at,
            _note(stale),
        )
        for stale in tally.stale
    ]


def _note(stale: StaleLine) -> str:
    order = f"order {stale.number}, {stale.line.quantity} sold"
    if stale.loss:
        return f"{order}, {_written(Money(stale.loss, stale.valid.currency))} lost"
    return f"{order} above the valid price"


def _written(money: Money) -> str:
    return f"{money.major} {money.currency}"

"""Mismatches as findings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bizprobe.compare.mismatch import Mismatch, PriceState, StockState
from bizprobe.reading import Finding, FindingKind
from bizprobe.settings.model import Offer

_NOTES: Mapping[str, str] = {
    PriceState.MISSING: "the channel does not know it",
    PriceState.QUARANTINED: "the channel holds the new price back",
    PriceState.UNEXPECTED: "the system does not hold it",
    StockState.HIDDEN: "in stock, shown as sold out",
    StockState.PHANTOM: "sold out, shown as in stock",
}


def findings(what: Offer, worst: Sequence[Mismatch], since: Mapping[str, datetime]) -> list[Finding]:
    """One finding for each, in the order given. `what` is prices or stocks."""
    one = what.removesuffix("s")
    return [
        Finding(
            FindingKind(f"{one}_{mismatch.state}"),
            mismatch.key,
            mismatch.ours,
            mismatch.theirs,
            since[mismatch.key],
            _note(mismatch),
        )
        for mismatch in worst
    ]


def _note(mismatch: Mismatch) -> str:
    if not mismatch.different:
        return _NOTES[mismatch.state]
    if mismatch.gap is None:
        return "another currency"
    direction = "more" if mismatch.gap > 0 else "less"
    return f"{abs(mismatch.gap)} {mismatch.currency or 'pieces'} {direction}"

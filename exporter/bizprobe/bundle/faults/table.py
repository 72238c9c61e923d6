"""What came of every fault, as a table for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from bizprobe.bundle.faults.case import Case

_HEAD = (
    "fault",
    "at",
    "alert",
    "severity",
    "side",
    "owner",
    "detected",
    "allowed",
    "message",
    "well",
    "inhibited",
    "verdict",
)
_GOOD = "ok"


def lines(cases: Sequence[Case], elsewhere: Iterable[str]) -> Iterator[str]:
    """The table, what was told of nobody in the book, and how many entries are as the book says.

    Times are seconds: of the alert and of the message after the fault, of being well after it was mended.
    """
    rows = [_HEAD, *(_row(case) for case in cases)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield from (f"told of no dealer: {words}" for words in elsewhere)
    good = sum(not case.complaints for case in cases)
    yield f"{good} of {len(cases)} are as the book says"


def _row(case: Case) -> Sequence[str]:
    entry, expected = case.entry, case.entry.expected
    told = (
        (expected.alert, expected.severity.value, expected.side.value, case.owner)
        if expected
        else ("none", "", "", "")
    )
    well = case.well - case.mended if case.well is not None and case.mended is not None else None
    return (
        entry.fault.value,
        " ".join(entry.at),
        *told,
        _seconds(case.after(case.detected)),
        _seconds(expected.within.total_seconds() if expected else None),
        _seconds(case.after(case.message)),
        _seconds(well),
        " ".join(sorted(case.inhibited)) or "-",
        "; ".join(case.complaints) or _GOOD,
    )


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.0f}"

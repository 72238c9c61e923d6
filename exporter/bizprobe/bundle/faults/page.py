"""Renders docs/faults.md: `python -m bizprobe.bundle.faults.page > docs/faults.md`."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from bizprobe.bundle.faults.owners import owners
from bizprobe.bundle.files import find_files
from bizprobe.sandbox.book import BOOK, Entry
from bizprobe.sandbox.faults import FAULTS
from bizprobe.sandbox.places import PLACES, ChannelPlace

_HEAD = """\
# The book of faults

Generated from `exporter/bizprobe/sandbox/book/` by `make docs`. For every fault that the sandbox can
make: the alert that must fire, and nothing else. `make faults` runs the whole bundle with a dealer of
its own for each row, injects all of them, and exits with 1 unless each comes to its alert in time, at
its owner, and is well again once it is mended. A dealer with a harmless fault must stay quiet.

The allowed time is that from the fault until Prometheus says firing, at the short limits of the sandbox;
it leaves room for a slow machine. Effects of the same cause are inhibited and told to nobody.
"""
_COLUMNS = ("fault", "at", "what happens", "alert", "severity", "side", "incident", "owner", "within")


def render(entries: Iterable[Entry], owner_of: Mapping[str, str]) -> str:
    """The page, in Markdown."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *(_row(entry, owner_of) for entry in entries)]
    return "\n".join([_HEAD, *(f"| {' | '.join(row)} |" for row in rows), ""])


def _row(entry: Entry, owner_of: Mapping[str, str]) -> Sequence[str]:
    fault, expected = FAULTS[entry.fault], entry.expected
    what = f"{entry.title}: {fault.does}"
    where = ", ".join(_title(name) for name in entry.at)
    if expected is None:
        return (f"`{fault.name}`", where, what, "none", *("",) * 5)
    return (
        f"`{fault.name}`",
        where,
        what,
        f"[{expected.alert}](runbooks/{expected.alert}.md)",
        expected.severity.value,
        expected.side.value,
        expected.incident,
        owner_of[expected.incident],
        f"{expected.within.total_seconds():.0f} s",
    )


def _title(name: str) -> str:
    place = PLACES[name]
    return place.title if isinstance(place, ChannelPlace) else f"{name.upper()} of the seller"


if __name__ == "__main__":
    sys.stdout.write(render(BOOK, owners(find_files())))

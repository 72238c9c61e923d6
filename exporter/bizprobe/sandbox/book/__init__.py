"""The book of faults: for every fault of the sandbox the alert that must fire, its side, and how soon."""

from collections.abc import Collection, Sequence

from bizprobe.errors import UsageError
from bizprobe.sandbox.book.asking import OF_ASKING
from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.book.goods import OF_GOODS
from bizprobe.sandbox.book.orders import OF_ORDERS
from bizprobe.sandbox.book.systems import OF_SYSTEMS
from bizprobe.sandbox.book.told import OF_WHAT_IS_TOLD

__all__ = ["BOOK", "Entry", "Expected", "Side", "entries_of"]

BOOK = (*OF_ORDERS, *OF_ASKING, *OF_GOODS, *OF_WHAT_IS_TOLD, *OF_SYSTEMS)


def entries_of(faults: Collection[str]) -> Sequence[Entry]:
    """The entries of these faults, or of all where none is named. Raises UsageError for an unknown one."""
    unknown = set(faults) - {entry.fault.value for entry in BOOK}
    if unknown:
        raise UsageError(f"the book has no fault {', '.join(sorted(unknown))}")
    return [entry for entry in BOOK if not faults or entry.fault in faults]

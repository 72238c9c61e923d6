"""The book of faults: for every fault of the sandbox the alert that must fire, its side, and how soon."""

from bizprobe.sandbox.book.asking import OF_ASKING
from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.book.goods import OF_GOODS
from bizprobe.sandbox.book.orders import OF_ORDERS
from bizprobe.sandbox.book.systems import OF_SYSTEMS
from bizprobe.sandbox.book.told import OF_WHAT_IS_TOLD

__all__ = ["BOOK", "Entry", "Expected", "Side"]

BOOK = (*OF_ORDERS, *OF_ASKING, *OF_GOODS, *OF_WHAT_IS_TOLD, *OF_SYSTEMS)

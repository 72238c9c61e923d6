"""Reading both sides to their end, in slices: no page, however long, holds up everything else."""

from collections.abc import AsyncIterator, Iterator

from anyio.lowlevel import checkpoint

from bizprobe.compare.prices import PriceComparison, PriceList
from bizprobe.compare.stocks import StockComparison, StockList
from bizprobe.errors import BadAnswerError, TooLargeError
from bizprobe.records import PricePage, StockPage
from bizprobe.runlog import note

_SLICE = 1000


async def read_prices(pages: AsyncIterator[PricePage], system: str, max_items: int) -> PriceList:
    """The seller's prices. Raises TooLargeError, and BadAnswerError where there is none at all."""
    found, rows = PriceList(), 0
    async for page in pages:
        for part in _parts(len(page.keys)):
            found.add(page.keys[part], page.amounts[part], page.currency)
            _check_size(len(found.texts), system, max_items)
            await checkpoint()
        rows += len(page.keys)
    _check_rows(rows, len(found.texts), f"{system}: prices")
    return found


async def read_stocks(pages: AsyncIterator[StockPage], system: str, max_items: int) -> StockList:
    """The seller's counts. Raises as `read_prices` does."""
    found, rows = StockList(), 0
    async for page in pages:
        for part in _parts(len(page.keys)):
            found.add(page.keys[part], page.counts[part], reserved=page.reserved)
            _check_size(len(found.counts), system, max_items)
            await checkpoint()
        rows += len(page.keys)
    _check_rows(rows, len(found.counts), f"{system}: stocks")
    return found


async def compare_prices(pages: AsyncIterator[PricePage], channel: str, comparison: PriceComparison) -> None:
    """Holds every page of the channel against the seller's prices."""
    rows = 0
    async for page in pages:
        comparison.hold_back(page.quarantined)
        for part in _parts(len(page.keys)):
            comparison.add(page.keys[part], page.amounts[part], page.currency)
            await checkpoint()
        rows += len(page.keys)
    note(f"{channel}: prices: {rows} rows")


async def compare_stocks(pages: AsyncIterator[StockPage], channel: str, comparison: StockComparison) -> None:
    """Holds every page of the channel against the seller's counts."""
    rows = 0
    async for page in pages:
        for part in _parts(len(page.keys)):
            comparison.add(page.keys[part], page.counts[part], reserved=page.reserved)
            await checkpoint()
        rows += len(page.keys)
    note(f"{channel}: stocks: {rows} rows, {comparison.strangers} items only there")


def _parts(rows: int) -> Iterator[slice]:
    return (slice(start, start + _SLICE) for start in range(0, rows, _SLICE))


def _check_size(items: int, system: str, max_items: int) -> None:
    if items > max_items:
        raise TooLargeError(f"{system} has more than {max_items} items (max_items)")


def _check_rows(rows: int, items: int, what: str) -> None:
    note(f"{what}: {rows} rows, {items} items")
    if not items:
        # Nothing could differ from nothing: an empty feed must not look like a channel that is right.
        raise BadAnswerError(f"{what}: there is none to compare with")

"""Which files of a folder hold what, and how they are written."""

from collections.abc import Iterator
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from bizprobe.exchange.report import Exchange
from bizprobe.remote.description import OrderFields, PriceFields, RowsRead, StockFields
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.row import MoneyFormat, RowFormat
from bizprobe.settings.model import Duration, Offer, RequestLimits, ZoneName

EXCHANGED = {Offer.PRICES: Exchange.PRICES, Offer.STOCKS: Exchange.STOCKS, Offer.ORDERS: Exchange.ORDERS}


def _check_pattern(pattern: str) -> str:
    if not pattern or "/" in pattern:
        raise ValueError("expected the name of a file, with * for what changes, such as orders_*.csv")
    return pattern


class FileRead(RowsRead):
    """Which files to read."""

    files: Annotated[str, AfterValidator(_check_pattern)]
    """Their names, with `*` for what changes from file to file."""


class _AmountRead(FileRead, MoneyFormat):
    fields: Any

    @model_validator(mode="after")
    def _check(self) -> Self:
        has_amount = self.fields.amount is not None
        if has_amount and self.fields.currency is None and self.currency is None:
            raise ValueError("fields.amount needs fields.currency, or currency where all amounts share one")
        return self


class FileOrders(_AmountRead, RowFormat):
    """Files with orders, each with those that are new."""

    fields: OrderFields
    """The fields of one row."""


class FilePrices(_AmountRead):
    """Files with prices, of which the newest holds every item."""

    fields: PriceFields
    """The fields of one row."""
    min_rows: int = Field(default=1, ge=1)
    """With fewer rows it is only a part of a file."""


class FileStocks(FileRead):
    """Files with stocks, of which the newest holds every item."""

    fields: StockFields
    """The fields of one row."""
    min_rows: int = Field(default=1, ge=1)
    """With fewer rows it is only a part of a file."""


class FolderLimits(RequestLimits):
    """How a folder is asked."""

    timeout: Duration = 60.0
    """How long one visit may take, with the files that are read."""
    max_files: int = Field(default=200, ge=1)
    """How many files with orders one read may have."""


class FolderDescription(FolderAddress):
    """A folder with files."""

    timezone: ZoneName | None = None
    """The zone of times without one; the dealer's where it is left out."""
    limits: FolderLimits = FolderLimits()
    """How the folder may be asked, and how large a file may be."""
    settle: Duration = 2.0
    """A file that changes within this time is still being written."""
    orders: FileOrders | None = None
    """The orders since a moment."""
    prices: FilePrices | None = None
    """The price of every item."""
    stocks: FileStocks | None = None
    """How much of every item can be ordered."""

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if not self.described():
            yield "expected at least one of orders, prices, stocks"

    def described(self) -> frozenset[Offer]:
        """What it can be asked for; that files came at all is a report too."""
        reads = frozenset(offer for offer in EXCHANGED if getattr(self, offer) is not None)
        return reads | {Offer.EXCHANGES} if reads else reads

    def reported(self) -> frozenset[Exchange]:
        """The exchanges that leave a file."""
        return frozenset(EXCHANGED[offer] for offer in self.described() & EXCHANGED.keys())

    def tells_statuses(self) -> bool:
        """Whether its orders come with their status."""
        return self.orders is not None and self.orders.fields.status is not None

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """The zone of this side."""
        return ZoneInfo(self.timezone) if self.timezone else default

"""Settings of a feed: where the file is, how it is written, and what is taken from it."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from bizprobe.remote.address import check_base_url
from bizprobe.remote.auth import Auth
from bizprobe.remote.row import MoneyFormat
from bizprobe.settings.blocks import SystemSettings
from bizprobe.settings.model import Checked, Duration, Offer, RequestLimits, Size, Strict


def _check_file(path: str) -> str:
    if not PurePosixPath(path).is_absolute():
        raise ValueError("expected an absolute path such as /var/lib/shop/prices.csv")
    return path


def _check_url(url: str) -> str:
    check_base_url(url)
    return url


Text = Annotated[str, Field(min_length=1)]
FeedFile = Annotated[str, AfterValidator(_check_file)]
FeedUrl = Annotated[
    str, AfterValidator(_check_url), WithJsonSchema({"type": "string", "pattern": "^https?://[^@?#]+$"})
]


class FeedLimits(RequestLimits):
    """How a feed is fetched. It is kept in a file, not in memory."""

    timeout: Duration = 60.0
    """How long the download may take."""
    max_body: Size = 256 * 2**20
    """The largest file that is read."""


class FeedFields(Strict):
    """Where the fields stand: columns of CSV; attributes or elements of an offer in YML."""

    ready: ClassVar[dict[str, str]] = {}
    """Their names in YML."""
    needed: ClassVar[tuple[str, ...]] = ()

    def names(self, feed: str) -> dict[str, str]:
        """The name of each field in a feed of this format."""
        given = {name: where for name, where in self if where is not None}
        return {**self.ready, **given} if feed == "yml" else given

    def faults(self, read: str, feed: str) -> Iterator[str]:
        """Which needed fields have no name."""
        for name in self.needed:
            if name not in self.names(feed):
                yield f"{read}.fields.{name}: the name of this column is missing"


class FeedPriceFields(FeedFields):
    """Where the fields of a price stand."""

    ready: ClassVar[dict[str, str]] = {"key": "id", "amount": "price", "currency": "currencyId"}
    needed: ClassVar[tuple[str, ...]] = ("key", "amount")

    key: Text | None = None
    """The seller's SKU; `id` in YML."""
    amount: Text | None = None
    """What the item costs; `price` in YML."""
    currency: Text | None = None
    """The currency of the amount; `currencyId` in YML."""


class FeedStockFields(FeedFields):
    """Where the fields of a stock stand."""

    ready: ClassVar[dict[str, str]] = {"key": "id", "count": "count"}
    needed: ClassVar[tuple[str, ...]] = ("key", "count")

    key: Text | None = None
    """The seller's SKU; `id` in YML."""
    count: Text | None = None
    """How many pieces can be ordered; `count` in YML. With `reserved`, how many there are."""
    reserved: Text | None = None
    """How many of them are reserved: more than there are means oversold."""


class FeedPrices(MoneyFormat):
    """The prices in a feed."""

    fields: FeedPriceFields = FeedPriceFields()
    """Where the fields stand."""


class FeedStocks(Strict):
    """The stocks in a feed."""

    fields: FeedStockFields = FeedStockFields()
    """Where the fields stand."""


class FeedSettings(Checked, SystemSettings):
    """A file that the seller's systems write for marketplaces: YML (XML) or CSV."""

    kind: Literal["feed"]
    url: FeedUrl | None = None
    """Where the file is fetched, without what follows the question mark."""
    params: Annotated[dict[str, str], Field(default_factory=dict)]
    """What follows the question mark; a key that is secret belongs into auth."""
    auth: Auth | None = None
    """How a request shows who asks."""
    file: FeedFile | None = None
    """The file's path on this machine, instead of an address."""
    format: Literal["yml", "csv"]
    """How the file is written."""
    encoding: Literal["utf-8", "windows-1251"] = "utf-8"
    """The encoding of a CSV file; XML declares its own."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    """What stands between the fields of a CSV file."""
    max_rows: int = Field(default=200_000, ge=1)
    """The longest feed that is read."""
    limits: FeedLimits = FeedLimits()
    """How the file may be fetched, and how large it may be."""
    prices: FeedPrices | None = None
    """The price of every item."""
    stocks: FeedStocks | None = None
    """How much of every item can be ordered; only for a feed that counts."""

    def _faults(self) -> Iterator[str]:
        if (self.url is None) == (self.file is None):
            yield "expected either url or file"
        if self.file is not None and (self.auth is not None or self.params):
            yield "auth and params need url"
        if self.format == "yml" and {"encoding", "delimiter"} & self.model_fields_set:
            yield "encoding and delimiter need format: csv"
        if not self.offers():
            yield "expected at least one of prices, stocks"
        if self.prices is not None:
            yield from self.prices.fields.faults("prices", self.format)
            if "currency" not in self.prices.fields.names(self.format) and self.prices.currency is None:
                yield "prices needs fields.currency, or currency where all amounts share one"
        if self.stocks is not None:
            yield from self.stocks.fields.faults("stocks", self.format)

    def offers(self) -> frozenset[Offer]:
        reads = {Offer.PRICES: self.prices, Offer.STOCKS: self.stocks}
        return frozenset(offer for offer, read in reads.items() if read is not None)

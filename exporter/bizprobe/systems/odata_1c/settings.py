"""Settings of an infobase of 1C."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import BasicAuth
from bizprobe.remote.row import MoneyFormat
from bizprobe.settings.blocks import SystemSettings
from bizprobe.settings.model import Checked, Duration, Offer, RequestLimits, Strict, ZoneName
from bizprobe.systems.odata_1c.address import Guid
from bizprobe.systems.odata_1c.presets import OrderNames, PriceNames, StockNames, Text

Filters = Annotated[dict[str, Text], Field(default_factory=dict)]


class OdataLimits(RequestLimits):
    """How 1C is asked: it may take its time."""

    timeout: Duration = 60.0
    """How long one request may take."""


class CharacteristicSettings(Strict):
    """How the SKU of a characteristic is made: that of its goods, a separator, its name."""

    resource: Text = "Catalog_ХарактеристикиНоменклатуры"
    """The catalogue."""
    name: Text = "Description"
    """The field with what a SKU calls it."""
    separator: Text = "/"
    """What stands between both."""


class GoodsSettings(Strict):
    """Where the SKUs are."""

    resource: Text = "Catalog_Номенклатура"
    """The catalogue."""
    key: Text = "Артикул"
    """The field with the SKU, e.g. `Code`."""
    filter: Text | None = None
    """Which goods count, in OData's words, e.g. `Артикул ne ''`. Rows of all others are left out. Without
    it, goods without a SKU are an error."""
    characteristics: CharacteristicSettings | None = None
    """For goods whose characteristics have SKUs of their own; without it, their stocks are added up and
    their prices have to be the same."""
    keep: Duration = 6 * 3600.0
    """How long the catalogue is kept. Goods that nobody knows make it be read sooner."""


class OdataPrices(MoneyFormat):
    """The prices of one type, as they are now."""

    price_type: Guid
    """The reference of the price type."""
    names: PriceNames = PriceNames()
    """Names that differ from the configuration's."""


class OdataStocks(Strict):
    """What there is, as of now. Goods without a row count as sold out: 1C leaves out what is zero."""

    warehouses: Annotated[tuple[Guid, ...], Field(strict=False)] = ()
    """The references of the warehouses whose stocks are added up; all of them where none is named."""
    names: StockNames = StockNames()
    """Names that differ from the configuration's."""


class OdataOrders(MoneyFormat):
    """The orders of customers."""

    filter: Text | None = None
    """Which documents count, in OData's words, e.g. `Posted eq true`."""
    channels: Filters
    """Which of them belong to a channel, by its name. A channel that is not named has all of them."""
    open: Text | None = None
    """Which of them are not finished; needed for open orders."""
    names: OrderNames = OrderNames()
    """Names that differ from the configuration's; an empty one leaves the field out."""


class Odata1cSettings(Checked, SystemSettings):
    """An infobase of 1C, asked through its standard OData interface."""

    kind: Literal["odata_1c"]
    base_url: BaseUrl
    """The address up to `/odata/standard.odata`."""
    auth: BasicAuth | None = None
    """The user of the infobase; reading is all that it has to be allowed."""
    configuration: Literal["ut", "unf"] = "ut"
    """Whose names hold: those of trade management (ut) or of the small firm (unf)."""
    timezone: ZoneName | None = None
    """The zone of the infobase's clock; the dealer's where it is left out."""
    page: int = Field(default=1000, ge=1, le=100_000)
    """How many rows are asked for at once."""
    max_rows: int = Field(default=200_000, ge=1)
    """The longest catalogue that is read."""
    limits: OdataLimits = OdataLimits()
    """How 1C may be asked."""
    goods: GoodsSettings = GoodsSettings()
    """Where the SKUs of prices and stocks are."""
    prices: OdataPrices | None = None
    """The price of every item."""
    stocks: OdataStocks | None = None
    """How much of every item can be ordered."""
    orders: OdataOrders | None = None
    """The orders."""

    def _faults(self) -> Iterator[str]:
        if not self.offers():
            yield "expected at least one of prices, stocks, orders"
        if self.prices is not None and self.prices.currency is None:
            yield "prices needs currency: a price type of 1C has one, but its rows do not say which"
        if self.stocks is not None and self.stocks.warehouses and self.stocks.names.warehouse == "":
            yield "stocks.warehouses needs names.warehouse"
        if self.orders is not None and self.orders.currency is None and self.orders.names.amount != "":
            yield "orders needs currency, or names.amount: '' where amounts do not matter"

    def offers(self) -> frozenset[Offer]:
        found = {offer for offer in Offer if getattr(self, offer, None) is not None}
        if self.orders is not None and self.orders.open is not None:
            found.add(Offer.OPEN_ORDERS)
        return frozenset(found)

    def tells_statuses(self) -> bool:
        return self.orders is None or self.orders.names.status != ""

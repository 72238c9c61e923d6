"""The description of a read: what to ask, how it is paged, and where in the answer the rows are."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import Auth
from bizprobe.remote.budget import Allowed
from bizprobe.remote.format import AnyFormat, JsonFormat
from bizprobe.remote.paging import AnyPaging, NoPaging
from bizprobe.remote.row import MoneyFormat, RowFormat
from bizprobe.remote.selector import Selector, SelectorField
from bizprobe.remote.template import TemplateField, TreeField
from bizprobe.settings.model import Checked, Offer, RequestLimits, Strict, ZoneName

Texts = Annotated[dict[str, TemplateField], Field(default_factory=dict)]


class OrderFields(Strict):
    """Where in a row the fields of an order stand, each as a JMESPath expression."""

    number: SelectorField
    """The order's number."""
    placed_at: SelectorField
    """When it was placed."""
    status: SelectorField | None = None
    """Its status, in the words of that side."""
    amount: SelectorField | None = None
    """What it costs."""
    currency: SelectorField | None = None
    """The currency of the amount."""


class LineFields(Strict):
    """Where in a line of an order its fields stand, each as a JMESPath expression."""

    key: SelectorField
    """The seller's SKU."""
    price: SelectorField
    """What one piece cost, by the seller's price."""
    quantity: SelectorField | None = None
    """How many pieces; 1 where it is left out."""
    currency: SelectorField | None = None
    """The currency of the price, where it is another one than the order's."""


class LinesRead(Strict):
    """Where in the row of an order its lines are."""

    rows: SelectorField
    """The list of lines."""
    fields: LineFields
    """The fields of one line."""


class PriceFields(Strict):
    """Where in a row the fields of a price stand, each as a JMESPath expression."""

    key: SelectorField
    """The seller's SKU."""
    amount: SelectorField
    """What the item costs."""
    currency: SelectorField | None = None
    """The currency of the amount."""


class StockFields(Strict):
    """Where in a row the fields of a stock stand, each as a JMESPath expression."""

    key: SelectorField
    """The seller's SKU."""
    count: SelectorField
    """How many pieces can be ordered; with `reserved`, how many there are."""
    reserved: SelectorField | None = None
    """How many of them are reserved: more than there are means oversold."""


class RowsRead(Strict):
    """Where in an answer or a file the rows are."""

    format: AnyFormat = JsonFormat()
    """How it is written."""
    total: SelectorField | None = None
    """How many rows there are on all pages; held against what was read."""
    error: SelectorField | None = None
    """What says that an answer with a good status is a failure all the same: not empty, not false, not 0."""
    rows: SelectorField
    """The list of rows."""
    fields: Any
    """The fields of one row."""


class HttpRead(Checked, RowsRead):
    """How to read something over HTTP."""

    name: ClassVar[str]
    """The key of the read."""
    places: ClassVar[frozenset[str]] = frozenset({"now", "channel", "size"})

    method: Literal["GET", "POST"] = "GET"
    """The HTTP method."""
    path: TemplateField
    """The path after base_url."""
    params: Texts
    """Parameters of the address."""
    headers: Texts
    """Headers, apart from the key's."""
    body: TreeField | None = None
    """A JSON body."""
    form: Annotated[dict[str, TemplateField], Field(min_length=1)] | None = None
    """A form, instead of a JSON body."""
    paging: AnyPaging = NoPaging()
    """How the answers are paged."""
    refused: SelectorField | None = None
    """What says that an answer with a good status refuses the key: not empty, not false, not 0."""

    def _faults(self) -> Iterator[str]:
        if not str(self.path.source).startswith("/") or "?" in str(self.path.source):
            yield "path: expected a path that begins with / and has no question mark; use params"
        if self.body is not None and self.form is not None:
            yield "give body or form, not both"
        if self.method == "GET" and (self.body is not None or self.form is not None):
            yield "body and form need method: POST"
        yield from self._place_faults()

    def _place_faults(self) -> Iterator[str]:
        used = self._used_places()
        for place in sorted(self.paging.places - used):
            yield f"paging.kind {self.paging.kind} needs {{{place}}} in path, params, headers, body or form"
        for place in sorted(used - self.paging.places - self._filled()):
            yield f"{{{place}}} is never filled in here; {self._who_fills(place)}"
        if "size" in used and self.paging.size is None:
            yield "{size} needs paging.size"

    def _filled(self) -> frozenset[str]:
        return self.places

    def _used_places(self) -> frozenset[str]:
        texts = (*self.params.values(), *self.headers.values(), *(self.form or {}).values(), self.path)
        used = frozenset(place for template in texts for place in template.places)
        return used | (self.body.places if self.body is not None else frozenset())

    def _who_fills(self, place: str) -> str:
        if place in ("page", "offset", "cursor"):
            return f"it needs paging.kind {place}"
        return "it needs the key ids" if place == "ids" else f"{self.name} asks without a time"


class IdsRead(HttpRead):
    """How to read which orders there are, where a list of them does not tell more; its rows are their ids."""

    name: ClassVar[str] = "ids"
    places: ClassVar[frozenset[str]] = HttpRead.places | {"since"}

    fields: None = None
    """A row is an id."""
    at_once: int = Field(default=100, ge=1)
    """How many orders are asked for at once by their ids."""


class OrdersRead(HttpRead, RowFormat):
    """How to read orders."""

    name: ClassVar[str] = "orders"
    places: ClassVar[frozenset[str]] = HttpRead.places | {"since"}

    ids: IdsRead | None = None
    """What is asked first, where orders can only be read by their ids, with `{ids}`."""

    fields: OrderFields
    """The fields of one row."""
    lines: LinesRead | None = None
    """What was ordered, for a check of the prices."""

    def _filled(self) -> frozenset[str]:
        return self.places | {"ids"} if self.ids is not None else self.places

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if self.ids is not None and "ids" not in self._used_places():
            yield "ids needs {ids} in path, params, headers, body or form"
        if self.ids is not None and self.paging.kind != "none":
            yield "with ids, paging belongs to ids"
        if self.fields.amount is not None:
            yield from _currency_faults(self.fields.currency, self.currency)
        if self.lines is not None:
            yield from _currency_faults(
                self.lines.fields.currency or self.fields.currency, self.currency, "lines.fields.price"
            )


class OpenOrdersRead(OrdersRead):
    """How to read all orders that are not finished."""

    name: ClassVar[str] = "open_orders"
    places: ClassVar[frozenset[str]] = HttpRead.places

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if self.fields.status is None:
            yield "open_orders needs fields.status"
        if self.ids is not None and "since" in self.ids._used_places():
            yield "ids: {since} is never filled in here; open_orders asks without a time"


class PricesRead(HttpRead, MoneyFormat):
    """How to read the price of every item."""

    name: ClassVar[str] = "prices"

    fields: PriceFields
    """The fields of one row."""

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from _currency_faults(self.fields.currency, self.currency)


class StocksRead(HttpRead):
    """How to read the stock of every item."""

    name: ClassVar[str] = "stocks"

    fields: StockFields
    """The fields of one row."""


class Description(Strict):
    """A remote side over HTTP."""

    base_url: BaseUrl
    """The address that all paths begin with."""
    auth: Auth | None = None
    """How a request shows who asks."""
    timezone: ZoneName | None = None
    """The zone of times without one, and of {since:%Y-%m-%d}; the dealer's where it is left out."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""
    budget: Allowed | None = None
    """How often that side allows it, as its documents say."""
    orders: OrdersRead | None = None
    """How to read the orders since a moment."""
    open_orders: OpenOrdersRead | None = None
    """How to read all orders that are not finished."""
    prices: PricesRead | None = None
    """How to read the price of every item."""
    stocks: StocksRead | None = None
    """How to read how much of every item can be ordered."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.described():
            raise ValueError("expected at least one of orders, open_orders, prices, stocks")
        return self

    def described(self) -> frozenset[Offer]:
        """What it can be asked for."""
        return frozenset(offer for offer in Offer if getattr(self, offer, None) is not None)

    def tells_statuses(self) -> bool:
        """Whether its orders come with their status."""
        return self.orders is not None and self.orders.fields.status is not None

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """The zone of this side."""
        return ZoneInfo(self.timezone) if self.timezone else default


def _currency_faults(
    field: Selector | None, shared: str | None, money: str = "fields.amount"
) -> Iterator[str]:
    if field is None and shared is None:
        yield f"{money} needs fields.currency, or currency where all amounts share one"

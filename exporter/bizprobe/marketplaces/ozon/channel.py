"""Ozon's seller API."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field

from bizprobe.marketplaces.base import Channel, KeyState
from bizprobe.marketplaces.ozon.items import (
    LIMIT,
    PAGING,
    PRICES,
    STOCKS,
    PriceTaker,
    ShownPrice,
    take_stocks,
)
from bizprobe.marketplaces.ozon.key import ask_key
from bizprobe.marketplaces.ozon.posting import STATUSES, PostingReader
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import FixedSigner, answer_signed, ask_signed, header_text, with_headers
from bizprobe.remote.budget import Budget, Cost, Plan
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.paging import CursorPaging
from bizprobe.remote.read import JsonRows, PagedRead, Taken, order_pages
from bizprobe.remote.request import Answer, Request
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from bizprobe.runlog import note
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

T = TypeVar("T")

_LIMIT = 100
_LONGEST_PERIOD = timedelta(days=365)
_DEADLINES = timedelta(days=180)
_PAGING = CursorPaging(
    kind="cursor", next=Selector("cursor"), has_next=Selector("has_next"), first="", size=_LIMIT
)
_ROWS = Selector("postings")
_UTC = ZoneInfo("UTC")


class Scheme(StrEnum):
    """Where the goods lie: in the seller's warehouse or in Ozon's."""

    FBS = "fbs"
    FBO = "fbo"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path of the API, and the field that is an order's time there."""

    path: str
    clock: str


# Ozon retires versions several times a year. These paths are of its document of 2026-08-14; what they replace
# (/v3/posting/fbs/list, /v3/posting/fbs/unfulfilled/list, /v2/posting/fbo/list) ends on 2026-08-31.
# FBS has no created_at since v4.
ORDERS: Mapping[Scheme, Endpoint] = {
    Scheme.FBS: Endpoint("/v4/posting/fbs/list", clock="in_process_at"),
    Scheme.FBO: Endpoint("/v3/posting/fbo/list", clock="created_at"),
}
# Its `count` is described as the number of elements in the answer, so it proves nothing about other pages.
OPEN_ORDERS = Endpoint("/v4/posting/fbs/unfulfilled/list", clock="in_process_at")

# Of client libraries; Ozon's document names none (2026-08). A call that was asked too often is sometimes
# locked for minutes ("Circle is open") without a word on how many.
BUDGET = Budget("all", per_second=50, burst=50, lockout=60)


class OzonSettings(ChannelSettings):
    """Ozon, by its seller API. A key with read-only roles is enough."""

    one_marketplace: ClassVar[bool] = True

    kind: Literal["ozon"]
    client_id: Annotated[str, Field(pattern=r"^[!-~]+$")]
    """The Client-Id of the seller's cabinet."""
    api_key: Secret | None = None
    """The Api-Key, from the environment."""
    api_key_file: SecretFile | None = None
    """The file that holds the Api-Key."""
    base_url: BaseUrl = "https://api-seller.ozon.ru"
    """The address of the API."""
    schemes: Annotated[
        list[Annotated[Scheme, Field(strict=False)]],
        Field(min_length=1, default_factory=lambda: [Scheme.FBS]),
    ]
    """Whose warehouse the orders come from: fbs (the seller's), fbo (Ozon's). Open orders and
    stocks are fbs only."""
    price: Annotated[ShownPrice, Field(strict=False)] = ShownPrice.PRICE
    """Which price is held against the seller's: before its own promotions (price), or after them
    (marketing_seller_price)."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""

    _one_key = one_of("api_key", "api_key_file")

    @property
    def key(self) -> Secret:
        return the_one(self.api_key, self.api_key_file)

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        fbs = {Offer.OPEN_ORDERS, Offer.STOCKS} if Scheme.FBS in self.schemes else set()
        return frozenset({Offer.ORDERS, Offer.PRICES, Offer.KEY, *fbs})

    def methods(self) -> Mapping[Offer, Sequence[str]]:
        """The paths that each offer needs a right for."""
        fbs = {Offer.OPEN_ORDERS: (OPEN_ORDERS.path,), Offer.STOCKS: (STOCKS,)}
        always = {
            Offer.ORDERS: tuple(ORDERS[scheme].path for scheme in self.schemes),
            Offer.PRICES: (PRICES,),
        }
        return {**always, **fbs} if Scheme.FBS in self.schemes else always


class OzonChannel:
    """One seller's postings, prices and stocks at Ozon."""

    def __init__(self, settings: OzonSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._account = surroundings.account(settings.limits, [BUDGET])
        self._signer = FixedSigner(self._with_key)
        self._statuses = StatusMap({**STATUSES, **settings.statuses})

    async def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The postings of all schemes that came in at `since` or later; Ozon shows at most one year."""
        now = self._clock.now()
        earliest = max(since, now - _LONGEST_PERIOD)
        if earliest > since:
            note("Ozon shows one year only; what is older is left out")
        period = {"since": _written(earliest), "to": _written(now)}
        before = 0
        for scheme in self._settings.schemes:
            async for page in self._pages(ORDERS[scheme], period, since):
                number = before + page.number
                yield replace(page, number=number)
            before = number

    def open_orders(self) -> AsyncIterator[Page[Order]]:
        """The postings that wait for the seller: those that are with Ozon are not among them."""
        now = self._clock.now()
        deadlines = {"cutoff_from": _written(now - _DEADLINES), "cutoff_to": _written(now + _DEADLINES)}
        return self._pages(OPEN_ORDERS, deadlines, None)

    async def prices(self) -> AsyncIterator[PricePage]:
        """The price of every item, as the settings choose it."""
        number = 0
        async for taken in self._items(PRICES, PriceTaker(self._settings.price).take):
            if taken.rows is not None:
                number += 1
                yield replace(taken.rows, number=number)

    async def stocks(self) -> AsyncIterator[StockPage]:
        """What can be ordered from the seller's own warehouses, reservations taken off; may be below zero."""
        number = 0
        async for taken in self._items(STOCKS, take_stocks):
            number += 1
            yield replace(taken.rows, number=number)

    async def key(self) -> KeyState:
        """When the key expires, and the methods that it may not call."""
        settings = self._settings
        return await ask_key(self._account, self._signer, settings.base_url, settings.methods())

    def plan(self) -> Plan:
        """What a read of each offer costs. A last page that is full has an empty one behind it."""
        orders, items = Cost(BUDGET.group, fixed=1, rows=_LIMIT), Cost(BUDGET.group, fixed=1, rows=LIMIT)
        return {
            Offer.ORDERS: [orders] * len(self._settings.schemes),
            Offer.OPEN_ORDERS: [orders],
            Offer.PRICES: [items],
            Offer.STOCKS: [items],
            Offer.KEY: [Cost(BUDGET.group, fixed=1)],
        }

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _pages(
        self, endpoint: Endpoint, period: Mapping[str, str], since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        url = self._settings.base_url + endpoint.path

        async def ask(position: Position) -> Any:
            body = {"cursor": position.cursor, "limit": _LIMIT, "sort_dir": "ASC", "filter": period}
            return await ask_signed(self._account, self._signer, Request("POST", url, json=body))

        reader = PostingReader(endpoint.clock, self._statuses)
        rows = JsonRows(_ROWS, reader.order, lambda order: order.number)
        return order_pages(PagedRead(ask, rows.take, _PAGING, self._settings.limits.max_pages), since)

    def _items(self, path: str, take: Callable[[Answer], Awaitable[Taken[T]]]) -> AsyncIterator[Taken[T]]:
        url = self._settings.base_url + path

        async def ask(position: Position) -> Answer:
            body = {"cursor": position.cursor, "limit": LIMIT, "filter": {"visibility": "ALL"}}
            return await answer_signed(self._account, self._signer, Request("POST", url, json=body))

        return PagedRead(ask, take, PAGING, self._settings.limits.max_pages).pages()

    def _with_key(self, request: Request) -> Request:
        key = header_text(self._settings.key)
        headers = {"Client-Id": self._settings.client_id, "Api-Key": key}
        return with_headers(replace(request, group=BUDGET.group), headers)


def build(settings: OzonSettings, surroundings: Surroundings) -> Channel:
    """Opens the seller's account at Ozon."""
    return OzonChannel(settings, surroundings)


def _written(moment: datetime) -> str:
    return str(TimeFormat("iso").write(moment, _UTC))

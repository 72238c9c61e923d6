"""Yandex Market's seller API."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from bizprobe.marketplaces.base import Channel, KeyState
from bizprobe.marketplaces.yandex_market.api import YandexMarketApi
from bizprobe.marketplaces.yandex_market.key import Rights
from bizprobe.marketplaces.yandex_market.orders import OrderReader
from bizprobe.marketplaces.yandex_market.paths import (
    KEY,
    ORDERS,
    PRICES,
    QUARANTINE,
    SHOP_STOCKS,
    SHOPS,
    STOCKS,
    Endpoint,
    Subscription,
    budgets,
)
from bizprobe.marketplaces.yandex_market.prices import price_pages
from bizprobe.marketplaces.yandex_market.statuses import OPEN, WORDS
from bizprobe.marketplaces.yandex_market.stocks import shop_stock_pages, stock_pages
from bizprobe.records import OPEN_STATUSES, Order, Page, PricePage, StockPage
from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import FixedSigner, header_text, with_headers
from bizprobe.remote.budget import Cost, Plan
from bizprobe.remote.request import Request
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Duration, Offer, RequestLimits
from bizprobe.settings.secret import Secret, SecretFile, the_one
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

Number = Annotated[int, Field(ge=1)]

_OPEN_PERIOD = timedelta(days=90)


def _each_once(numbers: list[int]) -> list[int]:
    if len(set(numbers)) < len(numbers):
        raise ValueError("expected each number once")
    return numbers


class YandexMarketSettings(ChannelSettings):
    """Yandex Market, by its seller API. A key with read-only rights to orders, prices and goods is enough.

    A status word is the status alone, `DELIVERY`, or with its substatus, `CANCELLED/SHOP_FAILED`.
    """

    one_marketplace: ClassVar[bool] = True

    kind: Literal["yandex_market"]
    business_id: Number
    """The number of the seller's cabinet (business)."""
    campaigns: Annotated[list[Number], AfterValidator(_each_once), Field(max_length=50, default_factory=list)]
    """The numbers of the shops (campaigns) whose orders are meant; without them, all of the cabinet's."""
    warehouse: Number | None = None
    """The number of the seller's own warehouse; without it, stocks cannot be asked for."""
    stocks_campaign: Number | None = None
    """The number of the shop that the warehouse belongs to, where the cabinet groups its warehouses."""
    api_key: Secret | None = None
    """The Api-Key, from the environment."""
    api_key_file: SecretFile | None = None
    """The file that holds the Api-Key."""
    oauth_token: Secret | None = None
    """An OAuth token in place of the Api-Key, from the environment."""
    oauth_token_file: SecretFile | None = None
    """The file that holds the OAuth token."""
    base_url: BaseUrl = "https://api.partner.market.yandex.ru"
    """The address of the API."""
    subscription: Annotated[Subscription, Field(strict=False)] = Subscription.NONE
    """The cabinet's subscription, which allows more requests; one below medium counts as none."""
    open_period: Duration = _OPEN_PERIOD.total_seconds()
    """How far back open orders are looked for; each 30 days are a call of their own."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""

    @model_validator(mode="after")
    def _one_key(self) -> "YandexMarketSettings":
        keys = (self.api_key, self.api_key_file, self.oauth_token, self.oauth_token_file)
        if sum(key is not None for key in keys) != 1:
            raise ValueError("expected one of api_key, api_key_file, oauth_token and oauth_token_file")
        return self

    @model_validator(mode="after")
    def _whole_place(self) -> "YandexMarketSettings":
        if self.stocks_campaign is not None and self.warehouse is None:
            raise ValueError("stocks_campaign belongs to a warehouse; put its number into warehouse")
        return self

    @property
    def with_api_key(self) -> bool:
        """Whether the key is an Api-Key, which can be asked about, and not an OAuth token."""
        return self.api_key is not None or self.api_key_file is not None

    def headers(self) -> Mapping[str, str]:
        """What shows who asks. Raises SecretError."""
        if self.with_api_key:
            return {"Api-Key": header_text(the_one(self.api_key, self.api_key_file))}
        token = header_text(the_one(self.oauth_token, self.oauth_token_file))
        return {"Authorization": f"Bearer {token}"}

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        stocks = {Offer.STOCKS} if self.warehouse is not None else set()
        return frozenset({Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.KEY, *stocks})


class YandexMarketChannel:
    """One cabinet's orders, prices and stocks at Yandex Market."""

    def __init__(self, settings: YandexMarketSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._offers = settings.offers(surroundings.dealer)
        self._account = surroundings.account(settings.limits, budgets(settings.subscription))
        places = {"business": settings.business_id, "campaign": settings.stocks_campaign or 0}
        self._api = YandexMarketApi(self._account, FixedSigner(self._with_key), settings.base_url, places)
        statuses = StatusMap({**WORDS, **settings.statuses})
        self._orders = OrderReader(self._api, statuses, settings.campaigns)

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders that customers placed at Yandex Market at `since` or later."""
        return self._orders.placed(since, self._clock.now())

    async def open_orders(self) -> AsyncIterator[Page[Order]]:
        """The orders of the open period that are not finished."""
        now = self._clock.now()
        earliest = now - timedelta(seconds=self._settings.open_period)
        async for page in self._orders.placed(earliest, now, OPEN):
            yield replace(page, rows=[order for order in page.rows if _is_open(order)])

    def prices(self) -> AsyncIterator[PricePage]:
        """The price of every item for the whole cabinet, without discounts that Yandex Market pays for."""
        return price_pages(self._api)

    def stocks(self) -> AsyncIterator[StockPage]:
        """What can be ordered from the seller's own warehouse, reservations taken off."""
        # Without a warehouse the settings do not offer stocks.
        warehouse = self._settings.warehouse or 0
        if self._settings.stocks_campaign is not None:
            return shop_stock_pages(self._api, warehouse)
        return stock_pages(self._api, warehouse)

    async def key(self) -> KeyState:
        """Which rights and shops are missing. A key of Yandex Market's never expires."""
        settings = self._settings
        rights = Rights(self._api, settings.business_id, frozenset(settings.campaigns))
        return KeyState(None, await rights.missing(self._offers, scopes=settings.with_api_key))

    def plan(self) -> Plan:
        """What a read of each offer costs."""
        stocks = STOCKS if self._settings.stocks_campaign is None else SHOP_STOCKS
        key = (SHOPS, KEY) if self._settings.with_api_key else (SHOPS,)
        costs: Plan = {
            Offer.ORDERS: [_by_rows(ORDERS)],
            Offer.OPEN_ORDERS: [_by_rows(ORDERS)],
            Offer.PRICES: [Cost(QUARANTINE.group, fixed=1), _by_rows(PRICES)],
            Offer.STOCKS: [_by_rows(stocks)],
            Offer.KEY: [Cost(endpoint.group, fixed=1) for endpoint in key],
        }
        return {offer: cost for offer, cost in costs.items() if offer in self._offers}

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _with_key(self, request: Request) -> Request:
        return with_headers(request, self._settings.headers())


def build(settings: YandexMarketSettings, surroundings: Surroundings) -> Channel:
    """Opens the cabinet at Yandex Market."""
    return YandexMarketChannel(settings, surroundings)


def _is_open(order: Order) -> bool:
    return order.status in OPEN_STATUSES or not order.mapped


def _by_rows(endpoint: Endpoint) -> Cost:
    return Cost(endpoint.group, rows=endpoint.limit or 0, tokens=endpoint.cost)

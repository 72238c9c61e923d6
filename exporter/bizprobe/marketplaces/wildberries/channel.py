"""Wildberries' seller API."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from bizprobe.marketplaces.base import Channel, KeyState
from bizprobe.marketplaces.wildberries.api import WildberriesApi
from bizprobe.marketplaces.wildberries.budgets import GRANTS, TokenKind, plan
from bizprobe.marketplaces.wildberries.goods import KeyBy
from bizprobe.marketplaces.wildberries.orders import SHOWN, OrderReader, periods
from bizprobe.marketplaces.wildberries.paths import Hosts
from bizprobe.marketplaces.wildberries.prices import price_pages
from bizprobe.marketplaces.wildberries.statistics import (
    DELAY,
    STATISTICS_WORDS,
    OrderSource,
    StatisticsReader,
)
from bizprobe.marketplaces.wildberries.statuses import WORDS
from bizprobe.marketplaces.wildberries.stocks import stock_pages
from bizprobe.marketplaces.wildberries.token import expires_at
from bizprobe.records import OPEN_STATUSES, Order, Page, PricePage, StockPage
from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import FixedSigner, header_text, with_headers
from bizprobe.remote.budget import Plan
from bizprobe.remote.request import Request
from bizprobe.runlog import note
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Duration, Offer, RequestLimits
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

_JUST_NOW = 1.0


def _each_once(numbers: list[int]) -> list[int]:
    if len(set(numbers)) < len(numbers):
        raise ValueError("expected each number once: what lies in a warehouse is counted once")
    return numbers


class WildberriesSettings(ChannelSettings):
    """Wildberries, by its seller API. A token with read-only rights to Marketplace and Prices is enough, and
    to Statistics for all orders.

    A status word is the pair of both statuses: `confirm/sorted`; of statistics, `ordered` or `cancelled`.
    """

    one_marketplace: ClassVar[bool] = True

    kind: Literal["wildberries"]
    token: Secret | None = None
    """The token, from the environment."""
    token_file: SecretFile | None = None
    """The file that holds the token."""
    prefix: Annotated[str, Field(pattern=r"^[ -~]*$")] = ""
    """What stands before the token, should the bare one be refused, e.g. `Bearer `."""
    base_urls: Hosts = Hosts()
    """The addresses of the API."""
    base_url: BaseUrl | None = None
    """One address for all of the API instead, e.g. that of a sandbox."""
    orders: Annotated[OrderSource, Field(strict=False)] = OrderSource.FBS
    """Which orders come in. fbs: those from the seller's own warehouses, at once and with their statuses.
    all: those from Wildberries' warehouses too, up to 45m late and without statuses. Open ones are fbs."""
    warehouses: Annotated[
        list[Annotated[int, Field(ge=1)]], AfterValidator(_each_once), Field(default_factory=list)
    ]
    """The numbers of the seller's own warehouses; without them, stocks cannot be asked for."""
    keys: Annotated[KeyBy, Field(strict=False)] = KeyBy.ARTICLE
    """What the seller's SKU stands for. article: a card with all its sizes, whose stock is their sum and
    each of whose prices has to be right. size: each of several sizes goes by `article/size`."""
    open_period: Duration = SHOWN.total_seconds()
    """How far back open orders are looked for, at most 90d; a thousand orders cost two requests."""
    token_kind: Annotated[TokenKind, Field(strict=False)] = TokenKind.PERSONAL
    """The kind of the token, which decides how often Wildberries may be asked."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""

    _one_token = one_of("token", "token_file")

    @model_validator(mode="after")
    def _one_address(self) -> "WildberriesSettings":
        if self.base_url is not None and "base_urls" in self.model_fields_set:
            raise ValueError("expected either base_url or base_urls")
        return self

    @model_validator(mode="after")
    def _can_be_whole(self) -> "WildberriesSettings":
        if self.orders is OrderSource.ALL and self.token_kind is TokenKind.BASIC:
            raise ValueError(
                "all orders take two requests each time, and a basic token has one in 3 hours: "
                "expected orders: fbs, or another token"
            )
        return self

    @property
    def secret(self) -> Secret:
        return the_one(self.token, self.token_file)

    @property
    def hosts(self) -> Hosts:
        """The address of each area."""
        one = self.base_url
        return self.base_urls if one is None else Hosts(marketplace=one, prices=one, statistics=one)

    @property
    def open_reach(self) -> timedelta:
        """How far back open orders are looked for."""
        return min(timedelta(seconds=self.open_period), SHOWN)

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        stocks = {Offer.STOCKS} if self.warehouses else set()
        return frozenset({Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.KEY, *stocks})

    def tells_statuses(self) -> bool:
        return self.orders is OrderSource.FBS

    def delay(self) -> timedelta:
        return timedelta() if self.orders is OrderSource.FBS else DELAY


class WildberriesChannel:
    """One seller's orders, prices and stocks at Wildberries."""

    def __init__(self, settings: WildberriesSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._grant = GRANTS[settings.token_kind]
        self._account = surroundings.account(settings.limits, self._grant.budgets)
        self._api = WildberriesApi(self._account, FixedSigner(self._with_token), settings.hosts)
        self._orders = OrderReader(self._api, StatusMap({**WORDS, **settings.statuses}))
        self._statistics = StatisticsReader(self._api, StatusMap({**STATISTICS_WORDS, **settings.statuses}))

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders placed at `since` or later; Wildberries shows three months."""
        now = self._clock.now()
        earliest = max(since, now - SHOWN)
        if earliest > since:
            note("Wildberries shows 90 days only; what is older is left out")
        if self._settings.orders is OrderSource.ALL:
            return self._statistics.placed(earliest)
        return self._orders.placed(earliest, now)

    async def open_orders(self) -> AsyncIterator[Page[Order]]:
        """The FBS orders of the open period that are open, and those with a word that nobody mapped."""
        now = self._clock.now()
        earliest = now - self._settings.open_reach
        async for page in self._orders.placed(earliest, now):
            yield replace(page, rows=[order for order in page.rows if _is_open(order)])

    def prices(self) -> AsyncIterator[PricePage]:
        """The discounted price of every item, without the discount that Wildberries pays for."""
        # Kept for the stocks, which need the cards but not their prices.
        share = _JUST_NOW if self._settings.warehouses else 0.0
        return price_pages(self._api, self._settings.keys, share)

    def stocks(self) -> AsyncIterator[StockPage]:
        """What can be ordered from the seller's own warehouses."""
        settings = self._settings
        return stock_pages(self._api, settings.warehouses, settings.keys, self._grant.identity)

    async def key(self) -> KeyState:
        """When the token ends, as it says itself: nothing is asked. Raises SecretError."""
        return KeyState(expires_at(self._settings.secret))

    def plan(self) -> Plan:
        """What a read of each offer costs."""
        settings, now = self._settings, self._clock.now()
        open_periods = len(list(periods(now - settings.open_reach, now)))
        return plan(self._grant, settings.orders, len(settings.warehouses), open_periods)

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _with_token(self, request: Request) -> Request:
        token = header_text(self._settings.secret)
        return with_headers(request, {"Authorization": self._settings.prefix + token})


def build(settings: WildberriesSettings, surroundings: Surroundings) -> Channel:
    """Opens the seller's account at Wildberries."""
    return WildberriesChannel(settings, surroundings)


def _is_open(order: Order) -> bool:
    return order.status in OPEN_STATUSES or not order.mapped

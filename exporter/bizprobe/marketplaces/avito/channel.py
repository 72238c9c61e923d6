"""Avito's API for sellers: calls, chats, ads with their stocks, uploads, and orders with delivery."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from bizprobe.errors import ForbiddenError
from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.marketplaces.avito.api import AvitoApi
from bizprobe.marketplaces.avito.autoload import ReportReader
from bizprobe.marketplaces.avito.calls import CallReader
from bizprobe.marketplaces.avito.chats import ChatReader
from bizprobe.marketplaces.avito.items import AdReader, KeyBy
from bizprobe.marketplaces.avito.orders import WORDS, OrderReader
from bizprobe.marketplaces.avito.paths import (
    CALLS,
    CHATS,
    ITEMS,
    ORDERS,
    REPORTS,
    STOCKS,
    TOKEN,
    Endpoint,
    budgets,
)
from bizprobe.marketplaces.avito.stocks import stock_pages
from bizprobe.marketplaces.base import Channel, KeyState
from bizprobe.records import OPEN_STATUSES, Order, Page, PricePage, StockPage
from bizprobe.remote.address import BaseUrl
from bizprobe.remote.auth import ClientCredentialsAuth
from bizprobe.remote.budget import Cost, Plan
from bizprobe.remote.token import TokenSigner
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Duration, Offer, RequestLimits
from bizprobe.settings.secret import Secret, SecretFile, one_of
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class AvitoSettings(ChannelSettings):
    """Avito, by its API. Its tokens last a day and are renewed by themselves."""

    one_marketplace: ClassVar[bool] = True

    kind: Literal["avito"]
    client_id: Annotated[str, Field(pattern=r"^[!-~]+$")]
    """The client_id of the seller's profile."""
    client_secret: Secret | None = None
    """The client_secret, from the environment."""
    client_secret_file: SecretFile | None = None
    """The file that holds the client_secret."""
    base_url: BaseUrl = "https://api.avito.ru"
    """The address of the API."""
    keys: Annotated[KeyBy, Field(strict=False)] = KeyBy.AD_ID
    """By what the seller's system knows an ad: its Id in the feed (ad_id), or Avito's number (avito_id)."""
    open_period: Duration = timedelta(days=30).total_seconds()
    """How far back open orders are looked for; 20 orders cost one request."""
    waiting_period: Duration = timedelta(days=2).total_seconds()
    """How far back chats without an answer are looked for: a word of thanks need not be answered for ever."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""

    _one_secret = one_of("client_secret", "client_secret_file")

    @property
    def auth(self) -> ClientCredentialsAuth:
        """How a token is asked for."""
        return ClientCredentialsAuth(
            kind="client_credentials",
            path=TOKEN,
            client_id=self.client_id,
            client_secret=self.client_secret,
            client_secret_file=self.client_secret_file,
            form={},
        )

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        return frozenset(
            {
                Offer.ORDERS,
                Offer.OPEN_ORDERS,
                Offer.CALLS,
                Offer.MESSAGES,
                Offer.OPEN_MESSAGES,
                Offer.PRICES,
                Offer.STOCKS,
                Offer.EXCHANGES,
                Offer.KEY,
            }
        )

    def reports(self) -> frozenset[Exchange]:
        return frozenset({Exchange.ITEMS})


@dataclass(frozen=True, slots=True)
class _Question:
    """One page of a call, and what needs the right to it."""

    offers: Sequence[Offer]
    endpoint: Endpoint
    ask: Callable[[], Awaitable[object]]


class AvitoChannel:
    """One seller's account at Avito."""

    def __init__(self, settings: AvitoSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._account = surroundings.account(settings.limits, budgets())
        signer = TokenSigner(settings.auth, settings.base_url, self._account, surroundings.clock)
        self._api = AvitoApi(self._account, signer, settings.base_url)
        statuses = StatusMap({**WORDS, **settings.statuses})
        self._orders = OrderReader(self._api, statuses, settings.keys)
        self._calls = CallReader(self._api)
        self._chats = ChatReader(self._api)
        self._ads = AdReader(self._api, settings.keys)
        self._reports = ReportReader(self._api, surroundings.dealer.name, surroundings.name)

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders with Avito's delivery that were placed at `since` or later."""
        return self._orders.placed(since)

    async def open_orders(self) -> AsyncIterator[Page[Order]]:
        """The orders of the open period that are not finished, and those with a word that nobody mapped."""
        async for page in self._orders.placed(self._ago(self._settings.open_period)):
            yield replace(page, rows=[order for order in page.rows if _is_open(order)])

    def calls(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The calls that came in at `since` or later."""
        return self._calls.came_in(since, self._clock.now())

    def messages(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The chats about ads that began at `since` or later."""
        return self._chats.began(since)

    def open_messages(self) -> AsyncIterator[Page[Order]]:
        """The chats of the waiting period in which the customer wrote last."""
        return self._chats.waiting(self._ago(self._settings.waiting_period))

    def prices(self) -> AsyncIterator[PricePage]:
        """The price of every ad that is shown."""
        return self._ads.prices()

    def stocks(self) -> AsyncIterator[StockPage]:
        """What can be ordered of the ads whose stock is limited."""
        return stock_pages(self._api, self._ads)

    async def exchanges(self, exchange: Exchange, since: datetime) -> Sequence[ExchangeReport]:
        """The last upload of ads, if it ended at `since` or later. Raises ProbeError."""
        return await self._reports.ended(since)

    async def key(self) -> KeyState:
        """Whether a token is given, and which calls it may not make. The secret itself does not expire."""
        missing: dict[Offer, Sequence[str]] = {}
        for question in self._questions():
            try:
                await question.ask()
            except ForbiddenError:
                right = f"{question.endpoint.method} {question.endpoint.path}"
                missing |= {offer: [right] for offer in question.offers}
        return KeyState(None, missing)

    def plan(self) -> Plan:
        """What a read of each offer costs of what Avito's documents limit."""
        orders = [Cost(ORDERS.group or "", rows=ORDERS.limit)]
        # Both lists end with an empty page.
        calls, items = (Cost(one.group or "", fixed=1, rows=one.limit) for one in (CALLS, ITEMS))
        questions = [question.endpoint.group for question in self._questions()]
        return {
            Offer.ORDERS: orders,
            Offer.OPEN_ORDERS: orders,
            Offer.CALLS: [calls],
            Offer.PRICES: [items],
            Offer.STOCKS: [items, Cost(STOCKS.group or "", rows=STOCKS.limit)],
            Offer.KEY: [Cost(group, fixed=1) for group in questions if group],
        }

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _questions(self) -> Sequence[_Question]:
        """One for each right."""
        now = self._clock.now()
        hour_ago = now - timedelta(hours=1)
        return (
            _Question((Offer.ORDERS, Offer.OPEN_ORDERS), ORDERS, lambda: self._orders.page(hour_ago)),
            _Question((Offer.CALLS,), CALLS, lambda: self._calls.page(hour_ago, now)),
            _Question((Offer.MESSAGES, Offer.OPEN_MESSAGES), CHATS, self._chats.page),
            _Question((Offer.PRICES, Offer.STOCKS), ITEMS, self._ads.page),
            _Question((Offer.EXCHANGES,), REPORTS, lambda: self._reports.page(now)),
        )

    def _ago(self, seconds: float) -> datetime:
        return self._clock.now() - timedelta(seconds=seconds)


def build(settings: AvitoSettings, surroundings: Surroundings) -> Channel:
    """Opens the seller's account at Avito."""
    return AvitoChannel(settings, surroundings)


def _is_open(order: Order) -> bool:
    return order.status in OPEN_STATUSES or not order.mapped

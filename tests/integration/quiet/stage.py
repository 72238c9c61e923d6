"""Channels and a system that show a trade: only what stands behind a probe is played; the rest is real."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from bizprobe.clock import Clock
from bizprobe.marketplaces.base import Channel, ChannelKind, KeyState
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.account import Account
from bizprobe.settings.blocks import ChannelSettings, SystemSettings
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System, SystemKind
from tests.integration.quiet.trade import KEYS, SHOWN_AFTER, Shelf, kopecks

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

_BOOKED_AFTER = timedelta(minutes=4)
_STOCK = 400
_KEY_ENDS = timedelta(days=90)


class StagedChannelSettings(ChannelSettings):
    """A channel of the stage."""

    kind: Literal["staged"]

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        return frozenset({Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.STOCKS, Offer.KEY})


class StagedSystemSettings(SystemSettings):
    """The seller's book and stock on the stage."""

    kind: Literal["staged"]

    def offers(self) -> frozenset[Offer]:
        return frozenset({Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.STOCKS})


@dataclass(frozen=True, slots=True)
class Side:
    """What both play. Every read is a request that was answered in 200 ms."""

    shelves: Mapping[str, Shelf]
    clock: Clock
    account: Account
    late: timedelta

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        return self._page(self.shelves[channel].placed(since, self._seen))

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        return self._page(self.shelves[channel].open(self._seen))

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        self.account.meter.record("200", 0.2)
        amounts = [f"{kopecks(key, self._seen) / 100:.2f}" for key in KEYS]
        yield PricePage(1, KEYS, amounts, "RUB", len(KEYS))

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        self.account.meter.record("200", 0.2)
        sold = [sum(shelf.sold(key, self._seen) for shelf in self.shelves.values()) for key in KEYS]
        counts = [_STOCK - pieces % _STOCK for pieces in sold]
        yield StockPage(1, KEYS, counts, len(KEYS), reserved=True)

    async def aclose(self) -> None:
        """Nothing is held."""

    @property
    def _seen(self) -> datetime:
        return self.clock.now() - self.late

    async def _page(self, orders: Iterator[Order]) -> AsyncIterator[Page[Order]]:
        self.account.meter.record("200", 0.2)
        yield Page(1, list(orders))


class StagedChannel:
    """A channel: its orders at once, prices and stocks a little late."""

    def __init__(self, name: str, now: Side, later: Side, born: datetime) -> None:
        self._name, self._now, self._later, self._born = name, now, later, born

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        return self._now.orders(since, self._name)

    def open_orders(self) -> AsyncIterator[Page[Order]]:
        return self._now.open_orders(self._name)

    def prices(self) -> AsyncIterator[PricePage]:
        return self._later.prices(self._name)

    def stocks(self) -> AsyncIterator[StockPage]:
        return self._later.stocks(self._name)

    async def key(self, needs: frozenset[Offer] = frozenset()) -> KeyState:
        return KeyState(self._born + _KEY_ENDS)

    async def aclose(self) -> None:
        """Nothing is held."""


class StagedSystem:
    """The seller's side: orders a few minutes late, prices and stocks as they are."""

    def __init__(self, booked: Side, now: Side) -> None:
        self.orders, self.open_orders = booked.orders, booked.open_orders
        self.prices, self.stocks = now.prices, now.stocks
        self.aclose = now.aclose


def channel_kind(shelves: Mapping[str, Shelf]) -> ChannelKind[StagedChannelSettings]:
    def build(settings: StagedChannelSettings, around: Surroundings) -> Channel:
        now, later = _sides(shelves, around, (timedelta(), SHOWN_AFTER))
        return StagedChannel(around.name, now, later, around.clock.now())

    return ChannelKind("staged", StagedChannelSettings, build)


def system_kind(shelves: Mapping[str, Shelf]) -> SystemKind[StagedSystemSettings]:
    def build(settings: StagedSystemSettings, around: Surroundings) -> System:
        booked, now = _sides(shelves, around, (_BOOKED_AFTER, timedelta()))
        return StagedSystem(booked, now)

    return SystemKind("staged", StagedSystemSettings, build)


def _sides(shelves: Mapping[str, Shelf], around: Surroundings, late: Sequence[timedelta]) -> Iterator[Side]:
    account = around.account(RequestLimits())
    return (Side(shelves, around.clock, account, by) for by in late)

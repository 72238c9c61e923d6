"""The seller's own channel, on top of one of the seller's systems."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bizprobe.marketplaces.own import OwnSettings, SystemChannel, build
from bizprobe.records import Order, OrderStatus, Page, PricePage, StockPage
from bizprobe.settings.model import Offer
from bizprobe.statuses import StatusMap
from bizprobe.systems.sql.settings import SqlSettings
from tests.unit.remote.sides import NOON, collect, surroundings

pytestmark = pytest.mark.anyio

OWN = OwnSettings.model_validate({"kind": "own", "system": "books", "statuses": {"Pending": "new"}})

BOOKS = SqlSettings.model_validate(
    {
        "kind": "sql",
        "url": "postgresql:///books",
        "orders": {"query": "SELECT 1"},
        "statuses": {"Pending": "other", "Boxed": "packed"},
    }
)


@dataclass
class Books:
    """A system with one order of every channel."""

    closed: bool = False

    async def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        yield Page(1, [Order(f"{channel}-1", since, word="Pending", mapped=False)], 1)

    async def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        yield Page(1, [Order(f"{channel}-2", NOON, OrderStatus.PACKED, "Boxed")])

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        yield PricePage(1, [f"{channel}-sku"], ["100.20"], "RUB")

    async def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        yield StockPage(1, [f"{channel}-sku"], [3])

    async def aclose(self) -> None:
        self.closed = True


async def test_the_system_is_asked_for_this_channel_whose_statuses_go_before_the_system_s() -> None:
    books = Books()
    around = surroundings("shop", systems={"books": books})
    channel = build(OWN, replace(around, dealer=replace(around.dealer, systems={"books": BOOKS})))
    assert await collect(channel.orders(NOON)) == [Order("shop-1", NOON, OrderStatus.NEW, "Pending")]
    assert await collect(channel.open_orders()) == [Order("shop-2", NOON, OrderStatus.PACKED, "Boxed")]
    await channel.aclose()
    assert not books.closed


async def test_prices_and_stocks_are_those_of_the_system() -> None:
    channel = SystemChannel(Books(), "shop", StatusMap())
    assert [page async for page in channel.prices()] == [PricePage(1, ["shop-sku"], ["100.20"], "RUB")]
    assert [page async for page in channel.stocks()] == [StockPage(1, ["shop-sku"], [3])]


def test_it_offers_what_its_system_offers() -> None:
    dealer = replace(surroundings().dealer, systems={"books": BOOKS})
    assert OWN.offers(dealer) == {Offer.ORDERS}
    assert OWN.own
    assert list(OWN.problems(dealer)) == []

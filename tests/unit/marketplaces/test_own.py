"""The seller's own channel, on top of one of the seller's systems."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bizprobe.marketplaces.own import OwnSettings, build
from bizprobe.records import Order, OrderStatus, Page
from bizprobe.settings.model import Offer
from bizprobe.systems.sql import SqlSettings
from tests.unit.remote.sides import NOON, collect, surroundings

pytestmark = pytest.mark.anyio

OWN = OwnSettings.model_validate({"kind": "own", "system": "books", "statuses": {"Pending": "new"}})


@dataclass
class Books:
    """A system with one order of every channel."""

    closed: bool = False

    async def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        yield Page(1, [Order(f"{channel}-1", since, word="Pending", mapped=False)], 1)

    async def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        yield Page(1, [Order(f"{channel}-2", NOON, OrderStatus.PACKED, "packed")])

    async def aclose(self) -> None:
        self.closed = True


async def test_the_system_is_asked_for_this_channel_and_the_channel_s_statuses_hold() -> None:
    books = Books()
    channel = build(OWN, surroundings("shop", systems={"books": books}))
    assert await collect(channel.orders(NOON)) == [Order("shop-1", NOON, OrderStatus.NEW, "Pending")]
    assert await collect(channel.open_orders()) == [Order("shop-2", NOON, OrderStatus.PACKED, "packed")]
    await channel.aclose()
    assert not books.closed


def test_it_offers_what_its_system_offers() -> None:
    query = {"query": "SELECT 1"}
    books = SqlSettings.model_validate({"kind": "sql", "url": "postgresql:///books", "orders": query})
    dealer = replace(surroundings().dealer, systems={"books": books})
    assert OWN.offers(dealer) == {Offer.ORDERS}
    assert OWN.own
    assert list(OWN.problems(dealer)) == []

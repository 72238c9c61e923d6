"""The seller's own channel (shop, forms, phone): what it sells comes from one of the seller's systems."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, cast

from bizprobe.marketplaces.base import Channel, ChannelKind
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.settings.blocks import ChannelSettings, Problem
from bizprobe.settings.model import Offer, Ref
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import PricedSystem, StockedSystem, System

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class OwnSettings(ChannelSettings):
    """A channel of the seller's own."""

    own: ClassVar[bool] = True

    kind: Literal["own"]
    system: Annotated[str, Ref("systems")]
    """The system that holds the channel's orders, prices and stocks."""

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        # What a system saw of exchanges, it is asked for itself.
        return dealer.systems[self.system].offers() - {Offer.EXCHANGES}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if not self.offers(dealer):
            yield Problem(("system",), f"system '{self.system}' can be asked for nothing")
        if "objective" in self.model_fields_set:
            yield Problem(
                ("objective",), f"the channel has no API of its own; set it at system '{self.system}'"
            )


class SystemChannel:
    """Asks a system for what belongs to one channel. Does not close the system: it belongs to others too."""

    def __init__(self, system: System, name: str, statuses: StatusMap) -> None:
        self._system = system
        self._name = name
        self._statuses = statuses

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        return self._mapped(self._system.orders(since, self._name))

    def open_orders(self) -> AsyncIterator[Page[Order]]:
        return self._mapped(self._system.open_orders(self._name))

    def prices(self) -> AsyncIterator[PricePage]:
        return cast(PricedSystem, self._system).prices(self._name)

    def stocks(self) -> AsyncIterator[StockPage]:
        return cast(StockedSystem, self._system).stocks(self._name)

    async def aclose(self) -> None:
        """Nothing to let go of."""

    async def _mapped(self, pages: AsyncIterator[Page[Order]]) -> AsyncIterator[Page[Order]]:
        async for page in pages:
            yield replace(page, rows=[self._statuses.apply(order) for order in page.rows])


def build(settings: OwnSettings, surroundings: Surroundings) -> Channel:
    """The channel on top of its system."""
    system = surroundings.systems[settings.system]
    words = surroundings.dealer.systems[settings.system].statuses
    return SystemChannel(system, surroundings.name, StatusMap({**words, **settings.statuses}))


KIND = ChannelKind("own", OwnSettings, build)

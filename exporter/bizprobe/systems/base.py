"""What a system of the seller is, and what a kind of system declares."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.settings.blocks import SystemSettings
from bizprobe.surroundings import Surroundings

S = TypeVar("S", bound=SystemSettings)


class System(Protocol):
    """The seller's own side. A method exists where the settings' `offers()` name it.

    Every iterator ends only when the read was complete, and raises ProbeError otherwise.
    """

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel that the system took in at `since` (aware) or later."""
        ...

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished, however old."""
        ...

    async def aclose(self) -> None:
        """Lets go of connections."""
        ...


class PricedSystem(Protocol):
    """A system whose settings offer PRICES."""

    def prices(self, channel: str) -> AsyncIterator[PricePage]:
        """The price that every item should have at that channel."""
        ...


class StockedSystem(Protocol):
    """A system whose settings offer STOCKS."""

    def stocks(self, channel: str) -> AsyncIterator[StockPage]:
        """How much of every item that channel may sell, reservations taken off."""
        ...


class ReportingSystem(Protocol):
    """A system whose settings offer EXCHANGES: it saw what was exchanged with a channel."""

    async def exchanges(self, exchange: Exchange, channel: str, since: datetime) -> Sequence[ExchangeReport]:
        """The exchanges that ended at `since` (aware) or later, each once. Raises ProbeError."""
        ...


@dataclass(frozen=True, slots=True)
class SystemKind(Generic[S]):
    """A kind of system: one module of this package declares one, called KIND."""

    name: str
    settings: type[S]
    build: Callable[[S, Surroundings], System]

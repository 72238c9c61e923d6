"""What a channel is, and what a kind of channel declares."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.records import Order, Page, PricePage, StockPage
from bizprobe.remote.budget import Plan
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Offer
from bizprobe.surroundings import Surroundings

S = TypeVar("S", bound=ChannelSettings)


class Channel(Protocol):
    """Where business comes in. A method exists where the settings' `offers()` name it.

    Every iterator ends only when the read was complete, and raises ProbeError otherwise.
    """

    def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The orders placed at `since` (aware) or later, in any order."""
        ...

    def open_orders(self) -> AsyncIterator[Page[Order]]:
        """All orders that are not finished, however old."""
        ...

    async def aclose(self) -> None:
        """Lets go of connections."""
        ...


class PricedChannel(Protocol):
    """A channel whose settings offer PRICES."""

    def prices(self) -> AsyncIterator[PricePage]:
        """The price of every item that the channel shows, as the seller set it: without its subsidies."""
        ...


class StockedChannel(Protocol):
    """A channel whose settings offer STOCKS."""

    def stocks(self) -> AsyncIterator[StockPage]:
        """How much of every item can be ordered there, as the channel holds it."""
        ...


class CalledChannel(Protocol):
    """A channel whose settings offer CALLS."""

    def calls(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The calls that came in at `since` (aware) or later, each as an order without money.

        One that nobody took has the word `missed`.
        """
        ...


class MessagedChannel(Protocol):
    """A channel whose settings offer MESSAGES, and OPEN_MESSAGES for those without an answer."""

    def messages(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The chats that began at `since` (aware) or later, each as an order without money."""
        ...

    def open_messages(self) -> AsyncIterator[Page[Order]]:
        """The chats that wait for an answer, placed when the customer wrote last, with the status NEW."""
        ...


class ReportingChannel(Protocol):
    """A channel whose settings offer EXCHANGES: it says itself what became of what was sent."""

    async def exchanges(self, exchange: Exchange, since: datetime) -> Sequence[ExchangeReport]:
        """The exchanges that ended at `since` (aware) or later, each once. Raises ProbeError."""
        ...


class PlannedChannel(Protocol):
    """A channel that says before it is asked what a read of each offer costs."""

    def plan(self) -> Plan:
        """By offer; one that costs nothing may be left out."""
        ...


@dataclass(frozen=True, slots=True)
class KeyState:
    """What a channel says of the key that it is asked with. `expires_at` is None for one that lasts.

    `missing_rights` are those that a read of an offer needs and the key lacks, by offer and in the channel's
    own words. An offer that lacks none may be left out; a right that several need is named at each of them.
    """

    expires_at: datetime | None
    missing_rights: Mapping[Offer, Sequence[str]] = field(default_factory=dict)


class KeyedChannel(Protocol):
    """A channel whose settings offer KEY: it can say when its key expires and what it may do."""

    async def key(self) -> KeyState:
        """Expiry, and the rights that the key lacks for each of the channel's offers. Raises ProbeError.

        The channel does not know which of its offers are asked for: the probe picks those that matter.
        """
        ...


@dataclass(frozen=True, slots=True)
class ChannelKind(Generic[S]):
    """A kind of channel: one module of this package declares one, called KIND."""

    name: str
    settings: type[S]
    build: Callable[[S, Surroundings], Channel]

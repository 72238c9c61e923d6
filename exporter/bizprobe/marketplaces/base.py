"""What a channel is, and what a kind of channel declares."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bizprobe.records import Order, Page
from bizprobe.settings.blocks import ChannelSettings
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


@dataclass(frozen=True, slots=True)
class ChannelKind(Generic[S]):
    """A kind of channel: one module of this package declares one, called KIND."""

    name: str
    settings: type[S]
    build: Callable[[S, Surroundings], Channel]

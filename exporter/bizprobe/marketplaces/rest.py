"""Any marketplace with an HTTP API, fitted by a description."""

from typing import TYPE_CHECKING, Literal

from bizprobe.marketplaces.base import Channel, ChannelKind
from bizprobe.marketplaces.own import SystemChannel
from bizprobe.remote.budget import Plan
from bizprobe.remote.described import DescribedSide
from bizprobe.remote.description import Description
from bizprobe.settings.blocks import FittedChannelSettings
from bizprobe.settings.model import Offer
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class RestSettings(Description, FittedChannelSettings):
    """A marketplace with an HTTP API; the description says what to ask and what comes back."""

    kind: Literal["rest"]

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        return self.described()


class RestChannel(SystemChannel):
    """A described side that is a channel."""

    def __init__(self, side: DescribedSide, name: str, statuses: StatusMap) -> None:
        super().__init__(side, name, statuses)
        self._side = side

    def plan(self) -> Plan:
        return self._side.plan()

    async def aclose(self) -> None:
        await self._side.aclose()


def build(settings: RestSettings, surroundings: Surroundings) -> Channel:
    """Opens the marketplace's account."""
    side = DescribedSide(settings, surroundings)
    return RestChannel(side, surroundings.name, StatusMap(settings.statuses))


KIND = ChannelKind("rest", RestSettings, build)

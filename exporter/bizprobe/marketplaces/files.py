"""A marketplace whose API is a folder with files, as pharmacies' aggregators have it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.marketplaces.base import Channel, ChannelKind
from bizprobe.marketplaces.own import SystemChannel
from bizprobe.remote.folder.description import FolderDescription
from bizprobe.remote.folder.side import FolderSide
from bizprobe.settings.blocks import FittedChannelSettings, Problem
from bizprobe.settings.model import Offer
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class FilesSettings(FolderDescription, FittedChannelSettings):
    """A channel that exchanges files: prices and stocks that it got, orders that it gives."""

    kind: Literal["files"]

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        return self.described()

    def reports(self) -> frozenset[Exchange]:
        return self.reported()

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if missing := self.missing_library():
            yield Problem(("url",), missing)


class FilesChannel(SystemChannel):
    """A folder that is a channel."""

    def __init__(self, side: FolderSide, name: str, statuses: StatusMap) -> None:
        super().__init__(side, name, statuses)
        self._side = side

    async def exchanges(self, exchange: Exchange, since: datetime) -> Sequence[ExchangeReport]:
        return await self._side.exchanges(exchange, self._name, since)

    async def aclose(self) -> None:
        await self._side.aclose()


def build(settings: FilesSettings, surroundings: Surroundings) -> Channel:
    """Nothing is opened before it is asked."""
    side = FolderSide(settings, surroundings)
    return FilesChannel(side, surroundings.name, StatusMap(settings.statuses))


KIND = ChannelKind("files", FilesSettings, build)

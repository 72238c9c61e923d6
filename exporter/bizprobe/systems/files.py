"""A system of the seller that leaves files in a folder."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from bizprobe.exchange.report import Exchange
from bizprobe.remote.folder.description import FolderDescription
from bizprobe.remote.folder.side import FolderSide
from bizprobe.settings.blocks import Problem, SystemSettings
from bizprobe.settings.model import Offer
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System, SystemKind

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class FilesSettings(FolderDescription, SystemSettings):
    """A system that writes files: prices, stocks, orders."""

    kind: Literal["files"]

    def offers(self) -> frozenset[Offer]:
        return self.described()

    def reports(self) -> frozenset[Exchange]:
        return self.reported()

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if missing := self.missing_library():
            yield Problem(("url",), missing)


def build(settings: FilesSettings, surroundings: Surroundings) -> System:
    """Nothing is opened before it is asked."""
    return FolderSide(settings, surroundings, StatusMap(settings.statuses))


KIND = SystemKind("files", FilesSettings, build)

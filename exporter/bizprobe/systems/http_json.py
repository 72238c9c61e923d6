"""A system of the seller that speaks JSON over HTTP."""

from typing import Literal

from bizprobe.remote.described import DescribedSide
from bizprobe.remote.description import Description
from bizprobe.settings.blocks import SystemSettings
from bizprobe.settings.model import Offer
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import System, SystemKind


class HttpJsonSettings(Description, SystemSettings):
    """A system of the seller with an HTTP API; the description says what to ask and what comes back."""

    kind: Literal["http_json"]

    def offers(self) -> frozenset[Offer]:
        return self.described()


def build(settings: HttpJsonSettings, surroundings: Surroundings) -> System:
    """Opens the system's account."""
    return DescribedSide(settings, surroundings, StatusMap(settings.statuses))


KIND = SystemKind("http_json", HttpJsonSettings, build)

"""The marketplace Lavka: a list of orders under a key, all on one page."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from bizprobe.errors import BadAnswerError, ProbeError
from bizprobe.marketplaces.base import Channel, ChannelKind
from bizprobe.records import Money, Order, Page
from bizprobe.remote.address import BaseUrl
from bizprobe.remote.request import Request
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.secret import SecretFile
from bizprobe.statuses import StatusMap
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


class LavkaSettings(ChannelSettings):
    """A shop at Lavka."""

    one_marketplace: ClassVar[bool] = True

    kind: Literal["lavka"]
    base_url: BaseUrl
    """The address of the API."""
    key_file: SecretFile
    """The file that holds the key."""
    limits: RequestLimits = RequestLimits()
    """How the account may be asked."""

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        return frozenset({Offer.ORDERS})


class LavkaChannel:
    """The orders of one shop."""

    def __init__(self, settings: LavkaSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._statuses = StatusMap(settings.statuses)
        self._account = surroundings.account(settings.limits)

    async def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        headers = {"X-Key": self._settings.key_file.reveal()}
        answer = await self._account.ask(Request("GET", f"{self._settings.base_url}/orders", headers=headers))
        try:
            rows = [self._order(row) for row in answer.json()["orders"]]
        except (KeyError, TypeError, ValueError):
            raise BadAnswerError("the answer has no list of orders") from None
        yield Page(1, [order for order in rows if order.placed_at >= since])

    def open_orders(self) -> AsyncIterator[Page[Order]]:
        raise ProbeError("Lavka does not tell which orders are open")

    async def aclose(self) -> None:
        await self._account.aclose()

    def _order(self, row: dict[str, str]) -> Order:
        return self._statuses.apply(
            Order(
                number=row["number"],
                placed_at=datetime.fromisoformat(row["at"]),
                word=row["status"],
                amount=Money.parse(row["sum"], "RUB"),
            )
        )


def build(settings: LavkaSettings, surroundings: Surroundings) -> Channel:
    """Opens the account."""
    return LavkaChannel(settings, surroundings)


KIND = ChannelKind("lavka", LavkaSettings, build)

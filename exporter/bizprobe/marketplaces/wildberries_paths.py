"""Where Wildberries' API is: a host for each area, and the paths that are asked."""

from dataclasses import dataclass
from enum import StrEnum

from bizprobe.remote.address import BaseUrl
from bizprobe.settings.model import Strict


class Area(StrEnum):
    """Parts of the API that have a host of their own."""

    MARKETPLACE = "marketplace"
    PRICES = "prices"


class Hosts(Strict):
    """The addresses of the areas."""

    marketplace: BaseUrl = "https://marketplace-api.wildberries.ru"
    """Orders and stocks."""
    prices: BaseUrl = "https://discounts-prices-api.wildberries.ru"
    """The price list and the quarantine."""

    def address(self, area: Area) -> str:
        return self.marketplace if area is Area.MARKETPLACE else self.prices


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A call of the API. `{...}` in a path is filled in."""

    method: str
    area: Area
    path: str


# Of Wildberries' documents of 2026-08-17. All of them read: what the two POSTs carry is a list of what is
# asked for. /ping is left alone, because automated use of it is blocked.
ORDERS = Endpoint("GET", Area.MARKETPLACE, "/api/v3/orders")
STATUSES = Endpoint("POST", Area.MARKETPLACE, "/api/v3/orders/status")
STOCKS = Endpoint("POST", Area.MARKETPLACE, "/api/v3/stocks/{warehouse}")
PRICES = Endpoint("GET", Area.PRICES, "/api/v2/list/goods/filter")
QUARANTINE = Endpoint("GET", Area.PRICES, "/api/v2/quarantine/goods")

LIMIT = 1000
"""How many rows, or numbers asked for, any of these calls takes."""

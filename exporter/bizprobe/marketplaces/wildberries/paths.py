"""Where Wildberries' API is: a host for each area, and the paths that are asked."""

from dataclasses import dataclass
from enum import StrEnum

from bizprobe.remote.address import BaseUrl
from bizprobe.settings.model import Strict


class Area(StrEnum):
    """Parts of the API that have a host of their own."""

    MARKETPLACE = "marketplace"
    PRICES = "prices"
    STATISTICS = "statistics"


class Hosts(Strict):
    """The addresses of the areas."""

    marketplace: BaseUrl = "https://marketplace-api.wildberries.ru"
    """Orders and stocks."""
    prices: BaseUrl = "https://discounts-prices-api.wildberries.ru"
    """The price list and the quarantine."""
    statistics: BaseUrl = "https://statistics-api.wildberries.ru"
    """The orders of all warehouses."""

    def address(self, area: Area) -> str:
        return {
            Area.MARKETPLACE: self.marketplace,
            Area.PRICES: self.prices,
            Area.STATISTICS: self.statistics,
        }[area]


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
SUPPLIER_ORDERS = Endpoint("GET", Area.STATISTICS, "/api/v1/supplier/orders")

LIMIT = 1000
"""How many rows, or numbers asked for, a call takes. Statistics have no limit that one could name."""

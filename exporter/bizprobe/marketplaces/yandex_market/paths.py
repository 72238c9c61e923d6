"""Which calls of Yandex Market's API are made, and how often it allows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPMethod

from bizprobe.remote.budget import Budget

_MINUTE, _HOUR = 60.0, 3600.0


class Group(StrEnum):
    """Calls that take from one budget."""

    ORDERS = "orders"
    PRICES = "prices"
    QUARANTINE = "quarantine"
    STOCKS = "stocks"
    SHOP_STOCKS = "shop_stocks"
    KEY = "key"
    SHOPS = "shops"


class Subscription(StrEnum):
    """The seller's subscription at Yandex Market, as far as the limits depend on it."""

    NONE = "none"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A call of the API. `{...}` in a path is filled in, `limit` is the longest page.

    `by_rows` says that its budget counts the rows that may come back, not the requests.
    """

    method: HTTPMethod
    path: str
    group: Group
    limit: int | None = None
    by_rows: bool = False

    @property
    def cost(self) -> int:
        """What one request takes from the budget."""
        return self.limit if self.by_rows and self.limit else 1


# Of Yandex Market's document of 2026-08-19. All of them read. Pages of stocks were 200 long until 2026-08-04;
# a longer one than here is cut without a word.
ORDERS = Endpoint(HTTPMethod.POST, "/v1/businesses/{business}/orders", Group.ORDERS, 50)
PRICES = Endpoint(HTTPMethod.POST, "/v2/businesses/{business}/offer-prices", Group.PRICES, 500, by_rows=True)
QUARANTINE = Endpoint(HTTPMethod.POST, "/v2/businesses/{business}/price-quarantine", Group.QUARANTINE, 200)
STOCKS = Endpoint(HTTPMethod.POST, "/v3/businesses/{business}/offers/stocks", Group.STOCKS, 100)
SHOP_STOCKS = Endpoint(
    HTTPMethod.POST, "/v2/campaigns/{campaign}/offers/stocks", Group.SHOP_STOCKS, 100, by_rows=True
)
KEY = Endpoint(HTTPMethod.POST, "/v2/auth/token", Group.KEY)
SHOPS = Endpoint(HTTPMethod.GET, "/v2/campaigns", Group.SHOPS, 100)


def budgets(subscription: Subscription) -> Sequence[Budget]:
    """What the same document allows; with a subscription, twice as many prices."""
    rows = 10_000 if subscription is Subscription.MEDIUM else 5_000
    return (
        _allowed(Group.ORDERS, 10_000, _HOUR),
        _allowed(Group.PRICES, rows, _MINUTE),
        _allowed(Group.QUARANTINE, rows, _MINUTE),
        _allowed(Group.STOCKS, 500, _MINUTE),
        _allowed(Group.SHOP_STOCKS, 100_000, _MINUTE),
        _allowed(Group.KEY, 100, _HOUR),
        _allowed(Group.SHOPS, 1_000, _HOUR),
    )


def _allowed(group: Group, amount: int, seconds: float) -> Budget:
    # Whether a window begins at the full minute is not said: no window of that length may hold more.
    burst = amount // 10
    return Budget(group, per_second=(amount - burst) / seconds, burst=burst)

"""Which calls of Avito's API are made, and how often it allows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPMethod

from bizprobe.remote.budget import Budget

_MINUTE = 60.0


class Group(StrEnum):
    """Calls that take from one budget."""

    CALLS = "calls"
    ITEMS = "items"
    ORDERS = "orders"
    STOCKS = "stocks"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A call of the API. `{...}` in a path is filled in, `limit` is the longest page."""

    method: HTTPMethod
    path: str
    limit: int = 1
    group: Group | None = None


# Of Avito's documents of 2026-04-30. All of them read: what the POSTs carry is the period or the ads that are
# asked for.
TOKEN = "/token"  # noqa: S105 - a path
ACCOUNT = Endpoint(HTTPMethod.GET, "/core/v1/accounts/self")
CALLS = Endpoint(HTTPMethod.POST, "/calltracking/v1/getCalls/", 100, Group.CALLS)
CHATS = Endpoint(HTTPMethod.GET, "/messenger/v2/accounts/{account}/chats", 100)
ORDERS = Endpoint(HTTPMethod.GET, "/order-management/1/orders", 20, Group.ORDERS)
ITEMS = Endpoint(HTTPMethod.GET, "/core/v1/items", 99, Group.ITEMS)
# Ten by the text of the document, 500 by its schema.
STOCKS = Endpoint(HTTPMethod.POST, "/stock-management/1/info", 10, Group.STOCKS)
AD_IDS = Endpoint(HTTPMethod.GET, "/autoload/v2/items/ad_ids")
REPORTS = Endpoint(HTTPMethod.GET, "/autoload/v2/reports", 200)
REPORT = Endpoint(HTTPMethod.GET, "/autoload/v3/reports/{report}")
REPORT_ITEMS = Endpoint(HTTPMethod.GET, "/autoload/v2/reports/{report}/items", 200)

FARTHEST_CHAT = 1000
"""The highest offset of a page of chats."""


def budgets() -> Sequence[Budget]:
    """Requests a minute by the same documents, which say nothing of the other calls."""
    return (
        _allowed(Group.CALLS, 5),
        _allowed(Group.ITEMS, 25),
        _allowed(Group.ORDERS, 500),
        _allowed(Group.STOCKS, 100),
    )


def _allowed(group: Group, requests: int) -> Budget:
    # No minute may hold more, wherever it begins. Two at once are what a read of calls takes.
    burst = max(2, requests // 5)
    return Budget(group, per_second=(requests - burst) / _MINUTE, burst=burst)

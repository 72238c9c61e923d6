"""What Wildberries grants, which depends on the kind of the token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bizprobe.marketplaces.wildberries.paths import LIMIT, Area
from bizprobe.marketplaces.wildberries.statistics import ROWS, OrderSource
from bizprobe.remote.budget import Budget, Cost, Plan
from bizprobe.settings.model import Offer


class TokenKind(StrEnum):
    """The kinds of tokens that Wildberries gives out."""

    PERSONAL = "personal"
    SERVICE = "service"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token may ask, and for how many seconds a card's sizes and article are taken as known."""

    budgets: Sequence[Budget]
    identity: float


# Of Wildberries' documents of 2026-08-17. Bursts are a little smaller than theirs, except where there are but
# four: requests bunch up on their way, and a refused one (4xx) counts as ten in the marketplace group.
_FULL = Grant(
    (
        Budget(Area.MARKETPLACE, per_second=300 / 60, burst=18, refused=10),
        Budget(Area.PRICES, per_second=10 / 6, burst=4),
        Budget(Area.STATISTICS, per_second=1 / 60, burst=9),
    ),
    identity=3600.0,
)
_BASIC = Grant(
    (
        Budget(Area.MARKETPLACE, per_second=150 / 60, burst=9, refused=10),
        Budget(Area.PRICES, per_second=4 / 3600, burst=4),
    ),
    identity=6 * 3600.0,
)
GRANTS: Mapping[TokenKind, Grant] = {
    TokenKind.PERSONAL: _FULL,
    TokenKind.SERVICE: _FULL,
    TokenKind.BASIC: _BASIC,
}


def plan(grant: Grant, source: OrderSource, warehouses: int, order_periods: int) -> Plan:
    """What a read of each offer takes: every list ends with an empty page, and orders need their statuses."""
    orders = [Cost(Area.MARKETPLACE, fixed=1, rows=LIMIT), Cost(Area.MARKETPLACE, rows=LIMIT)]
    cards = Cost(Area.PRICES, fixed=1, rows=LIMIT, share=grant.identity)
    return {
        Offer.ORDERS: orders if source is OrderSource.FBS else [Cost(Area.STATISTICS, fixed=1, rows=ROWS)],
        Offer.OPEN_ORDERS: [Cost(Area.MARKETPLACE, fixed=order_periods - 1), *orders],
        # The quarantine is mostly empty: one request.
        Offer.PRICES: [Cost(Area.PRICES, fixed=2, rows=LIMIT)],
        Offer.STOCKS: [cards, *[Cost(Area.MARKETPLACE, rows=LIMIT)] * warehouses],
    }

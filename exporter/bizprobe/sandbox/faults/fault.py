"""What a fault of the sandbox is."""

from dataclasses import dataclass
from enum import StrEnum

from bizprobe.reading import FindingKind
from bizprobe.sandbox.places import ChannelPlace, Place, Role, Trait


class FaultName(StrEnum):
    """Everything that can go wrong here."""

    SILENCE = "silence"
    LOST_ORDERS = "lost_orders"
    STUCK_ORDERS = "stuck_orders"
    UNKNOWN_WORD = "unknown_word"
    STATUSES_APART = "statuses_apart"
    CANCELLED_APART = "cancelled_apart"
    TIMES_BEHIND = "times_behind"
    TIMES_AHEAD = "times_ahead"
    EXPIRED_KEY = "expired_key"
    RATE_LIMIT = "rate_limit"
    BUDGET_EXHAUSTED = "budget_exhausted"
    ERRORS = "errors"
    GARBAGE = "garbage"
    SLOW = "slow"
    HANG = "hang"
    RETIRED = "retired"
    ENDLESS_PAGES = "endless_pages"
    DUPLICATED_PAGES = "duplicated_pages"
    REORDERED_PAGES = "reordered_pages"
    LOCKED = "locked"
    PRICES_REJECTED = "prices_rejected"
    PRICE_KOPECK = "price_kopeck"
    PRICE_QUARANTINED = "price_quarantined"
    STALE_PRICE_SOLD = "stale_price_sold"
    STOCK_PAGES_LOST = "stock_pages_lost"
    HIDDEN = "hidden"
    OVERSOLD = "oversold"
    OVERBOOKED = "overbooked"
    KEY_EXPIRING = "key_expiring"
    KEY_RIGHTS = "key_rights"
    EXCHANGE_REJECTED = "exchange_rejected"
    EXCHANGE_PAGES_LOST = "exchange_pages_lost"
    EXCHANGE_LATE = "exchange_late"


SELLS = frozenset({Role.MARKETPLACE, Role.SHOP})
SPEAKS_HTTP = frozenset({Role.MARKETPLACE, Role.FORMS, Role.BOOK, Role.ERP})
PAGES = frozenset({Role.MARKETPLACE, Role.BOOK, Role.ERP})
MARKETPLACES = frozenset({Role.MARKETPLACE})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what a person sees, what the sandbox does, and what must come of it."""

    name: FaultName
    words: str
    does: str
    roles: frozenset[Role]
    """What a place must be to have it."""
    expect_alert: str
    """Empty where nothing must come of it."""
    expect_reason: str = ""
    """The reason of the probe's error, where the probe can no longer ask."""
    expect_finding: FindingKind | None = None
    """What the probe's page lists, where it can."""
    trait: Trait | None = None
    """What the place must have beside its role."""

    def fits(self, place: Place) -> bool:
        """Whether the place can have it."""
        traits = place.traits if isinstance(place, ChannelPlace) else frozenset[Trait]()
        return place.role in self.roles and (self.trait is None or self.trait in traits)

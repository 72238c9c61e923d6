"""The faults that can be injected into the sandbox, and which of them are on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bizprobe.errors import Reason, UsageError
from bizprobe.reading import FindingKind
from bizprobe.sandbox.places import PLACES, Place, Role


class FaultName(StrEnum):
    """Everything that can go wrong here."""

    SILENCE = "silence"
    LOST_ORDERS = "lost_orders"
    STUCK_ORDERS = "stuck_orders"
    EXPIRED_KEY = "expired_key"
    RATE_LIMIT = "rate_limit"
    ERRORS = "errors"
    GARBAGE = "garbage"
    SLOW = "slow"
    HANG = "hang"
    ENDLESS_PAGES = "endless_pages"
    LOCKED = "locked"
    PRICES_REJECTED = "prices_rejected"
    PRICE_KOPECK = "price_kopeck"
    PRICE_QUARANTINED = "price_quarantined"
    STOCK_PAGES_LOST = "stock_pages_lost"
    HIDDEN = "hidden"
    OVERSOLD = "oversold"


SILENT = "BizprobeFlowSilent"
MISSING = "BizprobeFlowOrdersMissing"
TOO_OLD = "BizprobeOpenOrdersTooOld"
CANNOT_ASK = "BizprobeProbeCannotAsk"
KEY_REJECTED = "BizprobeKeyRejected"
PRICES_DIFFERENT = "BizprobePricesDifferent"
STOCK_DIFFERENT = "BizprobeStockDifferent"
STOCK_HIDDEN = "BizprobeStockHidden"
STOCK_PHANTOM = "BizprobeStockPhantom"

_SELLS = frozenset({Role.MARKETPLACE, Role.SHOP})
_PAGES = frozenset({Role.MARKETPLACE, Role.BOOK, Role.ERP})
_SPEAKS_HTTP = frozenset({Role.MARKETPLACE, Role.FORMS, Role.BOOK, Role.ERP})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what a person sees, what the sandbox does, and what must come of it."""

    name: FaultName
    words: str
    does: str
    roles: frozenset[Role]
    """What a place must be to have it."""
    expect_alert: str
    expect_reason: str = ""
    """The reason of the probe's error, where the probe can no longer ask."""
    expect_finding: FindingKind | None = None
    """What the probe's page lists, where it can."""
    of_goods: bool = False
    """Whether only a place that shows prices and stocks can have it."""

    def fits(self, place: Place) -> bool:
        """Whether the place can have it."""
        return place.role in self.roles and (place.shows_goods or not self.of_goods)


def _cannot_ask(name: FaultName, words: str, does: str, reason: Reason, roles: frozenset[Role]) -> Fault:
    return Fault(name, words, does, roles, CANNOT_ASK, reason.value)


def _of_goods(name: FaultName, words: str, does: str, alert: str, finding: FindingKind) -> Fault:
    return Fault(name, words, does, _SELLS, alert, expect_finding=finding, of_goods=True)


_TABLE = (
    Fault(
        FaultName.SILENCE,
        "orders stop coming",
        "the channel takes no new orders; everything else goes on",
        _SELLS | {Role.FORMS},
        SILENT,
        expect_finding=FindingKind.SILENT,
    ),
    Fault(
        FaultName.LOST_ORDERS,
        "orders get lost on the way to the seller's book",
        "new orders of the channel do not reach the book; once mended, they are entered late",
        _SELLS,
        MISSING,
        expect_finding=FindingKind.MISSING_IN_BOOK,
    ),
    Fault(
        FaultName.STUCK_ORDERS,
        "nobody takes up new orders",
        "new orders of the channel stay new; once mended, they move on",
        _SELLS,
        TOO_OLD,
        expect_finding=FindingKind.ORDER_TOO_OLD,
    ),
    Fault(
        FaultName.EXPIRED_KEY,
        "the key to the API has expired",
        "every request is refused with 401",
        _SPEAKS_HTTP,
        KEY_REJECTED,
        Reason.UNAUTHORIZED.value,
    ),
    _cannot_ask(
        FaultName.RATE_LIMIT,
        "the API says that we ask too often",
        "every request is refused with 429 and Retry-After",
        Reason.RATE_LIMITED,
        _SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.ERRORS,
        "the API is broken",
        "every request is answered with 500",
        Reason.SERVER_ERROR,
        _SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.GARBAGE,
        "the API answers with nonsense",
        "every request is answered with 200 and, by turns, a page of HTML or JSON cut in half",
        Reason.BAD_ANSWER,
        _SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.SLOW,
        "the API has become slow",
        "every answer comes 8 seconds late",
        Reason.TIMEOUT,
        _SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.HANG,
        "the API takes requests and never answers",
        "no request is ever answered",
        Reason.TIMEOUT,
        _SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.ENDLESS_PAGES,
        "the list of orders never ends",
        "every page says that there is one more, and the next page is the first again",
        Reason.INCOMPLETE,
        _PAGES,
    ),
    _cannot_ask(
        FaultName.LOCKED,
        "the shop's database is locked",
        "somebody holds an exclusive lock on the shop's database",
        Reason.TIMEOUT,
        frozenset({Role.SHOP}),
    ),
    _of_goods(
        FaultName.PRICES_REJECTED,
        "a quarter of the prices is not taken over",
        "the seller changes every price; the channel keeps its old price of each fourth item",
        PRICES_DIFFERENT,
        FindingKind.PRICE_DIFFERENT,
    ),
    _of_goods(
        FaultName.PRICE_KOPECK,
        "prices are wrong by one kopeck",
        "the channel shows each tenth item one kopeck cheaper than the seller says",
        PRICES_DIFFERENT,
        FindingKind.PRICE_DIFFERENT,
    ),
    # The APIs of these channels have no word for a price that is held back: it is seen as a different one.
    _of_goods(
        FaultName.PRICE_QUARANTINED,
        "the channel holds back prices that fell too far",
        "the seller halves the price of each tenth item for as long; the channel keeps the old one",
        PRICES_DIFFERENT,
        FindingKind.PRICE_DIFFERENT,
    ),
    _of_goods(
        FaultName.STOCK_PAGES_LOST,
        "pages of the stock get lost on the way to the channel",
        "the seller finds more of everything; two of nine pages of the stock never arrive",
        STOCK_DIFFERENT,
        FindingKind.STOCK_DIFFERENT,
    ),
    _of_goods(
        FaultName.HIDDEN,
        "what is in stock is shown as sold out",
        "the channel shows each tenth item as sold out",
        STOCK_HIDDEN,
        FindingKind.STOCK_HIDDEN,
    ),
    _of_goods(
        FaultName.OVERSOLD,
        "what a rush has sold out is still shown",
        "each tenth item is sold out at once and not refilled; the channel does not hear of it",
        STOCK_PHANTOM,
        FindingKind.STOCK_PHANTOM,
    ),
)
FAULTS = {fault.name: fault for fault in _TABLE}


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault that is on."""

    place: str
    fault: FaultName


def parse(place: str, fault: str) -> Broken:
    """The fault at the place. Raises UsageError where there is no such thing."""
    if place not in PLACES:
        raise UsageError(f"there is no {place!r} in the sandbox; there are {', '.join(PLACES)}")
    if fault not in FAULTS:
        raise UsageError(f"there is no fault {fault!r}; there are {', '.join(FAULTS)}")
    found = FAULTS[FaultName(fault)]
    if not found.fits(PLACES[place]):
        fit = ", ".join(name for name, other in PLACES.items() if found.fits(other))
        raise UsageError(f"{place} cannot have the fault {fault}; {fit} can")
    return Broken(place, found.name)


class FaultBoard:
    """Which faults are on."""

    def __init__(self) -> None:
        self._on: dict[Broken, None] = {}

    def add(self, broken: Broken) -> bool:
        """Whether it was off before."""
        fresh = broken not in self._on
        self._on[broken] = None
        return fresh

    def remove(self, broken: Broken) -> bool:
        """Whether it was on before."""
        if broken not in self._on:
            return False
        del self._on[broken]
        return True

    def has(self, place: str, fault: FaultName) -> bool:
        return Broken(place, fault) in self._on

    def all(self) -> Sequence[Broken]:
        """In the order in which they were injected."""
        return tuple(self._on)

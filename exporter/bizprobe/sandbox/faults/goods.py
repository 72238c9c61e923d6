"""Faults of goods: what a channel shows is not what the seller holds."""

from bizprobe.reading import FindingKind
from bizprobe.sandbox.faults.fault import SELLS, Fault, FaultName
from bizprobe.sandbox.places import Trait

PRICES_DIFFERENT = "BizprobePricesDifferent"
PRICES_QUARANTINED = "BizprobePricesQuarantined"
SOLD_TOO_CHEAP = "BizprobeSoldTooCheap"
STOCK_DIFFERENT = "BizprobeStockDifferent"
STOCK_HIDDEN = "BizprobeStockHidden"
STOCK_PHANTOM = "BizprobeStockPhantom"
STOCK_OVERSOLD = "BizprobeStockOversold"


def _of_goods(
    name: FaultName, words: str, does: str, alert: str, finding: FindingKind, trait: Trait | None = None
) -> Fault:
    return Fault(name, words, does, SELLS, alert, expect_finding=finding, trait=trait)


OF_GOODS = (
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
    _of_goods(
        FaultName.PRICE_QUARANTINED,
        "the channel holds back prices that fell too far",
        "the seller divides the price of each tenth item by four for as long; the channel keeps the old one",
        PRICES_QUARANTINED,
        FindingKind.PRICE_QUARANTINED,
        Trait.QUARANTINE,
    ),
    _of_goods(
        FaultName.STALE_PRICE_SOLD,
        "orders are taken at a price of long ago",
        "every piece is sold a fifth cheaper than the channel shows it",
        SOLD_TOO_CHEAP,
        FindingKind.PRICE_STALE,
        Trait.LINES,
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
    _of_goods(
        FaultName.OVERBOOKED,
        "more is reserved for a channel than there is",
        "each tenth item is sold out and not refilled; the ERP has reserved more of it for the channel",
        STOCK_OVERSOLD,
        FindingKind.STOCK_OVERSOLD,
    ),
)

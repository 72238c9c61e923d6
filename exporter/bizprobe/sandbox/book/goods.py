"""What a channel shows is not what the seller holds."""

from dataclasses import replace
from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.faults import goods as alerts
from bizprobe.settings.model import Severity

_SOON = timedelta(seconds=150)
_PRICES = ("flow", "prices")
_STOCKS = ("flow", "stocks")


def _wrong(alert: str, incident: str, side: Side = Side.UNKNOWN, within: timedelta = _SOON) -> Expected:
    return Expected(alert, Severity.CRITICAL, side, incident, within)


_GAP = _wrong(alerts.PRICES_DIFFERENT, "price-gap")
_HELD_BACK = _wrong(alerts.PRICES_QUARANTINED, "prices-quarantined", Side.OURS)

OF_GOODS = (
    Entry(FaultName.PRICES_REJECTED, ("ozon",), ("kupi",), _GAP, asks=_PRICES),
    Entry(FaultName.PRICE_KOPECK, ("ryadom",), ("kupi",), _GAP, asks=_PRICES),
    Entry(FaultName.PRICE_QUARANTINED, ("wildberries",), ("kupi",), _HELD_BACK, asks=_PRICES),
    Entry(FaultName.PRICE_QUARANTINED, ("yandex-market",), ("kupi",), _HELD_BACK, asks=_PRICES),
    Entry(
        FaultName.STALE_PRICE_SOLD,
        ("ozon-express",),
        ("kupi",),
        replace(_wrong(alerts.SOLD_TOO_CHEAP, "price-loss", within=timedelta(seconds=240)), stays=True),
        asks=("flow", "sold_prices"),
    ),
    Entry(
        FaultName.STOCK_PAGES_LOST,
        ("ozon",),
        ("zdravmart",),
        _wrong(alerts.STOCK_DIFFERENT, "stock-gap"),
        asks=_STOCKS,
    ),
    Entry(
        FaultName.HIDDEN,
        ("zdravmart",),
        ("kupi",),
        _wrong(alerts.STOCK_HIDDEN, "stock-hidden"),
        asks=_STOCKS,
    ),
    Entry(
        FaultName.OVERSOLD,
        ("shop",),
        ("ryadom",),
        _wrong(alerts.STOCK_PHANTOM, "stock-phantom"),
        asks=_STOCKS,
    ),
    Entry(
        FaultName.OVERBOOKED,
        ("ozon-express",),
        ("kupi",),
        _wrong(alerts.STOCK_OVERSOLD, "stock-oversold", Side.OURS),
        asks=_STOCKS,
    ),
)

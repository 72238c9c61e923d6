"""What marketplaces tell of keys, and the integration software of exchanges."""

from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName, exchanges, keys
from bizprobe.settings.model import Severity

_SOON = timedelta(seconds=120)
_KEYS = ("flow", "credentials")
_EXCHANGES = ("flow", "exchange")

_EXPIRES = Expected(keys.KEY_EXPIRES, Severity.CRITICAL, Side.OURS, "key-expires", _SOON)


def _exchange(alert: str, incident: str, side: Side, within: timedelta = _SOON) -> Expected:
    return Expected(alert, Severity.CRITICAL, side, incident, within)


OF_WHAT_IS_TOLD = (
    Entry(FaultName.KEY_EXPIRING, ("ozon",), ("kupi",), _EXPIRES, asks=_KEYS),
    Entry(FaultName.KEY_EXPIRING, ("wildberries",), ("kupi",), _EXPIRES, asks=_KEYS),
    Entry(
        FaultName.KEY_RIGHTS,
        ("ozon",),
        ("kupi",),
        Expected(keys.RIGHTS_MISSING, Severity.WARNING, Side.OURS, "key-rights", _SOON),
        # A right that no probe needs is not missed.
        asks=(*_KEYS, "prices"),
    ),
    Entry(
        FaultName.EXCHANGE_REJECTED,
        ("kupi",),
        ("ryadom",),
        _exchange(exchanges.REJECTED, "exchange-rejected", Side.UNKNOWN),
        asks=_EXCHANGES,
    ),
    Entry(
        FaultName.EXCHANGE_PAGES_LOST,
        ("kupi",),
        ("ryadom",),
        _exchange(exchanges.PAGES_LOST, "exchange-pages-lost", Side.UNKNOWN),
        asks=_EXCHANGES,
    ),
    Entry(
        FaultName.EXCHANGE_LATE,
        ("kupi",),
        ("ryadom",),
        _exchange(exchanges.LATE, "exchange-late", Side.OURS, timedelta(seconds=180)),
        asks=_EXCHANGES,
    ),
)

"""What several channels need fails: one alert, not one for each of them."""

from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.faults import asking as alerts
from bizprobe.settings.model import Severity

_SOON = timedelta(seconds=180)

_DOWN = Expected(alerts.SYSTEM_DOWN, Severity.CRITICAL, Side.OURS, "system-down", _SOON)
_NO_WAY_OUT = Expected("BizprobeUplinkDown", Severity.CRITICAL, Side.OURS, "uplink-down", _SOON)
_REJECTED = Expected(alerts.KEY_REJECTED, Severity.CRITICAL, Side.OURS, "key-rejected", _SOON)

OF_SYSTEMS = (
    Entry(
        FaultName.ERRORS, ("erp",), ("ozon", "kupi"), _DOWN, asks=("flow", "prices", "stocks", "sold_prices")
    ),
    Entry(FaultName.HANG, ("erp",), ("zdravmart", "ryadom"), _DOWN, asks=("flow", "prices", "stocks")),
    Entry(FaultName.ERRORS, ("crm",), ("ozon", "kupi"), _DOWN, asks=("flow", "order_statuses")),
    Entry(FaultName.EXPIRED_KEY, ("crm",), ("zdravmart", "ryadom"), _REJECTED),
    Entry(FaultName.LOCKED, ("shop",), ("ryadom",), _DOWN),
    # Nobody outside answers: it is our own way out that is broken.
    Entry(FaultName.HANG, ("ozon", "zdravmart", "kupi"), ("shop",), _NO_WAY_OUT),
)

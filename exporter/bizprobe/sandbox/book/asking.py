"""An API does not answer, or not as it should."""

from dataclasses import replace
from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.faults import asking as alerts
from bizprobe.settings.model import Severity

_BLIND_SOON = timedelta(seconds=150)
_EVERYTHING = ("flow", "prices", "stocks", "order_statuses")

_CHANNEL_CANNOT = Expected(alerts.CANNOT_ASK, Severity.CRITICAL, Side.CHANNEL, "cannot-ask", _BLIND_SOON)
_WE_CANNOT = Expected(alerts.CANNOT_ASK, Severity.CRITICAL, Side.OURS, "cannot-ask", _BLIND_SOON)
_REJECTED = Expected(alerts.KEY_REJECTED, Severity.CRITICAL, Side.OURS, "key-rejected", _BLIND_SOON)

OF_ASKING = (
    Entry(FaultName.EXPIRED_KEY, ("ozon-express",), ("ryadom",), _REJECTED, asks=("flow", "credentials")),
    Entry(FaultName.RATE_LIMIT, ("site-leads",), ("test-drives",), _WE_CANNOT),
    Entry(FaultName.BUDGET_EXHAUSTED, ("wildberries",), ("ryadom",), _WE_CANNOT),
    Entry(FaultName.ERRORS, ("ozon",), ("ryadom",), _CHANNEL_CANNOT, asks=_EVERYTHING),
    Entry(FaultName.GARBAGE, ("ryadom",), ("kupi",), _CHANNEL_CANNOT),
    Entry(FaultName.SLOW, ("zdravmart",), ("kupi",), _CHANNEL_CANNOT),
    Entry(FaultName.HANG, ("kupi",), ("zdravmart",), _CHANNEL_CANNOT),
    Entry(FaultName.RETIRED, ("ozon",), ("ryadom",), _WE_CANNOT),
    # Asked each half minute only, and silent for two before that is critical.
    Entry(
        FaultName.RETIRED,
        ("yandex-market",),
        ("ryadom",),
        replace(_WE_CANNOT, within=timedelta(seconds=240)),
    ),
    Entry(FaultName.ENDLESS_PAGES, ("kupi",), ("ryadom",), _CHANNEL_CANNOT),
    Entry(FaultName.DUPLICATED_PAGES, ("kupi", "crm", "erp"), ("zdravmart",), None, asks=_EVERYTHING),
    Entry(FaultName.REORDERED_PAGES, ("ozon", "crm", "erp"), ("ryadom",), None, asks=_EVERYTHING),
)

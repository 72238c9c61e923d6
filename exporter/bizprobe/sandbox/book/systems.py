"""What several channels need fails: one alert, not one for each of them."""

from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.faults import asking as alerts
from bizprobe.settings.model import Severity

_SOON = timedelta(seconds=180)
_OF_THE_ERP = ("flow", "prices", "stocks", "sold_prices")

_WE_CANNOT = Expected(alerts.CANNOT_ASK, Severity.CRITICAL, Side.OURS, "cannot-ask", _SOON)
_WE_MAY_NOT = Expected(alerts.KEY_REJECTED, Severity.CRITICAL, Side.OURS, "key-rejected", _SOON)

OF_SYSTEMS = (
    Entry(FaultName.ERRORS, ("erp",), ("ozon", "kupi"), _WE_CANNOT, asks=_OF_THE_ERP),
    Entry(FaultName.HANG, ("erp",), ("zdravmart", "ryadom"), _WE_CANNOT, asks=_OF_THE_ERP),
    Entry(FaultName.ERRORS, ("crm",), ("ozon", "kupi"), _WE_CANNOT, asks=("flow", "order_statuses")),
    Entry(FaultName.EXPIRED_KEY, ("crm",), ("zdravmart", "ryadom"), _WE_MAY_NOT),
    # Nobody outside answers: it is our own way out that is broken.
    Entry(FaultName.HANG, ("ozon", "zdravmart", "kupi"), ("shop",), _WE_CANNOT),
)

"""Orders do not come, do not arrive, do not move on, or nobody understands them."""

from datetime import timedelta

from bizprobe.sandbox.book.entry import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.faults import orders as alerts
from bizprobe.settings.model import Severity

ALL_SILENT = "BizprobeAllFlowsSilent"

_SILENT_SOON = timedelta(seconds=150)
_STANDING = timedelta(seconds=300)
# Two of the rules wait five minutes themselves: what they tell may pass by itself.
_LASTING = timedelta(seconds=420)


def _silent(alert: str, side: Side, incident: str = "order-silence") -> Expected:
    return Expected(alert, Severity.CRITICAL, side, incident, _SILENT_SOON)


OF_ORDERS = (
    # Ozon goes on selling for the other dealers of the town.
    Entry(FaultName.SILENCE, ("ozon",), ("kupi",), _silent(alerts.SILENT, Side.OURS)),
    Entry(FaultName.SILENCE, ("kupi",), ("ozon",), _silent(alerts.SILENT, Side.CHANNEL)),
    Entry(FaultName.SILENCE, ("shop",), ("ryadom",), _silent(alerts.SILENT, Side.OURS)),
    Entry(
        FaultName.SILENCE,
        ("site-leads",),
        ("test-drives",),
        _silent(alerts.SILENT, Side.CHANNEL, "lead-silence"),
    ),
    Entry(FaultName.SILENCE, ("zdravmart", "kupi"), (), _silent(ALL_SILENT, Side.OURS)),
    Entry(
        FaultName.TIMES_BEHIND,
        ("site-leads",),
        ("test-drives",),
        _silent(alerts.SILENT, Side.CHANNEL, "lead-silence"),
    ),
    Entry(
        FaultName.TIMES_AHEAD,
        ("ozon",),
        ("kupi",),
        Expected(alerts.AHEAD, Severity.WARNING, Side.CHANNEL, "times-ahead", _LASTING),
    ),
    Entry(
        FaultName.LOST_ORDERS,
        ("zdravmart",),
        ("ryadom",),
        Expected(alerts.MISSING, Severity.CRITICAL, Side.OURS, "orders-missing", timedelta(seconds=120)),
    ),
    Entry(
        FaultName.STUCK_ORDERS,
        ("kupi",),
        ("ryadom",),
        Expected(alerts.TOO_OLD, Severity.CRITICAL, Side.OURS, "orders-standing", _STANDING),
    ),
    Entry(
        FaultName.UNKNOWN_WORD,
        ("zdravmart",),
        ("ryadom",),
        Expected(alerts.UNMAPPED, Severity.WARNING, Side.OURS, "status-unmapped", _LASTING),
        asks=("flow", "order_statuses"),
    ),
    Entry(
        FaultName.STATUSES_APART,
        ("ozon",),
        ("ryadom",),
        Expected(alerts.APART, Severity.WARNING, Side.OURS, "statuses-apart", _STANDING),
        asks=("flow", "order_statuses"),
    ),
    Entry(
        FaultName.CANCELLED_APART,
        ("ozon",),
        ("ryadom",),
        Expected(alerts.CANCELLED_APART, Severity.CRITICAL, Side.UNKNOWN, "cancelled-apart", _STANDING),
        asks=("flow", "order_statuses"),
    ),
)

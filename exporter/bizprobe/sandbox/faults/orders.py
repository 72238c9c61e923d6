"""Faults of orders: they do not come, do not arrive, do not move on, or nobody understands them."""

from bizprobe.reading import FindingKind
from bizprobe.sandbox.faults.fault import MARKETPLACES, SELLS, Fault, FaultName
from bizprobe.sandbox.places import Role

SILENT = "BizprobeFlowSilent"
MISSING = "BizprobeFlowOrdersMissing"
TOO_OLD = "BizprobeOpenOrdersTooOld"
UNMAPPED = "BizprobeStatusUnmapped"
AHEAD = "BizprobeFlowTimesAhead"
APART = "BizprobeOrderStatusesApart"
CANCELLED_APART = "BizprobeOrdersCancelledApart"

OF_ORDERS = (
    Fault(
        FaultName.SILENCE,
        "orders stop coming",
        "the channel takes no new orders; everything else goes on",
        SELLS | {Role.FORMS},
        SILENT,
        expect_finding=FindingKind.SILENT,
    ),
    Fault(
        FaultName.LOST_ORDERS,
        "orders get lost on the way to the seller's book",
        "new orders of the channel do not reach the book; once mended, they are entered late",
        SELLS,
        MISSING,
        expect_finding=FindingKind.MISSING_IN_BOOK,
    ),
    Fault(
        FaultName.STUCK_ORDERS,
        "nobody takes up new orders",
        "new orders of the channel stay new; once mended, they move on",
        SELLS,
        TOO_OLD,
        expect_finding=FindingKind.ORDER_TOO_OLD,
    ),
    Fault(
        FaultName.UNKNOWN_WORD,
        "the channel has a new status of which nobody knows",
        "every fourth order of the channel is on_hold, whatever it was before",
        MARKETPLACES,
        UNMAPPED,
        expect_finding=FindingKind.STATUS_UNMAPPED,
    ),
    Fault(
        FaultName.STATUSES_APART,
        "the seller's book no longer hears how orders move on",
        "the book keeps the status that each order of the channel had, but still hears of cancellations",
        SELLS,
        APART,
        expect_finding=FindingKind.STATUS_BEHIND,
    ),
    Fault(
        FaultName.CANCELLED_APART,
        "cancellations do not reach the seller's book",
        "the book keeps the status at which each order of the channel was cancelled, and hears of all others",
        SELLS,
        CANCELLED_APART,
        expect_finding=FindingKind.STATUS_CANCELLED_APART,
    ),
    Fault(
        FaultName.TIMES_BEHIND,
        "the channel writes its times in another time zone",
        "every time of an order comes three hours too early",
        MARKETPLACES | {Role.FORMS},
        SILENT,
        expect_finding=FindingKind.SILENT,
    ),
    Fault(
        FaultName.TIMES_AHEAD,
        "the channel writes its times in another time zone",
        "every time of an order comes three hours too late; nothing gets lost",
        MARKETPLACES,
        AHEAD,
        expect_finding=FindingKind.TIME_AHEAD,
    ),
)

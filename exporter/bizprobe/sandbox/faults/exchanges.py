"""Faults of exchanges: what the integration software sends does not arrive."""

from bizprobe.reading import FindingKind
from bizprobe.sandbox.faults.fault import MARKETPLACES, Fault, FaultName
from bizprobe.sandbox.places import Trait

REJECTED = "BizprobeExchangeRejected"
PAGES_LOST = "BizprobeExchangePagesLost"
LATE = "BizprobeExchangeLate"


def _of_exchanges(name: FaultName, words: str, does: str, alert: str, finding: FindingKind) -> Fault:
    return Fault(name, words, does, MARKETPLACES, alert, expect_finding=finding, trait=Trait.EXCHANGES)


OF_EXCHANGES = (
    _of_exchanges(
        FaultName.EXCHANGE_REJECTED,
        "the channel does not accept everything that is sent",
        "the integration software reports that a quarter of the items was rejected",
        REJECTED,
        FindingKind.EXCHANGE_REJECTED,
    ),
    _of_exchanges(
        FaultName.EXCHANGE_PAGES_LOST,
        "pages of what is sent do not arrive",
        "the integration software reports that two pages of each exchange were lost",
        PAGES_LOST,
        FindingKind.EXCHANGE_PAGES_LOST,
    ),
    _of_exchanges(
        FaultName.EXCHANGE_LATE,
        "the integration software has stopped",
        "no exchange with the channel is reported any more",
        LATE,
        FindingKind.SILENT,
    ),
)

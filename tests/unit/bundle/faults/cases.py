"""An entry of the book, and what can be seen of its alert."""

from datetime import timedelta

from bizprobe.bundle.faults.case import Case
from bizprobe.bundle.faults.sight import Held, Labels, Sight
from bizprobe.sandbox.book import Entry, Expected, Side
from bizprobe.sandbox.faults import FaultName
from bizprobe.settings.model import Severity

DEALER = "silence-at-ozon"
SILENT = Expected(
    "BizprobeFlowSilent", Severity.CRITICAL, Side.CHANNEL, "order-silence", timedelta(seconds=100)
)


def case(expected: Expected | None = SILENT, begun: float | None = 1000.0) -> Case:
    entry = Entry(FaultName.SILENCE, ("ozon",), ("kupi",), expected)
    return Case(entry, "marketplaces" if expected else "", begun=begun)


def alert(name: str = "BizprobeFlowSilent", **labels: str) -> Labels:
    told = {"severity": "critical", "side": "channel", "incident": "order-silence", "channel": "ozon"}
    return {"alertname": name, "dealer": DEALER, **told, **labels}


def held(*alerts: Labels, inhibited: bool = False, receiver: str = "marketplaces-critical") -> list[Held]:
    return [Held(labels, frozenset({receiver}), inhibited) for labels in alerts]


def sight(at: float, *firing: Labels, held_by: list[Held] | None = None) -> Sight:
    """Alertmanager holds, and has sent, what fires."""
    return Sight(at, firing, held(*firing) if held_by is None else held_by, firing)

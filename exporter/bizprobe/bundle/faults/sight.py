"""What can be seen of all alerts at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import anyio

from bizprobe.bundle.bundle import Bundle

Labels = Mapping[str, str]

NO_DEALER = ""
"""Whose alerts are those that have no dealer."""


@dataclass(frozen=True)
class Held:
    """An alert as Alertmanager holds it: with whoever hears of it, unless a cause keeps it quiet."""

    labels: Labels
    receivers: frozenset[str]
    inhibited: bool


@dataclass(frozen=True)
class Sight:
    """All alerts at the moment `at`, in seconds of a clock that never goes back.

    `firing` are Prometheus' own, without those that only go on for a while after they ended; `messages`
    are those of which a message has arrived so far.
    """

    at: float
    firing: Sequence[Labels]
    held: Sequence[Held]
    messages: Sequence[Labels]

    @cached_property
    def by_dealer(self) -> Mapping[str, "Sight"]:
        """The same for each dealer that has an alert."""
        dealers = {labels.get("dealer", NO_DEALER) for labels in self._all_labels()}
        return {dealer: self._of(dealer) for dealer in dealers}

    def of(self, dealer: str) -> "Sight":
        """What of it is of one dealer."""
        return self.by_dealer.get(dealer) or Sight(self.at, (), (), ())

    def _all_labels(self) -> Sequence[Labels]:
        return [*self.firing, *(held.labels for held in self.held), *self.messages]

    def _of(self, dealer: str) -> "Sight":
        return Sight(
            self.at,
            [labels for labels in self.firing if labels.get("dealer", NO_DEALER) == dealer],
            [held for held in self.held if held.labels.get("dealer", NO_DEALER) == dealer],
            [labels for labels in self.messages if labels.get("dealer", NO_DEALER) == dealer],
        )


async def look(bundle: Bundle) -> Sight:
    """What can be seen now. Raises BundleError."""
    firing = [
        alert["labels"]
        for alert in await bundle.prometheus.alerts()
        if alert["state"] == "firing" and not alert.get("keepFiringSince")
    ]
    held = [_held(alert) for alert in await bundle.alertmanager.alerts()]
    messages = [alert["labels"] for alert in list(bundle.inbox.alerts) if alert["status"] == "firing"]
    return Sight(anyio.current_time(), firing, held, messages)


def _held(alert: Mapping[str, Any]) -> Held:
    receivers = frozenset(receiver["name"] for receiver in alert["receivers"])
    return Held(alert["labels"], receivers, bool(alert["status"]["inhibitedBy"]))

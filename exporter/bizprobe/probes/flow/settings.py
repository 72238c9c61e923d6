"""The settings of a flow probe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bizprobe.flow.reach import Reach
from bizprobe.flow.words import span
from bizprobe.probes.flow.baseline import Baseline, BaselineSettings
from bizprobe.records import OPEN_STATUSES, OrderStatus
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import CountLimit, Hourly, Limit
from bizprobe.settings.model import Duration, Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

MISSED_WITHIN = timedelta(hours=1)
"""How long a missed call counts."""


class Flow(StrEnum):
    """What comes in."""

    ORDERS = "orders"
    LEADS = "leads"
    BOOKINGS = "bookings"
    PAYMENTS = "payments"
    CALLS = "calls"
    MESSAGES = "messages"

    @property
    def one(self) -> str:
        """The word for a single one: `order`."""
        return self.value.removesuffix("s")


@dataclass(frozen=True, slots=True)
class FlowOffers:
    """What a channel is asked for: what came in, and what still waits, where there is a way to ask."""

    events: Offer
    waiting: Offer | None


_ORDERS = FlowOffers(Offer.ORDERS, Offer.OPEN_ORDERS)
_APART: Mapping[Flow, FlowOffers] = {
    Flow.CALLS: FlowOffers(Offer.CALLS, None),
    Flow.MESSAGES: FlowOffers(Offer.MESSAGES, Offer.OPEN_MESSAGES),
}


def flow_offers(flow: Flow, offered: frozenset[Offer]) -> FlowOffers:
    """How a channel that offers these is asked for a flow.

    Where it does not tell calls and messages apart from orders, what it calls orders is that flow.
    """
    apart = any(offers.events in offered for offers in _APART.values())
    return _APART.get(flow, _ORDERS) if apart else _ORDERS


def _none_missing() -> dict[Severity, Hourly[int]]:
    return {Severity.CRITICAL: Hourly(0, written=0)}


class FlowSettings(ProbeSettings):
    """Whether events still come in through a channel, and whether the seller's book has each of them."""

    kind: Literal["flow"]
    channel: Annotated[str, Ref("channels")]
    """The channel through which they come in."""
    flow: Annotated[Flow, Field(strict=False)] = Flow.ORDERS
    """What comes in. Every flow of a channel has one probe."""
    book: Annotated[str, Ref("systems")] | None = None
    """The system that must have each of them too, by the same number."""
    silence: Annotated[BySeverity[Limit], Field(default_factory=dict)]
    """How long nothing may come in, by severity; may depend on the day and the hour."""
    overlap: Duration = 3600.0
    """How far each read goes back behind the last one: events may show up this late."""
    horizon: Duration = 86400.0
    """How far back the channel and the book are held against each other."""
    grace: Duration = 900.0
    """How long one side may take until it has what the other has."""
    missing: Annotated[BySeverity[CountLimit], Field(default_factory=_none_missing)]
    """How many one side may lack, by severity; may depend on the day and the hour."""
    open_orders: dict[Annotated[OrderStatus, Field(strict=False)], BySeverity[Limit]] | None = None
    """How old an open order may be, by status and severity; may depend on the day and the hour. They are
    read only where this is given. Chats that wait for an answer are new."""
    unanswered: Annotated[BySeverity[CountLimit], Field(default_factory=dict)]
    """How many calls of the last hour nobody may have taken, by severity; may depend on the day and the
    hour. A call that came in while no limit was on does not count."""
    baseline: Annotated[Baseline, Field(default_factory=BaselineSettings)]
    """How far below the same hour of the last four weeks it may be."""

    @property
    def reach(self) -> Reach:
        overlap = timedelta(seconds=self.overlap)
        if self.flow is Flow.CALLS:
            overlap = max(overlap, MISSED_WITHIN)
        return Reach(timedelta(0, self.horizon), timedelta(0, self.grace), overlap)

    def offers(self, dealer: "Dealer") -> FlowOffers:
        """What the channel is asked for."""
        return flow_offers(self.flow, dealer.channels[self.channel].offers(dealer))

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        offers = self.offers(dealer)
        waiting = None if self.open_orders is None else offers.waiting
        return {self.channel: frozenset({offers.events} | ({waiting} if waiting else set()))}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from self._problems_of_time()
        yield from self._problems_of_offers(dealer)
        yield from self._problems_of_delay(dealer)
        yield from self._problems_of_twins(dealer)
        if self.book is None and "missing" in self.model_fields_set:
            yield Problem(("missing",), "needs a book in which something can be missing")
        if self.unanswered and self.flow is not Flow.CALLS:
            yield Problem(("unanswered",), "only calls can be missed; what waits is limited by open_orders")
        yield from self._problems_of_statuses(dealer)

    @property
    def source(self) -> tuple[str, Flow]:
        """What a dealer has one probe for."""
        return self.channel, self.flow

    def _problems_of_time(self) -> Iterator[Problem]:
        yield from self.problems_of_timeout()
        if self.grace >= self.horizon:
            yield Problem(("grace",), f"expected less than horizon ({span(self.horizon)})")
        if self.overlap > self.horizon:
            yield Problem(("overlap",), f"expected at most horizon ({span(self.horizon)})")

    def _problems_of_delay(self, dealer: "Dealer") -> Iterator[Problem]:
        delay = dealer.channels[self.channel].delay().total_seconds()
        words = f"expected at least {span(delay)}: so late may orders of {self.channel} come"
        if self.overlap < delay:
            yield Problem(("overlap",), words)
        if self.book is not None and self.grace < delay:
            yield Problem(("grace",), words)
        shortest = [limit.smallest for limit in self.silence.values() if limit.smallest is not None]
        if min(shortest, default=delay) < delay:
            yield Problem(("silence",), words)

    def _problems_of_offers(self, dealer: "Dealer") -> Iterator[Problem]:
        offered, asked = dealer.channels[self.channel].offers(dealer), self.offers(dealer)
        name = self.flow if self.flow in _APART else Flow.ORDERS
        if asked.events not in offered:
            yield Problem(("channel",), f"the channel {self.channel} does not offer {name}")
        if self.open_orders is not None and asked.waiting not in offered:
            yield Problem(("open_orders",), f"the channel {self.channel} does not offer open {name}")
        if self.book is not None and Offer.ORDERS not in dealer.systems[self.book].offers():
            yield Problem(("book",), f"the system {self.book} does not offer orders")

    def _problems_of_statuses(self, dealer: "Dealer") -> Iterator[Problem]:
        chats = self.offers(dealer).waiting is Offer.OPEN_MESSAGES
        known = (OrderStatus.NEW,) if chats else OPEN_STATUSES
        for status in self.open_orders or ():
            if status not in known:
                words = f"is no open status; expected one of {', '.join(known)}"
                yield Problem(("open_orders", status), words)

    def _problems_of_twins(self, dealer: "Dealer") -> Iterator[Problem]:
        place = "flow" if "flow" in self.model_fields_set else "channel"
        for name, other in self.siblings(dealer):
            if other.source == self.source:
                yield Problem((place,), f"the probe {name} already reads {self.flow} of {self.channel}")

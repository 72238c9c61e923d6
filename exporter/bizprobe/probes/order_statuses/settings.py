"""The settings of an order statuses probe."""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bizprobe.agreement.scale import MISMATCHES, State
from bizprobe.flow.words import span
from bizprobe.marketplaces.own import OwnSettings
from bizprobe.probes.flow.settings import Flow
from bizprobe.records import OrderStatus
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import CountLimit, Hourly
from bizprobe.settings.model import Duration, Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

Status = Annotated[OrderStatus, Field(strict=False)]


class Where(StrEnum):
    """Who says something of an order. What is held against the channel is the book and the cabinet."""

    CHANNEL = "channel"
    BOOK = "book"
    CABINET = "cabinet"


def _none_cancelled_apart_and_none_late() -> dict[State, dict[Severity, Hourly[int]]]:
    none = Hourly(0, written=0)
    late = {Severity.WARNING: none}
    return {State.CANCELLED_APART: {Severity.CRITICAL: none}, State.BEHIND: late, State.AHEAD: late}


class OrderStatusesSettings(ProbeSettings):
    """Whether the seller's book, and what the buyer sees, say the same of every order as the channel.

    Orders that one side does not know at all are the business of the flow probe.
    """

    kind: Literal["order_statuses"]
    every: Duration = 300.0
    """How often it is asked."""
    timeout: Duration = 60.0
    """The deadline of a run, retries included."""
    channel: Annotated[str, Ref("channels")]
    """The channel in which the orders were placed."""
    flow: Annotated[Flow, Field(strict=False)] = Flow.ORDERS
    """What comes in through it, as in its flow probe."""
    book: Annotated[str, Ref("systems")]
    """The seller's system that holds the orders too, by the same numbers."""
    cabinet: Annotated[str, Ref("systems")] | None = None
    """The system that knows what the buyer sees, if it is one of its own."""
    horizon: Duration = 604800.0
    """How far back orders are compared."""
    grace: Duration = 1800.0
    """How long one side may owe a step that the other has taken; until then the order counts as agreeing."""
    equal: Annotated[list[list[Status]], Field(default_factory=list)]
    """Sets of canonical statuses that come to the same."""
    limits: Annotated[
        dict[Annotated[State, Field(strict=False)], BySeverity[CountLimit]],
        Field(default_factory=_none_cancelled_apart_and_none_late),
    ]
    """How many orders may be in a state, cancelled_apart, behind, ahead or apart; may depend on the hour."""
    max_orders: int = Field(default=100_000, ge=1)
    """The most orders that one side may have; beyond is an error."""

    @property
    def systems(self) -> Mapping[Where, str]:
        """Who is held against the channel."""
        systems = {Where.BOOK: self.book, Where.CABINET: self.cabinet}
        return {where: system for where, system in systems.items() if system is not None}

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        return {self.channel: frozenset({Offer.ORDERS})}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from self._problems_of_time()
        yield from self._problems_of_sides(dealer)
        yield from self._problems_of_states()
        if self.flow in (Flow.CALLS, Flow.MESSAGES):
            yield Problem(("flow",), f"{self.flow} have no status that two sides could hold")
        place = "flow" if "flow" in self.model_fields_set else "channel"
        for name, other in self.siblings(dealer):
            if other.source == self.source:
                words = f"the probe {name} already compares the statuses of {self.flow} of {self.channel}"
                yield Problem((place,), words)

    @property
    def source(self) -> tuple[str, Flow]:
        """What a dealer has one probe of this kind for."""
        return self.channel, self.flow

    def _problems_of_time(self) -> Iterator[Problem]:
        yield from self.problems_of_timeout()
        if self.grace >= self.horizon:
            yield Problem(("grace",), f"expected less than horizon ({span(self.horizon)})")

    def _problems_of_sides(self, dealer: "Dealer") -> Iterator[Problem]:
        channel = dealer.channels[self.channel]
        source = dealer.systems[channel.system] if isinstance(channel, OwnSettings) else channel
        if Offer.ORDERS not in channel.offers(dealer):
            yield Problem(("channel",), f"the channel {self.channel} does not offer orders")
        elif not source.tells_statuses():
            yield Problem(("channel",), f"the orders of {self.channel} come without a status")
        for where, name in self.systems.items():
            system = dealer.systems[name]
            if Offer.ORDERS not in system.offers():
                yield Problem((where,), f"the system {name} does not offer orders")
            elif not system.tells_statuses():
                yield Problem((where,), f"the orders of {name} come without a status; name it in its fields")
            if source is system:
                yield Problem((where,), f"{name} is also behind the channel {self.channel}")
        if self.cabinet == self.book:
            yield Problem(("cabinet",), f"{self.cabinet} is the book already")

    def _problems_of_states(self) -> Iterator[Problem]:
        for state in self.limits:
            if state not in MISMATCHES:
                yield Problem(("limits", state), f"needs no limit; limit {', '.join(MISMATCHES)}")
        for place, statuses in enumerate(self.equal):
            if len(statuses) < 2:
                yield Problem(("equal", place), "expected two statuses or more that come to the same")
            if OrderStatus.OTHER in statuses:
                yield Problem(("equal", place), "other says nothing, so it equals nothing")
        counts = Counter(status for statuses in self.equal for status in statuses)
        for status in (status for status, count in counts.items() if count > 1):
            yield Problem(("equal",), f"{status} stands there twice")

"""The settings of a flow probe."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bizprobe.flow.reach import Reach
from bizprobe.flow.words import span
from bizprobe.records import OPEN_STATUSES, OrderStatus
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import Limit
from bizprobe.settings.model import Duration, Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


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


def _none_missing() -> dict[Severity, int]:
    return {Severity.CRITICAL: 0}


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
    missing: Annotated[BySeverity[Annotated[int, Field(ge=0)]], Field(default_factory=_none_missing)]
    """How many one side may lack, by severity."""
    open_orders: dict[Annotated[OrderStatus, Field(strict=False)], BySeverity[Duration]] | None = None
    """How old an open order may be, by status and severity. They are read only where this is given."""

    @property
    def reach(self) -> Reach:
        return Reach(timedelta(0, self.horizon), timedelta(0, self.grace), timedelta(0, self.overlap))

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        open_orders = frozenset() if self.open_orders is None else frozenset({Offer.OPEN_ORDERS})
        return {self.channel: open_orders | {Offer.ORDERS}}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from self._problems_of_time()
        yield from self._problems_of_offers(dealer)
        yield from self._problems_of_twins(dealer)
        if self.book is None and "missing" in self.model_fields_set:
            yield Problem(("missing",), "needs a book in which something can be missing")
        for status in self.open_orders or ():
            if status not in OPEN_STATUSES:
                allowed = ", ".join(OPEN_STATUSES)
                yield Problem(("open_orders", status), f"is no open status; expected one of {allowed}")

    @property
    def source(self) -> tuple[str, Flow]:
        """What a dealer has one probe for."""
        return self.channel, self.flow

    def _problems_of_time(self) -> Iterator[Problem]:
        if self.timeout > self.every:
            yield Problem(("timeout",), f"expected at most every ({span(self.every)})")
        if self.grace >= self.horizon:
            yield Problem(("grace",), f"expected less than horizon ({span(self.horizon)})")
        if self.overlap > self.horizon:
            yield Problem(("overlap",), f"expected at most horizon ({span(self.horizon)})")

    def _problems_of_offers(self, dealer: "Dealer") -> Iterator[Problem]:
        offers = dealer.channels[self.channel].offers(dealer)
        if Offer.ORDERS not in offers:
            yield Problem(("channel",), f"the channel {self.channel} does not offer orders")
        if self.open_orders is not None and Offer.OPEN_ORDERS not in offers:
            yield Problem(("open_orders",), f"the channel {self.channel} does not offer open orders")
        if self.book is not None and Offer.ORDERS not in dealer.systems[self.book].offers():
            yield Problem(("book",), f"the system {self.book} does not offer orders")

    def _problems_of_twins(self, dealer: "Dealer") -> Iterator[Problem]:
        place = "flow" if "flow" in self.model_fields_set else "channel"
        for name, other in dealer.probes.items():
            if other is not self and isinstance(other, FlowSettings) and other.source == self.source:
                yield Problem((place,), f"the probe {name} already reads {self.flow} of {self.channel}")

"""The settings of a sold_prices probe."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from bizprobe.compare.sold import Rule
from bizprobe.compare.verdict import Direction
from bizprobe.flow.words import span
from bizprobe.probes.comparison.settings import NONE, Grace
from bizprobe.records import parse_amount
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import CountLimit, Hourly
from bizprobe.settings.model import Duration, Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

# Prices may change more than once in a longer pause than so many intervals.
_INTERVALS = 3


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("expected an amount such as 0.50")
    amount = parse_amount(str(value))
    if amount < 0:
        raise ValueError("expected an amount of at least 0")
    return amount


Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "examples": [0.5]}),
]
"""Money in major units."""


def _none_stale() -> dict[Direction, dict[Severity, Hourly[int]]]:
    return {Direction.UNDER: {Severity.CRITICAL: NONE}, Direction.OVER: {Severity.WARNING: NONE}}


class SoldPricesSettings(ProbeSettings):
    """Whether every order line was sold at a price that a system of the seller held at that time."""

    kind: Literal["sold_prices"]
    every: Duration = 900.0
    """How often it is asked. A price that is held for less than this may stay unseen."""
    timeout: Duration = 120.0
    """The deadline of a run, retries included."""
    channel: Annotated[str, Ref("channels")]
    """The channel whose orders are checked. Every channel has one probe."""
    system: Annotated[str, Ref("systems")]
    """The system that holds the prices."""
    grace: Grace = 3600.0
    """How long the channel may go on selling at a price that the seller has changed."""
    tolerance: Amount = Decimal()
    """How far a price may be off, in major units, e.g. where the channel rounds."""
    overlap: Duration = 3600.0
    """How late orders may show up."""
    horizon: Duration = 86400.0
    """How long ago an order may have been placed to be checked, and a stale line is shown."""
    max_items: int = Field(default=200_000, ge=1)
    """The longest price list that is read."""
    limits: Annotated[
        dict[Annotated[Direction, Field(strict=False)], BySeverity[CountLimit]],
        Field(default_factory=_none_stale),
    ]
    """How many lines may be stale within an hour: under the valid price, or over; may depend on the hour."""

    @property
    def rule(self) -> Rule:
        return Rule(timedelta(seconds=self.grace), self.tolerance)

    @property
    def late(self) -> timedelta:
        """The overlap."""
        return timedelta(seconds=self.overlap)

    @property
    def shown(self) -> timedelta:
        """The horizon."""
        return timedelta(seconds=self.horizon)

    @property
    def gap(self) -> timedelta:
        """The longest pause between two runs in which no price is lost sight of."""
        return timedelta(seconds=_INTERVALS * self.every)

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        return {self.channel: frozenset({Offer.ORDERS})}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if Offer.ORDERS not in dealer.channels[self.channel].offers(dealer):
            yield Problem(("channel",), f"the channel {self.channel} does not offer orders")
        if Offer.PRICES not in dealer.systems[self.system].offers():
            yield Problem(("system",), f"the system {self.system} does not offer prices")
        yield from self.problems_of_timeout()
        if self.overlap > self.horizon:
            yield Problem(("overlap",), f"expected at most horizon ({span(self.horizon)})")
        for name, other in self.siblings(dealer):
            if other.channel == self.channel:
                yield Problem(("channel",), f"the probe {name} already checks what {self.channel} sold")

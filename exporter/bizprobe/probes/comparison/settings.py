"""The settings that every comparison has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from bizprobe.compare.mismatch import PriceState, StockState
from bizprobe.marketplaces.own import OwnSettings
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import Hourly
from bizprobe.settings.model import Duration, Offer, Ref, format_duration, parse_duration

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

Grace = Annotated[
    float,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$", "examples": ["30m"]}),
]
"""A duration that may be `0s`."""
NONE = Hourly(0, written=0)
"""A limit that tolerates nothing, at any hour."""


def problems_of_limits(states: Iterable[PriceState | StockState]) -> Iterator[Problem]:
    """What matches is no fault that could be limited."""
    for state in states:
        if state == "matching":
            yield Problem(("limits", "matching"), "needs no limit; limit the states that are faults")


class ComparisonSettings(ProbeSettings):
    """A channel held against a system of the seller."""

    offer: ClassVar[Offer]
    """What both sides are asked for."""

    every: Duration = 900.0
    """How often it is asked."""
    timeout: Duration = 120.0
    """The deadline of a run, retries included."""
    channel: Annotated[str, Ref("channels")]
    """The channel that is compared."""
    system: Annotated[str, Ref("systems")]
    """The system that says how it should be."""
    grace: Grace = 1800.0
    """How long the channel may take until it shows what the system holds: what does not match for less
    than this still counts as matching. Where the channel shows another wrong value than at the last read,
    it moves, and the time begins anew."""
    max_items: int = Field(default=200_000, ge=1)
    """The longest list of the system, and how many items more the channel may show; beyond is an error."""

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        return {self.channel: frozenset({self.offer})}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        channel, offer = dealer.channels[self.channel], self.offer
        if offer not in channel.offers(dealer):
            yield Problem(("channel",), f"the channel {self.channel} does not offer {offer}")
        if offer not in dealer.systems[self.system].offers():
            yield Problem(("system",), f"the system {self.system} does not offer {offer}")
        if isinstance(channel, OwnSettings) and channel.system == self.system:
            yield Problem(("system",), f"{self.system} is also behind the channel {self.channel}")
        yield from self.problems_of_timeout()
        for name, other in self.siblings(dealer):
            if other.channel == self.channel:
                yield Problem(("channel",), f"the probe {name} already compares {offer} of {self.channel}")

"""The settings of an exchange probe."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bizprobe.exchange.report import Exchange
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import Limit
from bizprobe.settings.model import Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


def _none_rejected() -> dict[Severity, int]:
    return {Severity.CRITICAL: 0}


class ExchangeSettings(ProbeSettings):
    """Whether what the integration software sends to a channel arrives, by its own reports."""

    kind: Literal["exchange"]
    channel: Annotated[str, Ref("channels")]
    """The channel that is exchanged with."""
    exchange: Annotated[Exchange, Field(strict=False)]
    """What is exchanged. Every exchange of a channel has one probe."""
    age: Annotated[BySeverity[Limit], Field(default_factory=dict)]
    """How long ago the last exchange may have ended."""
    rejected: Annotated[BySeverity[Annotated[int, Field(ge=0)]], Field(default_factory=_none_rejected)]
    """How many items of the last exchange the channel may not have accepted."""

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if dealer.inbox is None:
            yield Problem(("kind",), f"dealer '{dealer.name}' has no inbox for the reports of an exchange")
        for name, other in dealer.probes.items():
            if other is not self and isinstance(other, ExchangeSettings) and other.source == self.source:
                words = f"the probe {name} already watches {self.exchange} of {self.channel}"
                yield Problem(("exchange",), words)

    @property
    def source(self) -> tuple[str, Exchange]:
        """What a dealer has one probe for."""
        return self.channel, self.exchange

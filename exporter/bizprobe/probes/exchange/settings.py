"""The settings of an exchange probe."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bizprobe.exchange.report import Exchange
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.hours import CountLimit, Hourly, Limit
from bizprobe.settings.model import Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

_SHORTEST_LOOK_BACK = timedelta(days=1)


class Source(StrEnum):
    """Who says what became of an exchange."""

    INBOX = "inbox"
    CHANNEL = "channel"


def _none_rejected() -> dict[Severity, Hourly[int]]:
    return {Severity.CRITICAL: Hourly(0, written=0)}


class ExchangeSettings(ProbeSettings):
    """Whether what is sent to a channel arrives, by the reports of who sends, who receives, or who saw it."""

    kind: Literal["exchange"]
    channel: Annotated[str, Ref("channels")]
    """The channel that is exchanged with."""
    exchange: Annotated[Exchange, Field(strict=False)]
    """What is exchanged. Every exchange of a channel has one probe."""
    source: Annotated[Source, Field(strict=False)] = Source.INBOX
    """Who reports. inbox: the integration software, by itself. channel: the channel, which is asked."""
    system: Annotated[str, Ref("systems")] | None = None
    """The system of the seller that is asked instead, because it saw the exchange."""
    age: Annotated[BySeverity[Limit], Field(default_factory=dict)]
    """How long ago the last exchange may have ended."""
    rejected: Annotated[BySeverity[CountLimit], Field(default_factory=_none_rejected)]
    """How many items of the last exchange the channel may not have accepted; may depend on the hour."""

    @property
    def look_back(self) -> timedelta:
        """How far back the first read goes: a last exchange that is not too old lies within."""
        longest = max((limit.largest or 0 for limit in self.age.values()), default=0)
        return max(_SHORTEST_LOOK_BACK, timedelta(seconds=longest))

    @property
    def watched(self) -> tuple[str, Exchange]:
        """What a dealer has one probe for."""
        return self.channel, self.exchange

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        asked = self.source is Source.CHANNEL and self.system is None
        return {self.channel: frozenset({Offer.EXCHANGES})} if asked else {}

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        yield from self._problems_of_source(dealer)
        for name, other in self.siblings(dealer):
            if other.watched == self.watched:
                words = f"the probe {name} already watches {self.exchange} of {self.channel}"
                yield Problem(("exchange",), words)

    def _problems_of_source(self, dealer: "Dealer") -> Iterator[Problem]:
        if self.system is not None:
            if "source" in self.model_fields_set:
                yield Problem(("source",), "expected either source or system")
            system = dealer.systems[self.system]
            yield from self._problems_of_reports("system", system.offers(), system.reports())
        elif self.source is Source.CHANNEL:
            channel = dealer.channels[self.channel]
            yield from self._problems_of_reports("channel", channel.offers(dealer), channel.reports())
        elif dealer.inbox is None:
            yield Problem(("kind",), f"dealer '{dealer.name}' has no inbox for the reports of an exchange")

    def _problems_of_reports(
        self, who: Literal["system", "channel"], offers: frozenset[Offer], reports: frozenset[Exchange]
    ) -> Iterator[Problem]:
        name = getattr(self, who)
        if Offer.EXCHANGES not in offers:
            yield Problem((who,), f"the {who} {name} does not report exchanges")
        elif self.exchange not in reports:
            yield Problem(
                ("exchange",), f"the {who} {name} reports exchanges of {', '.join(sorted(reports))} only"
            )

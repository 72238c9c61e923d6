"""The bases of the blocks that a kind extends: systems, channels and probes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field

from bizprobe.exchange.report import Exchange
from bizprobe.flow.words import span
from bizprobe.records import OrderStatus
from bizprobe.settings.model import Duration, Kinded, Name, Offer, Ref
from bizprobe.settings.need import Needs
from bizprobe.settings.objective import Objective

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


StatusWords = Annotated[dict[str, Annotated[OrderStatus, Field(strict=False)]], Field(default_factory=dict)]
"""Words for the status of an order, and what they mean."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that only shows when blocks are held against each other. `path` is inside the block."""

    path: tuple[str | int, ...]
    message: str


class SystemSettings(Kinded):
    """One of the seller's own systems."""

    title: str = ""
    """What people call it."""
    account: Name | None = None
    """The name of the account that it asks with; systems with the same one share what that may ask."""
    depends_on: Needs
    """What it cannot do without: `systems.erp`, `channels.shop`, `business_services.vpn`."""
    objective: Objective = 0.99
    """The share of requests to its API that must be answered well, or off."""
    statuses: StatusWords
    """The system's status words and their canonical status; one that writes canonical words needs none."""

    def offers(self) -> frozenset[Offer]:
        """What the system can be asked for, as configured."""
        return frozenset()

    def reports(self) -> frozenset[Exchange]:
        """The exchanges that it reports, where it offers EXCHANGES."""
        return frozenset(Exchange)

    def tells_statuses(self) -> bool:
        """Whether its orders come with their status, as far as the settings show it."""
        return True

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        """What is wrong with this block beside the others."""
        yield from ()


class ChannelSettings(Kinded):
    """A channel: where business comes in."""

    title: str = ""
    """What people call it."""
    account: Name | None = None
    """The name of the account that it asks with; channels with the same one share what that may ask."""
    depends_on: Needs
    """What it cannot do without: `systems.erp`, `channels.shop`, `business_services.vpn`."""
    objective: Objective = 0.99
    """The share of requests to its API that must be answered well, or off."""
    statuses: StatusWords
    """The channel's status words and their canonical status; adds to the ready map of the kind."""

    own: ClassVar[bool] = False
    """Whether the channel is the seller's own (shop, forms, phone) rather than a marketplace."""
    one_marketplace: ClassVar[bool] = False
    """Whether every channel of the kind is at the same marketplace, which is called as the kind is."""

    def sells_at(self) -> str:
        """The marketplace, by the same word for all dealers. Empty where it is unknown, or none."""
        return self.kind if self.one_marketplace else ""

    def offers(self, dealer: "Dealer") -> frozenset[Offer]:
        """What the channel can be asked for, as configured; an own channel offers what its system does."""
        return frozenset()

    def reports(self) -> frozenset[Exchange]:
        """The exchanges that it reports, where it offers EXCHANGES."""
        return frozenset(Exchange)

    def tells_statuses(self) -> bool:
        """Whether its orders come with their status, as far as the settings show it."""
        return True

    def delay(self) -> timedelta:
        """How long after it was placed an order may first be shown."""
        return timedelta()

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        """What is wrong with this block beside the others."""
        yield from ()


class FittedChannelSettings(ChannelSettings):
    """A channel of a kind that can be fitted to any marketplace."""

    marketplace: Name | None = None
    """The marketplace, by the same word at every dealer: how it sells for the others tells whose side a
    silence is on."""

    def sells_at(self) -> str:
        return self.marketplace or ""


class ProbeSettings(Kinded):
    """A probe: one question, asked on a schedule."""

    every: Duration = 60.0
    """How often it is asked."""
    timeout: Duration = 30.0
    """The deadline of a run, retries included."""
    objective: Objective = 0.95
    """The share of runs that must be able to ask their question, whatever the answer, or off."""
    location: Annotated[str, Ref("locations")] | None = None
    """The location it belongs to."""
    business_service: Annotated[str, Ref("business_services")] | None = None
    """The business service it belongs to."""

    def siblings(self, dealer: "Dealer") -> Iterator[tuple[str, Self]]:
        """The dealer's other probes of this kind, with their names."""
        for name, other in dealer.probes.items():
            if other is not self and isinstance(other, type(self)):
                yield name, other

    def problems_of_timeout(self) -> Iterator[Problem]:
        """What is wrong where a run has to end before the next one is due."""
        if self.timeout > self.every:
            yield Problem(("timeout",), f"expected at most every ({span(self.every)})")

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        """What it asks which channels for."""
        return {}

    def beside(self, dealer: "Dealer") -> object:
        """What of the other probes decides how this one behaves: equal means the same behaviour."""
        return None

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        """What is wrong with this block beside the others."""
        yield from ()

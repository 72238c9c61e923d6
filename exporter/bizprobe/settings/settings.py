"""The whole of bizprobe.yml once it is known to be good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from bizprobe.settings.access import AccessSettings
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings, SystemSettings
from bizprobe.settings.calendar import Calendar, CalendarSettings
from bizprobe.settings.model import Strict
from bizprobe.settings.need import Needs
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one


class Step(StrEnum):
    """Where on the customer's way a business service stands."""

    DISCOVER = "discover"
    CONSIDER = "consider"
    DECIDE = "decide"
    BUY = "buy"
    AFTERSALES = "aftersales"
    RETAIN = "retain"


class LocationSettings(Strict):
    """A showroom, office, warehouse or shop."""

    title: str = ""
    """What people call it."""


class BusinessServiceSettings(Strict):
    """What the business depends on."""

    title: str = ""
    """What people call it."""
    step: Annotated[Step, Field(strict=False)] | None = None
    """Where on the customer's way it stands."""
    critical: bool = False
    """Whether the customer's way depends on it."""
    depends_on: Needs
    """What none of its probes can do without: `systems.erp`, `channels.shop`, `business_services.vpn`."""


class InboxSettings(Strict):
    """Where the dealer's software reports its exchanges: POST /v1/exchanges."""

    token: Secret | None = None
    """The bearer token of the reports, from the environment."""
    token_file: SecretFile | None = None
    """The file that holds the token."""

    _one_token = one_of("token", "token_file")

    @property
    def secret(self) -> Secret:
        return the_one(self.token, self.token_file)


@dataclass(frozen=True, slots=True)
class Dealer:
    """A tenant: everything that belongs to one dealer, retailer or chain."""

    name: str
    title: str
    timezone: ZoneInfo
    locations: Mapping[str, LocationSettings] = field(default_factory=dict)
    business_services: Mapping[str, BusinessServiceSettings] = field(default_factory=dict)
    systems: Mapping[str, SystemSettings] = field(default_factory=dict)
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
    probes: Mapping[str, ProbeSettings] = field(default_factory=dict)
    inbox: InboxSettings | None = None
    days: CalendarSettings | None = None
    access: AccessSettings | None = None

    @property
    def calendar(self) -> Calendar:
        """Its holidays, in its zone."""
        return self.days.calendar(self.timezone) if self.days else Calendar(self.timezone)


@dataclass(frozen=True, slots=True)
class Settings:
    """All dealers, by name."""

    dealers: Mapping[str, Dealer]

"""The whole of bizprobe.yml once it is known to be good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from bizprobe.settings.blocks import ChannelSettings, ProbeSettings, SystemSettings
from bizprobe.settings.model import Strict


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


@dataclass(frozen=True, slots=True)
class Settings:
    """All dealers, by name."""

    dealers: Mapping[str, Dealer]

"""The frame of bizprobe.yml, before the blocks inside are known by their kinds."""

from typing import Annotated, Any

from pydantic import Field

from bizprobe.settings.access import AccessSettings
from bizprobe.settings.calendar import CalendarSettings
from bizprobe.settings.model import Strict, ZoneName
from bizprobe.settings.settings import BusinessServiceSettings, InboxSettings, LocationSettings

Blocks = Annotated[dict[str, dict[str, Any]], Field(default_factory=dict)]


class DealerShell(Strict):
    """A tenant: everything that belongs to one dealer, retailer or chain."""

    title: str = ""
    """What people call it."""
    timezone: ZoneName
    """The zone of its working hours and of times that come without one."""
    calendar: CalendarSettings | None = None
    """Its holidays, for limits that name them."""
    locations: Annotated[dict[str, LocationSettings], Field(default_factory=dict)]
    """Showrooms, offices, warehouses and shops."""
    business_services: Annotated[dict[str, BusinessServiceSettings], Field(default_factory=dict)]
    """What the business depends on."""
    inbox: InboxSettings | None = None
    """Where its software reports what it exchanges with the channels."""
    grafana: AccessSettings | None = None
    """Who of its people looks at its business in Grafana; without it, nobody does."""
    systems: Blocks
    """The seller's own systems."""
    channels: Blocks
    """Where business comes in."""
    probes: Blocks
    """The questions that are asked."""


class FileShell(Strict):
    """bizprobe.yml."""

    dealers: Annotated[dict[str, Any], Field(min_length=1)]
    """Every dealer by its name."""

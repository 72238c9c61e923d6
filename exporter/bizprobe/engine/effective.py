"""What decides how a block behaves. Equal before and after a reload means: leave it alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from bizprobe.settings.blocks import ProbeSettings
from bizprobe.settings.calendar import CalendarSettings
from bizprobe.settings.references import names_in
from bizprobe.settings.settings import Dealer

Place = tuple[str, str, str]
"""Dealer, section of its settings, name of the block."""


@dataclass(frozen=True, slots=True)
class Effective:
    """A block's settings, what it takes from its dealer, and the same of every block that it names.

    `beside` is what a probe takes from the other probes.
    """

    title: str
    timezone: ZoneInfo
    calendar: CalendarSettings | None
    settings: BaseModel
    named: tuple["Effective", ...]
    beside: object = None


def effective(dealer: Dealer, settings: BaseModel) -> Effective:
    """What decides how a block of `dealer` behaves."""
    named = tuple(effective(dealer, getattr(dealer, section)[name]) for section, name in names_in(settings))
    beside = settings.beside(dealer) if isinstance(settings, ProbeSettings) else None
    return Effective(dealer.title, dealer.timezone, dealer.days, settings, named, beside)


def places_named(dealer: Dealer, settings: BaseModel) -> Iterator[Place]:
    """The blocks that a block names, and those that they name in turn."""
    for section, name in names_in(settings):
        yield dealer.name, section, name
        yield from places_named(dealer, getattr(dealer, section)[name])

"""escalation.yml as types."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bizprobe.settings.model import Duration, Name, Severity, Strict, ZoneName
from bizprobe.settings.window import Window, parse_window

Language = Literal["en", "ru"]
When = Literal["any", "working", "off"]
"""At any hour, in the working hours of the incident's owner, or outside of them."""

OWNER = "owner"
"""What a level calls the team that owns the incident."""


def _working(text: str) -> str:
    if parse_window(text).weekdays is None:
        raise ValueError("working hours cannot name holidays: Alertmanager has no calendar of them")
    return text


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Hours = Annotated[str, AfterValidator(_working)]
Teams = Annotated[list[str], BeforeValidator(_several), Field(min_length=1)]


class Words(Strict):
    """The same in every language of the page."""

    en: Text
    ru: Text

    def of(self, language: Language) -> str:
        return self.en if language == "en" else self.ru


class Desk(Strict):
    """The webhook that takes every message and brings it into chats."""

    url: Text | None = None
    url_file: Text | None = None
    """A file with the address, which keeps it out of the configuration; since Alertmanager 0.26."""
    timeout: Duration = 10.0

    @model_validator(mode="after")
    def _reachable(self) -> "Desk":
        if self.url is None and self.url_file is None:
            raise ValueError("the desk needs its address: url, or url_file for Alertmanager 0.26 and later")
        return self


class Mail(Strict):
    """The server through which Alertmanager itself sends what is critical, beside the desk."""

    smarthost: Annotated[str, Field(pattern=r"^[^:\s]+:\d+$")]
    sender: Text
    username: Text | None = None
    password_file: Text | None = None


class Telegram(Strict):
    """The bot through which Alertmanager itself sends what is critical, beside the desk."""

    bot_token_file: Text


class Heartbeat(Strict):
    """Who raises the alarm when the Watchdog stops; must not run on this machine."""

    url: Text


class Sending(Strict):
    """How Alertmanager sends."""

    desk: Desk
    mail: Mail | None = None
    telegram: Telegram | None = None
    heartbeat: Heartbeat | None = None


class WorkingHours(Strict):
    """When a team works, on the clock of its own place."""

    timezone: ZoneName
    times: Annotated[list[Hours], Field(min_length=1)]

    @property
    def windows(self) -> list[Window]:
        return [parse_window(text) for text in self.times]


class Chat(Strict):
    """A Telegram group, or one topic of it."""

    title: Words
    id: int | None = None
    language: Language | None = None
    """None for that of the team."""
    topic: Annotated[int, Field(gt=0)] | None = None


class Rota(Strict):
    """Who of a team has duty in turn: a list, or a calendar (iCal) whose events bear the names."""

    people: list[Text] = Field(default_factory=list)
    calendar: Text | None = None
    """A file beside escalation.yml, or an http(s) address."""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Rota":
        if bool(self.people) == (self.calendar is not None):
            raise ValueError("a rota is either a list of people or a calendar")
        return self


class Team(Strict):
    """Those who are responsible together, and how they are reached."""

    title: Words
    hours: str | None = None
    language: Language | None = None
    """Of the messages that Alertmanager itself sends; None for that of the map."""
    chat: str | None = None
    mail: list[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]] = Field(default_factory=list)
    rota: Rota | None = None


class Level(Strict):
    """Who hears of it when it has lasted for `after` seconds and nobody has taken it on."""

    after: Duration = 0.0
    to: Teams | None = None
    """At any hour."""
    working: Teams | None = None
    """In the working hours of the owner."""
    off: Teams | None = None
    """Outside of them."""

    def receivers(self) -> Iterator[tuple[When, str]]:
        """Each team, or `owner`, and when it hears of it."""
        whens: tuple[tuple[When, list[str] | None], ...] = (
            ("any", self.to),
            ("working", self.working),
            ("off", self.off),
        )
        for when, teams in whens:
            for team in teams or ():
                yield when, team


class Ladder(Strict):
    """The levels of an escalation, for each severity."""

    title: Words
    critical: list[Level] = Field(default_factory=list)
    warning: list[Level] = Field(default_factory=list)

    def levels(self, severity: Severity) -> list[Level]:
        return self.critical if severity is Severity.CRITICAL else self.warning


class Incident(Strict):
    """A kind of incident: the label `incident` of alerts."""

    title: Words
    owner: str | None = None
    ladder: str | None = None
    """None for what only beats to the outside."""
    tell_customers: bool = False
    ask_marketplace: bool = False
    """Whether the marketplace's chat may help."""


class Marketplace(Strict):
    """Where a marketplace answers sellers."""

    title: Text
    chat: Text


class EscalationMap(Strict):
    """The whole file."""

    sending: Sending
    language: Language = "en"
    """Of the messages that Alertmanager itself sends, where neither chat nor team has another."""
    hours: dict[Name, WorkingHours] = Field(default_factory=dict)
    chats: dict[Name, Chat] = Field(default_factory=dict)
    teams: dict[Name, Team]
    ladders: dict[Name, Ladder]
    marketplaces: dict[Name, Marketplace] = Field(default_factory=dict)
    incidents: dict[Name, Incident]

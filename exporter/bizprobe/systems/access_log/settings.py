"""Settings of a web server's log."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from bizprobe.exchange.report import Exchange
from bizprobe.remote.moment import TimeField, TimeFormat
from bizprobe.remote.selector import SelectorField
from bizprobe.settings.blocks import Problem, SystemSettings
from bizprobe.settings.model import Checked, Duration, Offer, Size, Strict, ZoneName
from bizprobe.systems.access_log.line import COMBINED_TIME
from bizprobe.systems.access_log.requests import Network

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer


def _pattern(value: Any) -> re.Pattern[str]:
    if isinstance(value, re.Pattern):
        return value
    try:
        return re.compile(value)
    except (re.error, TypeError):
        raise ValueError(f"'{value}' is no regular expression of Python") from None


def _network(value: Any) -> Network:
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]  # refused by its type
    try:
        return ip_network(value, strict=False)
    except ValueError:
        raise ValueError(f"'{value}' is no address or network such as 203.0.113.0/24") from None


def _absolute(path: str) -> str:
    if not PurePosixPath(path).is_absolute():
        raise ValueError("expected an absolute path such as /var/log/nginx/stock.log")
    return path


Pattern = Annotated[
    re.Pattern[str],
    PlainValidator(_pattern),
    PlainSerializer(lambda pattern: pattern.pattern, return_type=str),
    WithJsonSchema({"type": "string", "format": "regex"}),
]
NetworkField = Annotated[
    Network,
    PlainValidator(_network),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["203.0.113.0/24"]}),
]


class PageRequests(Strict):
    """The requests by which one channel fetches the pages of one exchange."""

    channel: Annotated[str, Field(min_length=1)]
    """The channel."""
    exchange: Annotated[Exchange, Field(strict=False)]
    """What it fetches."""
    path: Pattern
    """Finds the number of the page in the address after the host, as its group `page`."""
    method: str = "GET"
    """The HTTP method."""
    user_agent: Pattern | None = None
    """Found in the user agent of that channel."""
    networks: Annotated[tuple[NetworkField, ...], Field(strict=False)] = ()
    """Where that channel asks from."""
    first_page: int = Field(default=1, ge=0)
    """The number of the first page."""
    pages: int | None = Field(default=None, ge=1)
    """How many pages there are, where the log does not tell."""
    page_size: int = Field(default=1, ge=1)
    """How many items a page holds; without it, pages are counted as items."""
    gap: Duration = 600.0
    """How long the channel asks for nothing between two cycles; longer than within one."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if "page" not in self.path.groupindex:
            raise ValueError(r"path: expected a group `page`, e.g. ^/stocks\?page=(?P<page>\d+)")
        return self


class LineKeys(Strict):
    """Where in a line of JSON the fields stand, each as a JMESPath expression."""

    time: SelectorField
    """When the request came."""
    path: SelectorField
    """The address after the host."""
    status: SelectorField
    """The status of the answer."""
    bytes: SelectorField
    """How long the body of the answer was."""
    method: SelectorField | None = None
    """The HTTP method; GET where it is left out."""
    agent: SelectorField | None = None
    """The user agent."""
    address: SelectorField | None = None
    """Where the request came from."""
    pages: SelectorField | None = None
    """How many pages the answer said there are, where the server writes that down."""


class AccessLogSettings(Checked, SystemSettings):
    """The log of the web server that gives the seller's prices or stocks to channels, page by page."""

    kind: Literal["access_log"]
    file: Annotated[str, AfterValidator(_absolute)]
    """The log's path on this machine. Its rotated files stand beside it."""
    format: Literal["combined", "pattern", "json"] = "combined"
    """How lines are written: combined (or common) of nginx and Apache, a pattern, or JSON."""
    pattern: Pattern | None = None
    """For format pattern: groups time, path, status, bytes and, where there are any, method, agent,
    address, pages."""
    fields: LineKeys | None = None
    """For format json: where in a line the fields stand."""
    time: TimeField = TimeFormat()
    """How times are written, for pattern and json: iso, unix, unix_ms, or a format of strftime."""
    timezone: ZoneName | None = None
    """The zone of times without one; the dealer's where it is left out."""
    first_read: Size = 16 * 2**20
    """How much of the log is read the first time, at most."""
    look_back: Duration = 86400.0
    """How far back the first read looks."""
    requests: Annotated[tuple[PageRequests, ...], Field(min_length=1, strict=False)]
    """Who fetches what."""

    def _faults(self) -> Iterator[str]:
        if (self.format == "pattern") != (self.pattern is not None):
            yield "expected pattern with format: pattern, and only there"
        if (self.format == "json") != (self.fields is not None):
            yield "expected fields with format: json, and only there"
        if self.pattern is not None:
            for name in sorted({"time", "path", "status", "bytes"} - set(self.pattern.groupindex)):
                yield f"pattern: the group {name} is missing"
        watched = [(wanted.channel, wanted.exchange) for wanted in self.requests]
        if len(set(watched)) < len(watched):
            yield "requests: a channel stands twice for the same exchange"
        if not self._tells_pages and any(wanted.pages is None for wanted in self.requests):
            yield "requests: expected pages, as the log does not tell how many there are"

    @property
    def _tells_pages(self) -> bool:
        if self.fields is not None:
            return self.fields.pages is not None
        return self.pattern is not None and "pages" in self.pattern.groupindex

    @property
    def line_time(self) -> TimeFormat:
        """How the times of lines are written."""
        return COMBINED_TIME if self.format == "combined" else self.time

    def offers(self) -> frozenset[Offer]:
        return frozenset({Offer.EXCHANGES})

    def reports(self) -> frozenset[Exchange]:
        return frozenset(wanted.exchange for wanted in self.requests)

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        for number, wanted in enumerate(self.requests):
            if wanted.channel not in dealer.channels:
                words = f"dealer '{dealer.name}' has no channel '{wanted.channel}'"
                yield Problem(("requests", number, "channel"), words)

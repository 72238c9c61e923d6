"""How every panel of ours is dressed: words, unit, queries, size, and what it says when there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self, TypeVar

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import prometheus
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from panels.runbooks import mentioned

_HEADS = {"en": ("Why it matters", "What to do"), "ru": ("Почему это важно", "Что делать")}
SOURCE = common.DataSourceRef(type_val="prometheus", uid="${datasource}")


@dataclass(frozen=True, slots=True)
class Words:
    """What a panel says. `title` asks a question; `empty` stands where there is no data.

    `runbook` is the alert whose page in docs/runbooks helps on.
    """

    title: str
    what: str
    why: str
    act: str
    empty: str
    runbook: str = ""
    language: str = "en"

    @property
    def description(self) -> str:
        page = f" Runbook: {mentioned(self.runbook)}" if self.runbook else ""
        why, act = _HEADS[self.language]
        return f"{self.what}\n\n**{why}:** {self.why}\n\n**{act}:** {self.act}{page}"


class Place(NamedTuple):
    """A panel on its dashboard. Never use an id for another panel: links and pictures point to it.

    Panels stand side by side until the 24 columns are full; a unit of height is 38 pixels.
    """

    id: int
    width: int
    height: int


class Dressable(Protocol):
    """What the builders of all kinds of panels have in common."""

    def build(self) -> model.Panel: ...
    def id(self, id_val: int) -> Self: ...
    def title(self, title: str) -> Self: ...
    def description(self, description: str) -> Self: ...
    def datasource(self, datasource: common.DataSourceRef) -> Self: ...
    def targets(self, targets: list[Builder[Dataquery]]) -> Self: ...
    def unit(self, unit: str) -> Self: ...
    def no_value(self, no_value: str) -> Self: ...
    def span(self, w: int) -> Self: ...
    def height(self, h: int) -> Self: ...


P = TypeVar("P", bound=Dressable)


def dress(panel: P, place: Place, words: Words, unit: str, queries: Sequence[prometheus.Dataquery]) -> P:
    """Gives the panel its place, its words and its queries, which become A, B, and so on."""
    for position, query in enumerate(queries):
        query.ref_id(chr(ord("A") + position))
    return (
        panel.id(place.id)
        .title(words.title)
        .description(words.description)
        .datasource(SOURCE)
        .targets(list(queries))
        .unit(unit)
        .no_value(words.empty)
        .span(place.width)
        .height(place.height)
    )


def over_time(expr: str, legend: str) -> prometheus.Dataquery:
    """A query for the whole range of the dashboard."""
    return prometheus.Dataquery().datasource(SOURCE).expr(expr).legend_format(legend).range()


def now(expr: str, legend: str = "") -> prometheus.Dataquery:
    """A query for the end of the range."""
    return prometheus.Dataquery().datasource(SOURCE).expr(expr).legend_format(legend).instant()


def column(expr: str) -> prometheus.Dataquery:
    """A query for the end of the range that fills one column of a table."""
    return now(expr).format(PromQueryFormat.TABLE)


def link(title: str, url: str, *, elsewhere: bool = False) -> build.DashboardLink:
    """A link of a panel or of a dashboard; `elsewhere` opens a new tab."""
    return build.DashboardLink(title).type(model.DashboardLinkType.LINK).url(url).target_blank(elsewhere)

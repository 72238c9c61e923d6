"""Everything that the dashboards of dealers say, once for each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from panels.look import Word
from panels.panel import Words


@dataclass(frozen=True, slots=True)
class Titles:
    """A dashboard: its title, and the question that it answers."""

    title: str
    question: str


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of columns, and the names of series."""

    state: str
    channel: str
    flow: str
    last_event: str
    last_hour: str
    usual: str
    of_usual: str
    lowest: str
    highest: str
    missing: str
    wrong_prices: str
    hidden: str
    phantom: str
    statuses: str
    since: str
    problem: str
    side: str
    an_hour: str
    look: str
    findings: str


@dataclass(frozen=True, slots=True)
class Speech:
    """One language. `states` go by the numbers of questions.flows.STATE."""

    language: str
    today: Titles
    channels: Titles
    heads: Heads
    states: Mapping[int, Word]
    sides: Mapping[str, Word]
    severities: Mapping[str, str]
    how_many_sell: Words
    as_usual: Words
    lost: Words
    open_problems: Words
    what_is_wrong: Words
    hour_by_hour: Words
    since_when: Words
    my_channels: Words
    prices: Words
    stocks: Words

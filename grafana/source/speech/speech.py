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
    wrong_stocks: str
    statuses: str
    urgency: str
    since: str
    lasts: str
    problem: str
    amount: str
    lost: str
    side: str
    owner: str
    an_hour: str
    findings: str
    problems: str
    has_problem: str


@dataclass(frozen=True, slots=True)
class Speech:
    """One language. `states` go by the numbers of questions.flows.STATE, `urgencies` of problems.URGENCY.

    `moment` is how a date and time are written; `problems` are said otherwise than the escalation map does.
    """

    language: str
    moment: str
    today: Titles
    channels: Titles
    heads: Heads
    states: Mapping[int, Word]
    sides: Mapping[str, Word]
    urgencies: Mapping[int, Word]
    problems: Mapping[str, Word]
    flows: Mapping[str, str]
    stock: Mapping[str, str]
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

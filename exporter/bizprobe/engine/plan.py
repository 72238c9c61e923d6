"""What the probes of a configuration will ask of each account, held against what it is granted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from bizprobe.engine.build import BuiltProbe, Remote, Works
from bizprobe.marketplaces.base import PlannedChannel
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget, Plan
from bizprobe.settings.model import Offer

_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a read is reckoned to have, and how that is known."""

    count: int
    source: str


Reckon = Callable[[str, str, Offer], Rows]
"""The rows of a dealer's channel."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a run of a probe takes from a group for an offer; nothing within `share` seconds after another.

    `budget` is None where nothing limits it.
    """

    probe: BuiltProbe
    channel: str
    offer: Offer
    rows: Rows
    owner: Owner
    group: str
    budget: Budget | None
    takes: int
    share: float

    @property
    def per_hour(self) -> float:
        return self.takes * _HOUR / max(self.probe.settings.every, self.share)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run of a probe takes from a group, all its questions together."""

    questions: Sequence[Question]

    @property
    def lasts(self) -> float:
        """Seconds that the budget alone makes the run last, when nobody asked for a while."""
        budget = self.questions[0].budget
        lacking = sum(question.takes for question in self.questions) - (budget.burst if budget else 0)
        return max(lacking, 0) / budget.per_second if budget else 0.0

    @property
    def fits(self) -> bool:
        """Whether the run ends before its deadline."""
        return self.lasts < self.questions[0].probe.settings.timeout


@dataclass(frozen=True, slots=True)
class Spending:
    """What all probes together take from a group in an hour, on average."""

    owner: Owner
    group: str
    budget: Budget | None
    per_hour: float

    @property
    def granted(self) -> float | None:
        """In an hour; None where nothing limits it."""
        return self.budget.per_second * _HOUR if self.budget else None

    @property
    def fits(self) -> bool:
        return self.granted is None or self.per_hour <= self.granted


@dataclass(frozen=True, slots=True)
class Outlook:
    """The plan of a whole configuration. `unplanned` are probes of channels that tell no costs."""

    turns: Sequence[Turn]
    spendings: Sequence[Spending]
    unplanned: Sequence[BuiltProbe]

    @property
    def fits(self) -> bool:
        return all(turn.fits for turn in self.turns) and all(part.fits for part in self.spendings)


def outlook(works: Works, reckon: Reckon) -> Outlook:
    """What the probes that were built will ask."""
    asked = [list(_questions(built, works, reckon)) for built in works.probes.values()]
    return Outlook(
        [turn for questions in asked for turn in _turns(questions)],
        list(_spendings([question for questions in asked for question in questions])),
        [built for built in works.probes.values() if not all(map(_tells, _remotes(built, works)))],
    )


def _remotes(built: BuiltProbe, works: Works) -> Iterator[Remote]:
    for channel in built.settings.asks(built.dealer):
        yield works.remotes[built.dealer.name, "channels", channel]


def _tells(remote: Remote) -> bool:
    return hasattr(remote.made, "plan")


def _questions(built: BuiltProbe, works: Works, reckon: Reckon) -> Iterator[Question]:
    for channel, offers in built.settings.asks(built.dealer).items():
        remote = works.remotes[built.dealer.name, "channels", channel]
        budgets = {budget.group: budget for budget in remote.budgets}
        plan = _plan(remote)
        for offer in sorted(offers & plan.keys()):
            rows = reckon(built.dealer.name, channel, offer)
            takes: dict[tuple[str, float], int] = {}
            for cost in plan[offer]:
                key = cost.group, cost.share
                takes[key] = takes.get(key, 0) + cost.takes(rows.count)
            for (group, share), tokens in takes.items():
                budget = budgets.get(group)
                yield Question(built, channel, offer, rows, remote.owner, group, budget, tokens, share)


def _plan(remote: Remote) -> Plan:
    return cast(PlannedChannel, remote.made).plan() if _tells(remote) else {}


def _turns(questions: Sequence[Question]) -> Iterator[Turn]:
    for _, same in groupby(sorted(questions, key=_account), key=_account):
        yield Turn(list(same))


def _spendings(questions: Sequence[Question]) -> Iterator[Spending]:
    for (dealer, remote, side, group), found in groupby(sorted(questions, key=_account), key=_account):
        same = list(found)
        per_hour = sum(question.per_hour for question in same)
        yield Spending(Owner(dealer, remote, side), group, same[0].budget, per_hour)


def _account(question: Question) -> tuple[str, str, str, str]:
    owner = question.owner
    return owner.dealer, owner.remote, owner.side, question.group

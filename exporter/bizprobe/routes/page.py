"""'Who is responsible for what': the map as a page that needs no knowledge of monitoring."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bizprobe.routes.load import Escalation
from bizprobe.routes.routing import hearers, ladders_of
from bizprobe.routes.settings import EscalationMap, Ladder, Language, Level, Rota, Team, WorkingHours
from bizprobe.routes.words import Speech, speech
from bizprobe.settings.model import Severity


def page(escalation: Escalation, language: Language) -> str:
    """The page as Markdown. Its links to runbooks start from docs/."""
    return "\n".join(_Page(escalation, language).lines()) + "\n"


def in_words(chart: EscalationMap, level: Level, owner: str, language: Language) -> str:
    """When somebody hears of an incident of this owner, and who."""
    say = speech(language)
    moment = say.after.format(say.duration(level.after)) if level.after else say.at_once
    told = []
    for when, group in groupby(hearers(level, owner), key=lambda one: one[0]):
        teams = ", ".join(chart.teams[team].title.of(language) for _, team in group)
        told.append(f"{teams} {say.when[when]}".rstrip())
    return f"{moment}: {', '.join(told)}"


class _Page:
    """One map in one language."""

    def __init__(self, escalation: Escalation, language: Language) -> None:
        self._chart = escalation.map
        self._raised = escalation.raised
        self._people = escalation.people
        self._language: Language = language
        self._speech: Speech = speech(language)

    def lines(self) -> Iterator[str]:
        say = self._speech
        yield from (f"# {say.title}", "", say.preface, "", say.made)
        owners = [name for name in self._chart.teams if any(ladders_of(self._chart, name))]
        for name in owners:
            yield from self._team(name)
            for ladder, incidents in ladders_of(self._chart, name):
                yield from self._ladder(ladder, name, incidents)
        for name in self._chart.teams:
            if name not in owners:
                yield from (*self._team(name), "", say.own_nothing)
        yield from self._marketplaces()

    def _team(self, name: str) -> Iterator[str]:
        say, team = self._speech, self._chart.teams[name]
        hours = self._hours(self._chart.hours[team.hours]) if team.hours else say.any_hour
        yield from ("", f"## {team.title.of(self._language)}", "")
        yield f"- {say.hours}: {hours}"
        yield f"- {say.reached}: {', '.join(self._ways(team))}"
        if team.rota is not None:
            yield f"- {say.rota}: {self._rota(name, team.rota)}"

    def _hours(self, working: WorkingHours) -> str:
        times = "; ".join(working.times)
        for day, word in self._speech.days.items():
            times = re.sub(rf"\b{day}\b", word, times)
        return f"{times} ({working.timezone})"

    def _ways(self, team: Team) -> Iterator[str]:
        if team.chat is not None:
            yield self._speech.chat.format(self._chart.chats[team.chat].title.of(self._language))
        yield from (f"<{address}>" for address in team.mail)

    def _rota(self, name: str, rota: Rota) -> str:
        names = ", ".join(self._people[name])
        if rota.calendar is None:
            return names
        calendar = f"{self._speech.calendar} {rota.calendar}"
        return f"{names} ({calendar})" if names else calendar

    def _ladder(self, ladder: Ladder, owner: str, incidents: Sequence[str]) -> Iterator[str]:
        say = self._speech
        yield from ("", f"### {ladder.title.of(self._language)}", "")
        for severity, word in ((Severity.CRITICAL, say.critical), (Severity.WARNING, say.warning)):
            if ladder.levels(severity):
                levels = say.then.join(
                    in_words(self._chart, level, owner, self._language) for level in ladder.levels(severity)
                )
                yield f"- **{word}**: {levels}."
        yield from ("", f"| {' | '.join(say.columns)} |", "| --- " * len(say.columns) + "|")
        yield from (self._incident(name) for name in incidents)

    def _incident(self, name: str) -> str:
        say, incident = self._speech, self._chart.incidents[name]
        runbooks = dict.fromkeys(alert.runbook for alert in self._raised[name] if alert.runbook)
        links = ", ".join(f"[{page.removesuffix('.md')}](runbooks/{page})" for page in runbooks)
        told = say.yes if incident.tell_customers else say.no
        asked = say.yes if incident.ask_marketplace else say.no
        return f"| {incident.title.of(self._language)} | {told} | {asked} | {links} |"

    def _marketplaces(self) -> Iterator[str]:
        say = self._speech
        if self._chart.marketplaces:
            yield from ("", f"## {say.contacts}", "", say.contacts_preface, "")
            yield from (f"- {one.title}: <{one.chat}>" for one in self._chart.marketplaces.values())

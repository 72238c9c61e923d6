"""Is the map complete? Everything that would leave an incident without somebody who hears of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from bizprobe.routes.rulebook import HEARTBEAT, INHIBITOR, Raised
from bizprobe.routes.settings import OWNER, EscalationMap, Incident, Ladder, Level
from bizprobe.settings.blocks import Problem
from bizprobe.settings.faults import nearest, one_of
from bizprobe.settings.model import Severity, format_duration


def problems(escalation: EscalationMap, raised: Mapping[str, Sequence[Raised]]) -> Iterator[Problem]:
    """What is wrong with a map. `raised` are the alerts of each incident."""
    yield from _chats(escalation)
    yield from _teams(escalation)
    for name, ladder in escalation.ladders.items():
        yield from _ladder(escalation, ladder, ("ladders", name))
    for name, incident in escalation.incidents.items():
        yield from _incident(escalation, name, incident, raised)


def untyped(escalation: EscalationMap, raised: Mapping[str, Sequence[Raised]]) -> Iterator[Raised]:
    """The alerts whose incident the map does not have."""
    return (alerts[0] for name, alerts in raised.items() if name not in escalation.incidents)


def unknown(what: str, name: str, known: Collection[str], section: str) -> str:
    """That there is no such team, chat, ...; what there is, and the nearest name."""
    there = f"expected {one_of(sorted(known))}" if known else f"there is none under {section}"
    return f"unknown {what} '{name}'; {there}{nearest(name, known)}"


def _chats(escalation: EscalationMap) -> Iterator[Problem]:
    for name, chat in escalation.chats.items():
        if chat.id is None:
            words = "a chat without id reaches nobody; expected a group's number, such as -1001234567890"
            yield Problem(("chats", name), f"the key id is missing: {words}")


def _teams(escalation: EscalationMap) -> Iterator[Problem]:
    for name, team in escalation.teams.items():
        place = ("teams", name)
        if name == OWNER:
            yield Problem(place, "'owner' stands for the team that owns an incident; expected another name")
        if team.hours is not None and team.hours not in escalation.hours:
            words = unknown("working hours", team.hours, escalation.hours, "hours")
            yield Problem((*place, "hours"), words)
        if team.chat is not None and team.chat not in escalation.chats:
            yield Problem((*place, "chat"), unknown("chat", team.chat, escalation.chats, "chats"))
        if team.chat is None and not team.mail:
            yield Problem(place, "nobody can reach this team; expected chat, mail or both")


def _ladder(escalation: EscalationMap, ladder: Ladder, place: tuple[str, ...]) -> Iterator[Problem]:
    for severity in Severity:
        levels = ladder.levels(severity)
        for number, level in enumerate(levels):
            path = (*place, severity.value, number)
            yield from _level(escalation, level, path)
            if severity is Severity.CRITICAL:
                yield from _gap(level, path)
        yield from _order(levels, (*place, severity.value))


def _level(escalation: EscalationMap, level: Level, path: tuple[str | int, ...]) -> Iterator[Problem]:
    known = [OWNER, *escalation.teams]
    for field in ("to", "working", "off"):
        for team in getattr(level, field) or ():
            if team not in known:
                yield Problem((*path, field), unknown("team", team, known, "teams"))
    if not any(level.receivers()):
        yield Problem(path, "nobody receives this level; expected to, or working and off")
    elif level.to and (level.working or level.off):
        yield Problem(path, "to is at any hour; expected either to, or working and off")


def _gap(level: Level, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is critical cannot wait for an hour at which somebody hears it."""
    if level.to or bool(level.working) == bool(level.off):
        return
    unheard, lacking = ("outside of", "off") if level.working else ("in", "working")
    words = f"nobody receives this level {unheard} working hours; expected {lacking} as well, or to"
    yield Problem(path, words)


def _order(levels: Sequence[Level], path: tuple[str | int, ...]) -> Iterator[Problem]:
    if levels and levels[0].after:
        after = format_duration(levels[0].after)
        yield Problem((*path, 0, "after"), f"nobody hears of it for {after}; the first level has no after")
    for number, (one, next_one) in enumerate(pairwise(levels), start=1):
        if next_one.after <= one.after:
            words = f"comes no later than the level before; expected more than {format_duration(one.after)}"
            place = (*path, number, "after") if next_one.after else (*path, number)
            yield Problem(place, words)


def _incident(
    escalation: EscalationMap, name: str, incident: Incident, raised: Mapping[str, Sequence[Raised]]
) -> Iterator[Problem]:
    place = ("incidents", name)
    if name not in raised:
        yield Problem(place, f"no rule has the incident '{name}'{nearest(name, raised)}")
        return
    if incident.owner is None:
        teams = one_of(sorted(escalation.teams))
        yield Problem(place, f"nobody owns this incident; the key owner is missing: expected {teams}")
    elif incident.owner not in escalation.teams:
        yield Problem((*place, "owner"), unknown("team", incident.owner, escalation.teams, "teams"))
    severities = {severity for alert in raised[name] for severity in alert.severities}
    yield from _escalated(escalation, incident, severities - {HEARTBEAT, INHIBITOR}, place)


def _escalated(
    escalation: EscalationMap, incident: Incident, severities: Collection[str], place: tuple[str, str]
) -> Iterator[Problem]:
    """Whether somebody receives an incident at each severity that its alerts can have."""
    ladders = escalation.ladders
    if incident.ladder is None:
        if severities:
            words = f"the key ladder is missing: expected {one_of(sorted(ladders))}"
            yield Problem(place, f"nobody receives this incident; {words}")
        return
    if incident.ladder not in ladders:
        yield Problem((*place, "ladder"), unknown("ladder", incident.ladder, ladders, "ladders"))
        return
    if not severities:
        yield Problem((*place, "ladder"), "reaches no team, only the heartbeat or nobody; expected no ladder")
    ladder = ladders[incident.ladder]
    for severity in sorted(severities):
        if severity not in set(Severity):
            yield Problem(
                place, f"a rule has the severity '{severity}'; expected {one_of(Severity)}, none or info"
            )
        elif not ladder.levels(Severity(severity)):
            words = (
                f"the ladder '{incident.ladder}' has no {severity} level, and its alerts can be {severity}"
            )
            yield Problem((*place, "ladder"), words)
        else:
            yield from _hours(escalation, incident, ladder.levels(Severity(severity)), place)


def _hours(
    escalation: EscalationMap, incident: Incident, levels: Sequence[Level], place: tuple[str, str]
) -> Iterator[Problem]:
    owner = escalation.teams.get(incident.owner or "")
    asked = any(when != "any" for level in levels for when, _ in level.receivers())
    if owner is not None and owner.hours is None and asked:
        words = f"tells working hours from others, and the team '{incident.owner}' has no hours"
        yield Problem((*place, "ladder"), f"the ladder '{incident.ladder}' {words}")

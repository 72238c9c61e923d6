"""From escalation.yml and the rules to a complete map, or to every fault at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from bizprobe.errors import ConfigError, ConfigFault
from bizprobe.routes.check import problems, untyped
from bizprobe.routes.rota import people_of
from bizprobe.routes.rulebook import Raised, read_rules
from bizprobe.routes.settings import EscalationMap
from bizprobe.settings.faults import nearest, translate
from bizprobe.settings.source import Source, read_source


@dataclass(frozen=True, slots=True)
class Escalation:
    """A map that is complete, the alerts of each incident, and who has duty in each team with a rota."""

    map: EscalationMap
    raised: Mapping[str, Sequence[Raised]]
    people: Mapping[str, Sequence[str]]
    source: Source


def load_escalation(file: Path, rules: Path) -> Escalation:
    """Reads a map and holds it against the rules of a folder. Raises ConfigError with every fault."""
    raised = _by_incident(read_rules(rules))
    source = read_source(file)
    if source.faults:
        raise ConfigError(source.faults)
    try:
        escalation = EscalationMap.model_validate(source.data)
    except ValidationError as error:
        raise ConfigError(translate(error, EscalationMap, source, ())) from None
    faults = [_fault(source, problem.path, problem.message) for problem in problems(escalation, raised)]
    faults += [_untyped(one, escalation, file) for one in untyped(escalation, raised)]
    people = _people(escalation, source, faults, file.parent)
    if faults:
        raise ConfigError(list(dict.fromkeys(faults)))
    return Escalation(escalation, raised, people, source)


def _by_incident(raised: Sequence[Raised]) -> Mapping[str, Sequence[Raised]]:
    ordered = sorted(raised, key=lambda one: one.incident)
    return {name: list(alerts) for name, alerts in groupby(ordered, key=lambda one: one.incident)}


def _fault(source: Source, path: tuple[str | int, ...], message: str) -> ConfigFault:
    """At the name of an entry, since its block begins a line below; else at the value."""
    return source.fault(path, message, at_key=len(path) == 2)


def _untyped(raised: Raised, escalation: EscalationMap, file: Path) -> ConfigFault:
    near = nearest(raised.incident, escalation.incidents)
    words = f"{file.name} has no incident '{raised.incident}' ({raised.alert}){near}"
    return raised.source.fault(raised.path, f"{words}; add it there, with title, owner and ladder")


def _people(
    escalation: EscalationMap, source: Source, faults: list[ConfigFault], beside: Path
) -> Mapping[str, Sequence[str]]:
    people: dict[str, Sequence[str]] = {}
    for name, team in escalation.teams.items():
        if team.rota is not None:
            try:
                people[name] = people_of(team.rota, beside)
            except ValueError as error:
                faults.append(source.fault(("teams", name, "rota"), str(error)))
    return people

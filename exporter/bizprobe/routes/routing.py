"""Who hears of an incident first: the part of the map that Alertmanager can do.

It knows no acknowledgement, so all later levels are the desk's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bizprobe.routes.settings import OWNER, EscalationMap, Ladder, Level, When
from bizprobe.settings.model import Severity

UNASSIGNED = "unassigned"
"""Where an incident goes that no route has: by accident only, so that nothing gets lost."""
HEARTBEAT = "heartbeat"
"""Where the Watchdog goes."""
NOBODY = "nobody"
"""Where those go that only keep others quiet."""


@dataclass(frozen=True, slots=True)
class Way:
    """Some incidents of one severity, on their way to one team. `hours` are the owner's, for `when`."""

    incidents: tuple[str, ...]
    severity: Severity
    owner: str
    ladder: str
    team: str
    when: When
    hours: str | None
    last: bool
    """Whether no other team hears of them as well."""

    @property
    def receiver(self) -> str:
        return f"{self.team}-{self.severity}"


def ways(escalation: EscalationMap) -> Iterator[Way]:
    """Every way, by owner and ladder in the order of the map, what is critical first."""
    for (owner, name), incidents in _alike(escalation):
        ladder = escalation.ladders[name]
        for severity in reversed(Severity):
            if not ladder.levels(severity):
                continue
            told = hearers(ladder.levels(severity)[0], owner)
            for number, (when, team) in enumerate(told, start=1):
                yield Way(
                    tuple(incidents),
                    severity,
                    owner,
                    name,
                    team,
                    when,
                    escalation.teams[owner].hours,
                    last=number == len(told),
                )


def hearers(level: Level, owner: str) -> Sequence[tuple[When, str]]:
    """Each team of a level by its name, and when it hears of it."""
    named = ((when, owner if team == OWNER else team) for when, team in level.receivers())
    # The owner may be named beside itself.
    return list(dict.fromkeys(named))


def ladders_of(escalation: EscalationMap, owner: str) -> Iterator[tuple[Ladder, Sequence[str]]]:
    """The ladders of what a team owns, and the incidents of each."""
    for (team, name), incidents in _alike(escalation):
        if team == owner:
            yield escalation.ladders[name], incidents


def _alike(escalation: EscalationMap) -> Iterator[tuple[tuple[str, str], Sequence[str]]]:
    """Incidents with the same owner and ladder."""
    teams, ladders = list(escalation.teams), list(escalation.ladders)
    keyed = [
        ((teams.index(incident.owner), ladders.index(incident.ladder)), name)
        for name, incident in escalation.incidents.items()
        if incident.owner is not None and incident.ladder is not None
    ]
    # Sorting keeps the order of the map among alike ones.
    ordered = sorted(keyed, key=lambda one: one[0])
    for (team, ladder), group in groupby(ordered, key=lambda one: one[0]):
        yield (teams[team], ladders[ladder]), [name for _, name in group]

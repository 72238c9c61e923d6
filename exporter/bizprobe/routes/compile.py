"""alertmanager.yml from the escalation map, for one release of Alertmanager."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import yaml

from bizprobe.errors import ConfigError
from bizprobe.routes.intervals import time_intervals
from bizprobe.routes.load import Escalation
from bizprobe.routes.receivers import receivers, refused
from bizprobe.routes.releases import Feature, Release
from bizprobe.routes.routing import HEARTBEAT, NOBODY, UNASSIGNED, Way, hearers, ways
from bizprobe.routes.settings import EscalationMap, Level
from bizprobe.settings.model import Severity, format_duration

_HEAD = """\
# For Alertmanager {release}. Made by `bizprobe routes` from escalation.yml, which says who hears of what, and
# inhibition.yml, which says what keeps quiet what: change these, then `make docs`.

templates:
  - templates/*.tmpl

route:
  # No incident of ours comes to it; what does so by accident is still told.
  receiver: {unassigned}
  # One message for each kind of incident at each dealer, however many channels have it.
  group_by: [dealer, incident]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
    - matchers: ['severity="none"']
      receiver: {heartbeat}
      group_by: [alertname]
      group_wait: 0s
      group_interval: 1m
      repeat_interval: 1m
    # Only keeps others quiet.
    - matchers: ['severity="info"']
      receiver: {nobody}
"""
_REPEAT_WARNING = "24h"
_NAME = re.compile(r"^(  - )name: .*\n +", re.MULTILINE)


def compiled(escalation: Escalation, inhibition: str, release: Release) -> str:
    """The text of the configuration. `inhibition` is the text of inhibition.yml. Raises ConfigError."""
    faults = list(refused(escalation, release))
    if faults:
        raise ConfigError(faults)
    chart = escalation.map
    parts = [
        _HEAD.format(release=release, unassigned=UNASSIGNED, heartbeat=HEARTBEAT, nobody=NOBODY)
        + _routes(chart, release),
        _section("time_intervals", time_intervals(chart.hours)) if chart.hours else "",
        _section("receivers", list(receivers(chart, release))),
        inhibition if release.knows(Feature.NAMED_INHIBITION) else _NAME.sub(r"\1", inhibition),
    ]
    return "\n".join(filter(None, parts))


def _routes(chart: EscalationMap, release: Release) -> str:
    """A route for everything that one team owns and escalates alike, below a line that says it in words."""
    text = ""
    for (owner, ladder), alike in groupby(ways(chart), key=lambda way: (way.owner, way.ladder)):
        branches = list(alike)
        incidents = "|".join(branches[0].incidents)
        route = {
            "matchers": [f'incident=~"{incidents}"'],
            "routes": [dict(_branch(chart, way, release)) for way in branches],
        }
        text += f"# {chart.teams[owner].title.en}: {chart.ladders[ladder].title.en}.\n{_yaml([route])}"
    return textwrap.indent(text, " " * 4)


def _branch(chart: EscalationMap, way: Way, release: Release) -> Iterator[tuple[str, Any]]:
    yield "matchers", [f'severity="{way.severity}"']
    yield "receiver", way.receiver
    if way.severity is Severity.WARNING:
        yield "repeat_interval", _REPEAT_WARNING
    if way.when != "any":
        yield "active_time_intervals" if way.when == "working" else "mute_time_intervals", [way.hours]
    if not way.last:
        yield "continue", True
    if release.knows(Feature.ROUTE_LABELS):
        yield "labels", {"owner": way.owner, "escalation": _next(chart, way)}


def _next(chart: EscalationMap, way: Way) -> str:
    """Who is next, for the message: `15m duty, 1h management`; empty where nobody is."""

    def words(level: Level) -> str:
        teams = dict.fromkeys(team for _, team in hearers(level, way.owner))
        return f"{format_duration(level.after)} {' '.join(teams)}"

    return ", ".join(map(words, chart.ladders[way.ladder].levels(way.severity)[1:]))


def _section(name: str, entries: list[dict[str, Any]]) -> str:
    return f"{name}:\n{textwrap.indent(_yaml(entries), '  ')}"


def _yaml(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=1000
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Without aliases, and with matchers in quotes, as Alertmanager's manual advises."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_list(self, data: Iterable[Any]) -> yaml.SequenceNode:
        items = list(data)
        plain = all(isinstance(item, str) for item in items)
        return self.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=plain or None)

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="'" if '"' in data else None)


_Dumper.add_representer(list, _Dumper.represent_list)
_Dumper.add_representer(str, _Dumper.represent_str)

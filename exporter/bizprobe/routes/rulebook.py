"""Which incidents the Prometheus rules can raise."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bizprobe.errors import ConfigError, ConfigFault
from bizprobe.probes.flow.settings import Flow
from bizprobe.settings.model import Severity
from bizprobe.settings.source import KeyPath, Source, read_source

HEARTBEAT = "none"
"""The severity of what only beats to the outside."""
INHIBITOR = "info"
"""The severity of what reaches nobody: it only keeps other alerts quiet."""

_SINGULAR = '{{ reReplaceAll "s$" "" $labels.flow }}'
_FLOW = "{{ $labels.flow }}"
_RUNBOOK = re.compile(r"/(\w+\.md)$")


@dataclass(frozen=True, slots=True)
class Raised:
    """An incident that an alert can raise. `runbook` is the name of its page, '' where there is none."""

    incident: str
    alert: str
    severities: frozenset[str]
    runbook: str
    source: Source
    path: KeyPath
    """Where the rule says so."""


def read_rules(folder: Path) -> Sequence[Raised]:
    """What the rule files of a folder raise, in their order. Raises ConfigError."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise ConfigError([ConfigFault(str(folder), 0, 0, "", "there are no rules (*.yml)")])
    raised: list[Raised] = []
    faults: list[ConfigFault] = []
    for file in files:
        source = read_source(file)
        for path, rule in _alerts(source):
            found = list(_raised(source, path, rule))
            raised += found
            if not found:
                words = "expected the label incident: a name, or one made of {{ $labels.flow }}"
                faults.append(source.fault((*path, "labels", "incident"), words))
    if faults:
        raise ConfigError(faults)
    return raised


def _alerts(source: Source) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for number, group in enumerate((source.data or {}).get("groups", [])):
        for position, rule in enumerate(group.get("rules", [])):
            if "alert" in rule:
                yield ("groups", number, "rules", position), rule


def _raised(source: Source, path: KeyPath, rule: dict[str, Any]) -> Iterator[Raised]:
    labels = rule.get("labels", {})
    runbook = _RUNBOOK.search(rule.get("annotations", {}).get("runbook_url", ""))
    # A rule without a severity of its own takes it from the limit.
    severities = [labels["severity"]] if "severity" in labels else list(Severity)
    for incident in _incidents(str(labels.get("incident", ""))):
        yield Raised(
            incident,
            rule["alert"],
            frozenset(severities),
            runbook[1] if runbook else "",
            source,
            (*path, "labels", "incident"),
        )


def _incidents(label: str) -> Iterator[str]:
    """What a label can become: one name, or one for each flow."""
    if _SINGULAR in label or _FLOW in label:
        names = [label.replace(_SINGULAR, flow.one).replace(_FLOW, flow) for flow in Flow]
    else:
        names = [label]
    return (name for name in names if re.fullmatch(r"[a-z0-9-]+", name))

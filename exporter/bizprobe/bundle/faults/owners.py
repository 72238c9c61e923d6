"""Who owns which incident."""

from collections.abc import Mapping
from pathlib import Path

from bizprobe.routes.load import load_escalation


def owners(files: Path) -> Mapping[str, str]:
    """The owning team of each incident, from the bundle's escalation.yml. Raises ConfigError."""
    escalation = load_escalation(files / "alertmanager" / "escalation.yml", files / "prometheus" / "rules")
    return {name: incident.owner or "" for name, incident in escalation.map.incidents.items()}

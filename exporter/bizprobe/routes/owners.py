"""Who owns each type of incident, as recording rules: dashboards join them to the alerts that fire."""

import yaml

from bizprobe.routes.settings import EscalationMap

_HEAD = """\
# Who owns each type of incident. Made by `bizprobe routes` from alertmanager/escalation.yml: change that,
# then `make docs`.
"""
_RECORD = "incident:bizprobe_owner:info"


def owners(chart: EscalationMap) -> str:
    """A file of rules with a constant for each incident."""
    rules = [
        {"record": _RECORD, "expr": "vector(1)", "labels": {"incident": name, "owner": incident.owner}}
        for name, incident in chart.incidents.items()
    ]
    # What never changes need not be told more often than Prometheus forgets it.
    group = {"name": "bizprobe-owners", "interval": "1m", "rules": rules}
    return _HEAD + yaml.safe_dump({"groups": [group]}, sort_keys=False, default_flow_style=None, width=120)

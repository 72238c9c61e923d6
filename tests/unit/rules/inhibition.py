"""What the checked-in inhibition does with alerts, as labels."""

import re
from collections.abc import Mapping

import yaml

from tests.unit.rules.rulebook import ROOT, fired

CONFIG = yaml.safe_load((ROOT / "alertmanager" / "alertmanager.yml").read_text())
RULES = CONFIG["inhibit_rules"]
SEVERITIES = ("critical", "warning")
FIRED = [{**labels, "alertname": name} for name, labels, _ in fired()]
# Some alerts come in both severities; the tests prove each in one of them.
SEEN = FIRED + [
    {**alert, "severity": severity}
    for alert in FIRED
    for severity in SEVERITIES
    if alert["severity"] in SEVERITIES
]


def matches(matchers: list[str], labels: Mapping[str, str]) -> bool:
    return all(_matches(matcher, labels) for matcher in matchers)


def _matches(matcher: str, labels: Mapping[str, str]) -> bool:
    [(name, operator, value)] = re.findall(r'^(\w+)(=~|!~|!=|=)"(.*)"$', matcher)
    pattern = value if "~" in operator else re.escape(value)
    return bool(re.fullmatch(pattern, labels.get(name, ""))) is not operator.startswith("!")


def quiet(target: Mapping[str, str], source: Mapping[str, str]) -> bool:
    """Whether `source`, while it fires, keeps `target` quiet."""
    return any(
        matches(rule["source_matchers"], source)
        and matches(rule["target_matchers"], target)
        and all(source.get(label, "") == target.get(label, "") for label in rule.get("equal", []))
        for rule in RULES
    )


def alert(name: str, **labels: str) -> dict[str, str]:
    [found, *_] = [one for one in SEEN if one["alertname"] == name]
    return {**found, **labels}

"""What rules can raise."""

from pathlib import Path

from bizprobe.probes.flow.settings import Flow
from bizprobe.routes.rulebook import read_rules

RULES = """
groups:
  - name: a
    rules:
      - {record: a:b, expr: a}
      - alert: Silent
        expr: a
        labels: {incident: '{{ reReplaceAll "s$" "" $labels.flow }}-silence'}
      - alert: Missing
        expr: a
        labels: {incident: '{{ $labels.flow }}-missing', severity: warning}
        annotations: {runbook_url: '{{ $externalLabels.runbooks }}/Missing.md'}
"""


def test_an_incident_that_depends_on_the_flow_is_one_for_each_flow(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(RULES)
    raised = read_rules(tmp_path)
    assert [one.incident for one in raised if one.alert == "Silent"] == [
        f"{flow.one}-silence" for flow in Flow
    ]
    assert [one.incident for one in raised if one.alert == "Missing"] == [f"{flow}-missing" for flow in Flow]


def test_a_rule_without_a_severity_can_have_those_of_limits(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(RULES)
    severities = {one.alert: one.severities for one in read_rules(tmp_path)}
    assert severities == {"Silent": {"warning", "critical"}, "Missing": {"warning"}}


def test_the_page_of_an_alert_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(RULES)
    assert {one.alert: one.runbook for one in read_rules(tmp_path)} == {"Silent": "", "Missing": "Missing.md"}

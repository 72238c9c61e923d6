"""Maps that leave somebody unheard, and exactly what is said of them."""

from pathlib import Path

import pytest
import yaml

from bizprobe.errors import ConfigError
from bizprobe.routes.load import load_escalation
from tests.unit.routes.charts import COMPLETE, HERE, checked_in, loaded, written

CASES = [
    pytest.param(case["old"], case["new"], case["says"], id=f"{number}: {case['says'].split(': ')[1]}")
    for number, case in enumerate(yaml.safe_load((HERE / "bad.yml").read_text()))
]


def faults(folder: Path, text: str = COMPLETE) -> str:
    with pytest.raises(ConfigError) as caught:
        load_escalation(folder / "escalation.yml", folder / "rules")
    return str(caught.value).replace(f"{folder}/", "")


def test_the_checked_in_map_has_an_owner_and_a_receiver_for_every_incident_of_the_rules() -> None:
    escalation = checked_in()
    assert set(escalation.raised) == set(escalation.map.incidents)
    assert all(incident.owner for incident in escalation.map.incidents.values())


@pytest.mark.parametrize(("old", "new", "says"), CASES)
def test_a_bad_map_is_told_with_its_place_and_what_would_be_right(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert COMPLETE.count(old) == 1
    written(tmp_path, COMPLETE.replace(old, new))
    assert faults(tmp_path) == says


def test_every_fault_of_a_map_is_told_at_once(tmp_path: Path) -> None:
    text = COMPLETE.replace("id: -1002", "topic: 2").replace("  price-gap: {", "  price-gab: {")
    written(tmp_path, text)
    assert len(faults(tmp_path).splitlines()) == 3


def test_a_rule_without_an_incident_is_told(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "rules" / "rules.yml").write_text("groups: [{name: a, rules: [{alert: A, expr: a}]}]")
    assert faults(tmp_path) == (
        "rules/rules.yml:1:28: groups[0].rules[0].labels.incident: "
        "expected the label incident: a name, or one made of {{ $labels.flow }}"
    )


def test_a_rule_with_a_severity_that_nobody_hears_is_told(tmp_path: Path) -> None:
    file = written(tmp_path)
    rules = tmp_path / "rules" / "rules.yml"
    rules.write_text(rules.read_text().replace("severity: warning", "severity: urgent"))
    assert faults(tmp_path).endswith(
        "a rule has the severity 'urgent'; expected one of warning, critical, none or info"
    )
    assert file.exists()


def test_a_folder_without_rules_is_told(tmp_path: Path) -> None:
    file = written(tmp_path)
    with pytest.raises(ConfigError, match=r"there are no rules \(\*\.yml\)"):
        load_escalation(file, tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "escalation.yml:1:1: expected a mapping; got nothing"),
        ("a: [", "escalation.yml:1:5: not YAML: "),
        ("a: 1\na: 2\n", "escalation.yml:2:1: a: this key stands twice; first in line 1"),
    ],
)
def test_a_file_that_is_no_map_is_told(tmp_path: Path, text: str, says: str) -> None:
    written(tmp_path, text)
    assert faults(tmp_path).startswith(says)


def test_a_good_map_knows_who_has_duty(tmp_path: Path) -> None:
    assert loaded(tmp_path).people == {"duty": ["Anna", "Boris"]}

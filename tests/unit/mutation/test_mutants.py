"""Mutants are whole files of rules with one fault; a fault that no test notices survives."""

from pathlib import Path

import yaml

from tests.integration.monitoring import program
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.suite import Suite, load

RULES = """\
groups:
  - name: shop
    rules:
      - record: dealer:orders:max
        expr: max by (dealer) (orders)
      - alert: Many
        expr: |
          dealer:orders:max > 3
        for: 2m
        annotations: {summary: '{{ printf "orders > 4" }}'}
      - alert: BizprobeWatchdog
        expr: vector(1)
"""
TESTS = """\
rule_files: [../rules/shop.yml]
evaluation_interval: 1m
tests:
  - name: many orders
    interval: 1m
    input_series:
      - {series: 'orders{dealer="a"}', values: "1+0x4 4+0x5"}
    alert_rule_test:
      - {alertname: Many, eval_time: 4m, exp_alerts: []}
      - alertname: Many
        eval_time: 8m
        exp_alerts: [{exp_labels: {dealer: %s}, exp_annotations: {summary: orders > 4}}]
"""


def shop(folder: Path, dealer: str = "a") -> tuple[Suite, dict[str, Mutant]]:
    rules, tests = folder / "rules" / "shop.yml", folder / "tests" / "shop.yml"
    for file, content in ((rules, RULES), (tests, TESTS % dealer)):
        file.parent.mkdir()
        file.write_text(content)
    made = {f"{mutant.edit.old} {mutant.edit.new}": mutant for mutant in mutants(rules)}
    return Suite([rules], {tests: load(TESTS % dealer)}), made


def test_waits_and_expressions_are_mutated_but_not_texts_nor_what_always_fires(tmp_path: Path) -> None:
    _, made = shop(tmp_path)
    assert made.keys() == {"max min", "dealer ", "> >=", "> <", "3 6", "2m 0s", "2m 480s"}
    assert str(made["> >="]) == "shop.yml:8: Many: > became >="
    assert all(yaml.safe_load(mutant.text()) != yaml.safe_load(RULES) for mutant in made.values())


def test_a_fault_that_a_scenario_notices_is_killed_and_others_survive(tmp_path: Path) -> None:
    program("promtool")
    suite, made = shop(tmp_path)
    assert suite.killer(made["3 6"]) == "shop.yml: many orders"
    assert suite.killer(made["> >="]) == ""


def test_a_fault_in_a_recording_is_noticed_by_the_alert_that_reads_it(tmp_path: Path) -> None:
    program("promtool")
    suite, made = shop(tmp_path)
    assert suite.killer(made["dealer "]) == "shop.yml: many orders"


def test_a_scenario_that_fails_on_the_rules_as_they_are_kills_nothing(tmp_path: Path) -> None:
    program("promtool")
    suite, made = shop(tmp_path, dealer="b")
    assert suite.killer(made["3 6"]) == ""
    assert set(suite.broken) == {"shop.yml: many orders"}


ASKED = """\
rule_files: [../rules/shop.yml]
evaluation_interval: 1m
tests:
  - name: by its alert
    interval: 1m
    input_series: &orders
      - {series: 'orders{dealer="a"}', values: 4+0x20}
    promql_expr_test:
      - {expr: 'count(ALERTS{dealer="a"})', eval_time: 5m, exp_samples: [{labels: "{}", value: 1}]}
  - name: by itself
    interval: 1m
    input_series: *orders
    promql_expr_test:
      - expr: dealer:orders:max
        eval_time: 20m
        exp_samples: [{labels: 'dealer:orders:max{dealer="a"}', value: 4}]
"""
ELSEWHERE = """\
rule_files: []
evaluation_interval: 1m
tests:
  - name: of other rules
    input_series: []
    promql_expr_test:
      - {expr: ALERTS, eval_time: 1m}
"""
FILES = {"asked": ASKED, "elsewhere": ELSEWHERE}


def test_a_fault_is_first_shown_to_a_test_that_asks_for_the_rule_and_never_to_one_that_does_not_load_it(
    tmp_path: Path,
) -> None:
    program("promtool")
    _, made = shop(tmp_path)
    tests = {tmp_path / "tests" / f"{name}.yml": load(text) for name, text in FILES.items()}
    suite = Suite([tmp_path / "rules" / "shop.yml"], tests)
    asked = [scenario.title for scenario in suite.scenarios("dealer:orders:max")]
    assert asked == ["asked.yml: by its alert", "asked.yml: by itself"]
    assert suite.killer(made["dealer "]) == "asked.yml: by itself"

"""The checked-in rules and their promtool tests, as data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from promql_parser import VectorSelector, parse, walk

ROOT = Path(__file__).resolve().parents[3]
PROMETHEUS = ROOT / "prometheus"
RULE_FILES = sorted((PROMETHEUS / "rules").glob("*.yml"))
QUERY = re.compile(r"printf `([^`]+)`")
"""A query of an annotation, or the format of a number."""
TEST_FILES = sorted((PROMETHEUS / "tests").glob("*.yml"))


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert or a recording; `name` is what it is called or what it records. `file` holds it."""

    file: str
    name: str
    is_alert: bool
    expr: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a promtool test expects of an alert at one moment. `expected` is empty where it is quiet."""

    alert: str
    minute: float
    expected: Sequence[Mapping[str, Mapping[str, str]]]


def rules() -> Iterator[Rule]:
    for file in RULE_FILES:
        for group in yaml.safe_load(file.read_text())["groups"]:
            for rule in group["rules"]:
                yield Rule(
                    file.stem,
                    rule.get("alert") or rule["record"],
                    "alert" in rule,
                    rule["expr"],
                    rule.get("labels", {}),
                    rule.get("annotations", {}),
                )


def alerts() -> list[Rule]:
    return [rule for rule in rules() if rule.is_alert]


def scenarios() -> Iterator[list[Moment]]:
    """The moments of each scenario of the promtool tests, in the order of time."""
    for file in TEST_FILES:
        for scenario in yaml.safe_load(file.read_text())["tests"]:
            yield sorted(
                (_moment(test) for test in scenario.get("alert_rule_test", [])), key=lambda one: one.minute
            )


def fired() -> Iterator[tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """The name, labels and annotations of every alert that a promtool test proves."""
    for moment in (moment for scenario in scenarios() for moment in scenario):
        for alert in moment.expected:
            yield moment.alert, alert["exp_labels"], alert["exp_annotations"]


def selectors(expr: str) -> list[Any]:
    """Every selector of series in an expression."""
    found: list[Any] = []

    def keep(node: Any) -> bool:
        if isinstance(node, VectorSelector):
            found.append(node)
        return True

    walk(parse(expr), keep)
    return found


def _moment(test: Mapping[str, Any]) -> Moment:
    return Moment(test["alertname"], _minutes(test["eval_time"]), test["exp_alerts"])


def _minutes(time: str) -> float:
    return float(time[:-1]) * {"m": 1, "h": 60}[time[-1]]

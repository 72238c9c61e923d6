"""All rules over all minutes: recordings layer by layer, each backfilled for the next, then every alert.

Every group is evaluated each minute, whatever its interval. ALERTS has no series: it is empty while nobody is
called.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from promql_parser import VectorSelector, parse, walk

from tests.integration.quiet.store import STEP, Answer, Store, Stretch

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, eq=False)
class Rule:
    """An alert, which is called after `patience` seconds, or a recording."""

    name: str
    is_alert: bool
    expr: str
    labels: dict[str, str]
    patience: int

    @cached_property
    def reads(self) -> set[str]:
        """The series that it asks for."""
        found: set[str] = set()

        def keep(node: Any) -> bool:
            if isinstance(node, VectorSelector):
                found.add(node.name or "")
            return True

        walk(parse(self.expr), keep)
        return found

    @property
    def a_minute_later(self) -> str:
        """The expression; what it reads of itself is what it gave the minute before."""
        itself = rf"\b{re.escape(self.name)}\b(\{{[^}}]*\}})?(\[[^]]*\])?"
        return re.sub(itself, r"\g<0> offset 1m", self.expr)


@dataclass(frozen=True, slots=True)
class Call:
    """An alert that would have fired, the labels of its series, and the minutes of its longest run."""

    alert: str
    labels: dict[str, str]
    minutes: int


def read_rules(files: Iterable[Path]) -> list[Rule]:
    """The rules of these files."""
    groups = (group for file in files for group in yaml.safe_load(file.read_text())["groups"])
    return [_rule(rule) for group in groups for rule in group["rules"]]


def layers(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The recordings, each after those that it reads."""
    recordings = [rule for rule in rules if not rule.is_alert]
    names = {rule.name for rule in recordings}
    order = TopologicalSorter({rule.name: rule.reads & names - {rule.name} for rule in recordings})
    order.prepare()
    while order.is_active():
        ready = order.get_ready()
        yield [rule for rule in recordings if rule.name in ready]
        order.done(*ready)


class Evaluation:
    """Rules over a stretch of what a store holds."""

    def __init__(self, store: Store, rules: Sequence[Rule], stretch: Stretch) -> None:
        self._store = store
        self._rules = rules
        self._stretch = stretch

    def record(self) -> None:
        """Evaluates the recordings and adds them to the store."""
        latched: dict[Rule, list[Answer]] = {}
        for layer in layers(self._rules):
            with self._store.open():
                self._hold(latched)
                recorded = self._all(layer)
            self._store.add(line for rule in layer for line in _lines(rule, recorded[rule]))
            latched = {rule: recorded[rule] for rule in layer if rule.name in rule.reads}
        with self._store.open():
            self._hold(latched)

    def calls(self) -> list[Call]:
        """The alerts that last for as long as they wait, or longer."""
        alerts = [rule for rule in self._rules if rule.is_alert]
        with self._store.open():
            found = self._all(alerts)
        return [
            Call(alert.name, answer.labels | alert.labels, minutes)
            for alert, answers in found.items()
            for answer in answers
            if STEP * (minutes := longest(answer.samples)) >= alert.patience
        ]

    def _all(self, rules: Sequence[Rule]) -> dict[Rule, list[Answer]]:
        with ThreadPoolExecutor(2) as both:
            asked = both.map(lambda rule: self._store.ask(rule.a_minute_later, self._stretch), rules)
            return dict(zip(rules, asked, strict=True))

    def _hold(self, latched: dict[Rule, list[Answer]]) -> None:
        """Rules that read themselves were asked while nothing of them was known.

        If they give the same now that the minute before is known, minute by minute they come to the same.
        """
        for rule, before in latched.items():
            assert self._store.ask(rule.a_minute_later, self._stretch) == before, rule.name


def longest(samples: Sequence[tuple[int, str]]) -> int:
    """How many samples of the longest run stand a minute apart."""
    most = run = 1
    for (before, _), (moment, _) in pairwise(samples):
        run = run + 1 if moment - before == STEP else 1
        most = max(most, run)
    return most


def _lines(rule: Rule, answers: Iterable[Answer]) -> Iterator[bytes]:
    for answer in answers:
        labels = ",".join(
            f"{name}={json.dumps(value)}" for name, value in (answer.labels | rule.labels).items()
        )
        series = f"{rule.name}{{{labels}}}"
        yield "".join(f"{series} {value} {moment}\n" for moment, value in answer.samples).encode()


def _rule(rule: dict[str, Any]) -> Rule:
    name, labels = rule.get("alert") or rule["record"], rule.get("labels", {})
    return Rule(name, "alert" in rule, rule["expr"], labels, _seconds(str(rule.get("for", "0s"))))


def _seconds(text: str) -> int:
    return sum(int(count) * _SECONDS[unit] for count, unit in re.findall(r"(\d+)([smhd])", text))

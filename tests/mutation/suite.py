"""The promtool tests, cut down to what can notice a fault in one rule."""

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.mutation.mutants import Mutant

_WORD = re.compile(r"[a-zA-Z_:][\w:]*")
_NAMES_ALERTS = re.compile(r'alertname=~?"[\w|]+"')
_START, _TEXTS_TAKE = 1500, 3
_TEXTS = {"summary", "description"}
_MINUTES = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}
Groups = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the `tests` of a file that loads `files`, with only the checks that a faulty rule can fail.

    `needed` are the rules that must be evaluated for them; a `direct` scenario asks for the rule itself.
    """

    title: str
    files: frozenset[Path]
    test: str
    with_texts: bool
    samples: float
    needed: frozenset[str]
    direct: bool

    @property
    def cost(self) -> float:
        """For comparison with others: what promtool takes to start, and evaluations."""
        return _START + self.samples * len(self.needed) * (_TEXTS_TAKE if self.with_texts else 1)


class Suite:
    """All rules, and files of tests with their content. May be asked from several threads."""

    def __init__(self, rules: Sequence[Path], tests: Mapping[Path, Any]) -> None:
        self._groups = {file.resolve(): load(file.read_text())["groups"] for file in rules}
        self._tests = tests
        words = {name: _words(rule) for name, rule in self._named()}
        for name, rule in self._named():
            words[name] |= _words(rule)
        self._alerts = {name for name, rule in self._named() if "alert" in rule}
        for name in (name for name in words if "ALERTS" in words[name]):
            words[name] |= self._alerts
        self._reads = {name: words[name] & words.keys() - {name} for name in words}
        self._scenarios: dict[str, list[Scenario]] = {}
        self._sound: dict[Scenario, bool] = {}
        self._asked: Counter[Scenario] = Counter()
        self._kills: Counter[Scenario] = Counter()

    @property
    def broken(self) -> list[str]:
        """The scenarios that failed without any fault; they prove nothing."""
        return [scenario.title for scenario, sound in self._sound.items() if not sound]

    def killer(self, mutant: Mutant) -> str:
        """The scenario that fails on the mutant; empty if it survives."""
        changed = self._groups | {mutant.file.resolve(): load(mutant.text())["groups"]}
        for scenario in sorted(self.scenarios(mutant.rule), key=self._worth, reverse=True):
            self._asked[scenario] += 1
            if not _passes(scenario, changed) and self._is_sound(scenario):
                self._kills[scenario] += 1
                return scenario.title
        return ""

    def scenarios(self, rule: str) -> list[Scenario]:
        """Those that can notice a fault in a rule."""
        if rule not in self._scenarios:
            self._scenarios[rule] = [
                scenario
                for file, tests in self._tests.items()
                for scenario in self._concerned(rule, file, tests)
            ]
        return self._scenarios[rule]

    def _worth(self, scenario: Scenario) -> float:
        """What noticed most of the faults so far, in a short time, is likely to notice the next."""
        likely = (self._kills[scenario] + 1 + scenario.direct) / (self._asked[scenario] + 2)
        return likely / scenario.cost

    def _concerned(self, rule: str, file: Path, tests: Mapping[str, Any]) -> Iterator[Scenario]:
        files = frozenset((file.parent / one).resolve() for one in tests["rule_files"])
        loaded = {_name(one) for file in files for group in self._groups[file] for one in group["rules"]}
        affected = _closure(
            {rule} & loaded, lambda one: {name for name in loaded if one in self._reads[name]}
        )
        for test in tests["tests"]:
            alerts = [one for one in test.get("alert_rule_test", []) if one["alertname"] in affected]
            queries = [one for one in test.get("promql_expr_test", []) if self._asks(one["expr"]) & affected]
            asked = {one["alertname"] for one in alerts}.union(*(self._asks(one["expr"]) for one in queries))
            minutes = [_minutes(one["eval_time"]) for one in (*alerts, *queries)]
            # Most faults are noticed without the texts, which cost most of the time.
            for with_texts in [False] * bool(asked) + [True] * bool(alerts):
                checks = [_checked(one, with_texts) for one in alerts]
                cut = {**test, "alert_rule_test": checks, "promql_expr_test": queries}
                yield Scenario(
                    f"{file.name}: {test.get('name', '')}",
                    files,
                    _dump({**tests, "rule_files": ["rules.yml"], "tests": [cut]}),
                    with_texts,
                    len(test["input_series"]) * max(minutes),
                    _closure(asked & loaded, lambda one: self._reads[one] & loaded),
                    rule in asked,
                )

    def _asks(self, expr: str) -> set[str]:
        """The rules whose results a query is about."""
        words = _words(expr)
        return words | self._alerts if "ALERTS" in words and not _NAMES_ALERTS.search(expr) else words

    def _is_sound(self, scenario: Scenario) -> bool:
        """Whether it was the fault that made it fail, and not what was cut away."""
        if scenario not in self._sound:
            self._sound[scenario] = _passes(scenario, self._groups)
        return self._sound[scenario]

    def _named(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for groups in self._groups.values():
            for group in groups:
                yield from ((_name(rule), rule) for rule in group["rules"])


def _passes(scenario: Scenario, groups: Mapping[Path, Groups]) -> bool:
    kept = [
        {
            **group,
            "rules": [_cut(rule, scenario) for rule in group["rules"] if _name(rule) in scenario.needed],
        }
        for file in sorted(scenario.files)
        for group in groups[file]
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "rules.yml").write_text(_dump({"groups": [group for group in kept if group["rules"]]}))
        test = Path(folder, "test.yml")
        test.write_text(scenario.test)
        return subprocess.run(["promtool", "test", "rules", test], capture_output=True).returncode == 0


def _cut(rule: Mapping[str, Any], scenario: Scenario) -> Mapping[str, Any]:
    return {**rule, "annotations": _told(rule.get("annotations", {}), scenario.with_texts)}


def _told(annotations: Mapping[str, str], with_texts: bool) -> dict[str, str]:
    """The English texts, or none: the Russian ones have the same numbers, and links have none."""
    return {key: annotations[key] for key in _TEXTS & annotations.keys()} if with_texts else {}


def _checked(check: Mapping[str, Any], with_texts: bool) -> dict[str, Any]:
    expected = [
        {**alert, "exp_annotations": _told(alert.get("exp_annotations") or {}, with_texts)}
        for alert in check.get("exp_alerts") or ()
    ]
    return {**check, "exp_alerts": expected}


def _closure(names: Iterable[str], next_to: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found, open_ = set[str](), list(names)
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_.extend(next_to(name))
    return frozenset(found)


def _words(of: object) -> set[str]:
    """Every name in a text, or in the texts of a rule."""
    if isinstance(of, Mapping):
        return set[str]().union(*(_words(value) for value in of.values()))
    return set(_WORD.findall(str(of)))


def _name(rule: Mapping[str, Any]) -> str:
    name: str = rule.get("alert") or rule["record"]
    return name


def _minutes(text: str) -> float:
    return sum(float(count) * _MINUTES[unit] for count, unit in re.findall(r"(\d+)([smhdw])", str(text)))


def load(text: str) -> Any:
    """YAML as data."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _dump(content: object) -> str:
    text: str = yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False)
    return text

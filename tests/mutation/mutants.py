"""Rules with one small fault each: in an expression, or in how long an alert waits and goes on.

What people read (annotations and the queries in them) is proved word by word by the tests, and is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from promql_parser import parse

from tests.mutation.equivalent import why_equivalent
from tests.mutation.tokens import Edit, edits, longer

_WAITS = ("for", "keep_firing_for")
# Fires always, or is always 1: there is nothing to be wrong about.
_LEFT_OUT = {"BizprobeWatchdog", "incident:bizprobe_owner:info"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault in the alert or recording `rule` of a file whose text is `before`."""

    file: Path
    rule: str
    edit: Edit
    before: str = field(repr=False)

    def text(self) -> str:
        """The file with the fault."""
        return self.edit.applied(self.before)

    def __str__(self) -> str:
        line = self.before.count("\n", 0, self.edit.start) + 1
        return f"{self.file.name}:{line}: {self.rule}: {self.edit.old} became {self.edit.new or 'nothing'}"


def mutants(file: Path) -> Iterator[Mutant]:
    """All mutants of a file of rules that can be loaded, without those that change nothing."""
    text = file.read_text()
    for rule in _rules(yaml.compose(text)):
        name = (rule.get("alert") or rule["record"]).value
        if name not in _LEFT_OUT:
            yield from (Mutant(file, name, edit, text) for edit in _edits(text, rule))


def _rules(root: Any) -> Iterator[dict[str, yaml.ScalarNode]]:
    for group in dict(_pairs(root))["groups"].value:
        for rule in dict(_pairs(group))["rules"].value:
            yield dict(_pairs(rule))


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    return ((key.value, value) for key, value in node.value)


def _edits(text: str, rule: dict[str, yaml.ScalarNode]) -> Iterator[Edit]:
    for wait in _WAITS:
        if wait in rule:
            node = rule[wait]
            # Tests evaluate once a minute: twice 30 s would be the same to them.
            yield from (Edit(node.start_mark.index, node.value, new) for new in ("0s", longer(node.value, 4)))
    node = rule["expr"]
    first, last = node.start_mark.index, node.end_mark.index
    if node.style in {"'", '"'}:
        first, last = first + 1, last - 1
    expr = text[first:last]
    for edit in edits(expr):
        if not why_equivalent(expr, edit) and _parses(edit.applied(expr)):
            yield Edit(first + edit.start, edit.old, edit.new)


def _parses(expr: str) -> bool:
    try:
        parse(expr.removeprefix("|").strip())
    except ValueError:
        return False
    return True

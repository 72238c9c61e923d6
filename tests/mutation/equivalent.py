"""Mutants that are the same rule in every case that can happen. Each kind stands here with its reason."""

import re

from bizprobe.metrics.families import BY_NAME
from tests.mutation.tokens import Edit

_SELECTOR = (
    r"(?:last_over_time\(\s*)?(?P<family>bizprobe_\w+)(?:\{[^}]*\})?(?:\[\w+\])?(?:\s*offset \w+)?\s*\)?"
)
_OF_A_FAMILY = re.compile(rf"m(?:ax|in) by \((?P<labels>[^)]*)\) \(\s*{_SELECTOR}")
_OF_QUIET_FLOWS = re.compile(
    r"sum by \(dealer, channel, flow\) \(\s*flow_marketplace:bizprobe_flow_quiet:info\s*\*"
)
_OF_ONE_EACH = re.compile(r"max without \((?:reason|dependent)\)")
_OF_ONE_WINDOW = re.compile(r"max by \([^)]*\) \(\s*objective_severity:bizprobe_failures:burning")
_OF_THE_LESSER = re.compile(r"<= (?P<other>[\w:]+)\s+or (?P=other)\s")
_OF_ONES = re.compile(r"topk by \([^)]*\) \(\s*1,\s*group by")


def why_equivalent(expr: str, edit: Edit) -> str:
    """The reason why the edit changes nothing, or nothing."""
    rest = expr[edit.start :]
    if edit.old in {"max", "min"} and (match := _OF_A_FAMILY.match(rest)):
        family, kept = BY_NAME.get(match["family"]), {label.strip() for label in match["labels"].split(",")}
        if family is not None and kept >= set(family.labels):
            return "all labels are kept, so only exporters that say the same are taken together"
    if edit.old == "sum" and _OF_QUIET_FLOWS.match(rest):
        return "a flow is at one marketplace, so only labels are taken away"
    if edit.old == "max" and _OF_ONE_EACH.match(rest):
        return "a probe has one reason, and what depends is told by another label"
    if edit.old == "max" and _OF_ONE_WINDOW.match(rest):
        return "of the windows that burn only the first is told, so only labels are taken away"
    if (edit.old, edit.new) == ("<=", "<") and _OF_THE_LESSER.match(rest):
        return "of two that are the same either is the lesser"
    if edit.old == "topk" and _OF_ONES.match(rest):
        return "all are 1, and any will do"
    return ""

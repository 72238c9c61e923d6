"""The table of whose side a quiet flow is on, as a test of promtool."""

from itertools import chain
from typing import Any

from tests.unit.rules import test_side as side
from tests.unit.rules.rulebook import PROMETHEUS

PATH = PROMETHEUS / "tests" / "(whose side).yml"


def content() -> dict[str, Any]:
    """Every combination of facts, with what must be recorded of it."""
    series = chain.from_iterable(side.dealer(name, facts) for name, facts in side.COMBINATIONS.items())
    asked = {"expr": side.QUESTION, "eval_time": f"{side.MINUTES}m"}
    expected = [{"labels": _labels(name, facts), "value": 1} for name, facts in side.COMBINATIONS.items()]
    test = {
        "name": "every combination of facts has its side and its reason",
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series],
        "promql_expr_test": [asked | {"exp_samples": expected}],
    }
    return {"rule_files": ["../rules/silence.yml"], "evaluation_interval": "1m", "tests": [test]}


def _labels(dealer: str, facts: side.Facts) -> str:
    verdict, because = next(line.verdict for line in side.TABLE if line.fits(facts))
    labels = f'dealer="{dealer}",channel="asked",flow="orders",side="{verdict}",because="{because}"'
    return f"{{{labels}}}"

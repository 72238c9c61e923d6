"""What dashboards call each channel, asked of promtool over made-up series."""

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from questions.pricing import PRICES
from tests.integration.monitoring import program

# What is known of a channel, and what it is called. Limits are tolerated numbers by state and severity.
Known = Mapping[str, float]
BLIND = {"blind": 1.0}
CASES: dict[str, tuple[Known, str]] = {
    "nothing wrong": ({"different": 0, "different critical": 0}, "✔ well"),
    "no limit": ({"different": 5}, "✔ well"),
    "as many as are tolerated": ({"different": 5, "different critical": 5}, "✔ well"),
    "more than are tolerated": ({"different": 6, "different critical": 5}, "✖ different"),
    "a warning": ({"missing": 1, "missing warning": 0}, "▲ missing"),
    "a warning and worse": (
        {"missing": 1, "missing warning": 0, "different": 1, "different critical": 0},
        "✖ different",
    ),
    "a warning and worse of the same": (
        {"missing": 9, "missing warning": 0, "missing critical": 5},
        "✖ missing",
    ),
    "never read": ({}, "? not compared"),
    "blind": ({"different": 0, "different critical": 0} | BLIND, "? not compared"),
    "blind after a warning": ({"missing": 1, "missing warning": 0} | BLIND, "? not compared"),
    "wrong when last read": ({"different": 1, "different critical": 0} | BLIND, "✖ different"),
    "all accepted": ({"different": 0, "sent": 12000, "accepted": 12000, "rejected critical": 0}, "✔ well"),
    "not all accepted": (
        {"different": 0, "sent": 12000, "accepted": 9000, "rejected critical": 100},
        "✖ not accepted",
    ),
    "pages lost": ({"different": 0, "expected": 9, "received": 7}, "✖ pages lost"),
    "never exchanged": ({"different": 0, "age critical": 60}, "✖ exchange late"),
}
FAMILIES = {
    "sent": "bizprobe_exchange_items_last_sent",
    "accepted": "bizprobe_exchange_items_last_accepted",
    "expected": "bizprobe_exchange_pages_expected",
    "received": "bizprobe_exchange_pages_received",
    "rejected critical": "bizprobe_exchange_rejected_limit",
    "age critical": "bizprobe_exchange_age_limit_seconds",
}


def series(channel: str, known: Known) -> Iterator[tuple[str, float]]:
    """What two exporters tell of a channel."""
    of = f'dealer="d",channel="{channel}"'
    for instance in ("a", "b"):
        told = f'{of},instance="{instance}"'
        yield f'bizprobe_compare_info{{{told},what="prices",probe="{channel}"}}', 1
        for fact, value in known.items():
            name, _, severity = fact.partition(" ")
            given = f'{told},severity="{severity}"' if severity else told
            if fact in FAMILIES:
                yield f'{FAMILIES[fact]}{{{given},exchange="prices"}}', value
            elif fact != "blind":
                yield f'bizprobe_price_items{"_limit" if severity else ""}{{{given},state="{name}"}}', value
    if "blind" in known:
        yield f'probe:bizprobe_probe_blind_seconds:exceeded{{dealer="d",probe="{channel}"}}', 99


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each case is called, from one run of promtool: it says what it got where nothing is expected."""
    made = itertools.chain.from_iterable(series(name, known) for name, (known, _) in CASES.items())
    question = PRICES.judgement.expr.replace("$dealer", ".+").replace("$channel", ".+")
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": f"{value}+0x2"} for name, value in made],
        "promql_expr_test": [{"expr": question, "eval_time": "2m", "exp_samples": []}],
    }
    file: Path = tmp_path_factory.mktemp("verdicts") / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": [], "tests": [test]}))
    run = subprocess.run([program("promtool"), "test", "rules", str(file)], capture_output=True, text=True)
    told = (run.stdout + run.stderr).replace('\\"', '"')
    found = re.findall(r'channel="([^"]+)", dealer="d"\} ([\dE.+]+)', told.partition("got:")[2])
    return {name: PRICES.judgement.words[int(float(number))].text for name, number in found}


@pytest.mark.parametrize("name", CASES)
def test_a_channel_is_called_by_the_worst_that_is_true_of_it(name: str, called: Mapping[str, str]) -> None:
    assert called[name] == CASES[name][1]


def test_verdicts_are_numbered_worst_first_down_to_all_is_well() -> None:
    words = PRICES.judgement.words
    assert list(words) == sorted(words, reverse=True)
    signs = [word.text[0] for word in words.values()]
    assert [sign for sign, _ in itertools.groupby(signs)] == ["✖", "?", "▲", "✔"]
    assert words[0].text == "✔ well"

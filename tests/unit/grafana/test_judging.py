"""What dashboards call each channel, asked of promtool over made-up series."""

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from questions import goods
from questions.pricing import PRICES
from tests.integration.monitoring import program

# What is known of a channel, and what it is called. Limits are tolerated numbers by state and severity.
Known = Mapping[str, float]
BLIND = {"blind": 1.0}
BESIDE = ("blind", "alert ")
CASES: dict[str, tuple[Known, str]] = {
    "nothing wrong": ({"matching": 9, "different": 0, "different critical": 0}, "✔ well"),
    "no limit": ({"matching": 9, "different": 5}, "✔ well"),
    "as many as are tolerated": ({"matching": 9, "different": 5, "different critical": 5}, "✔ well"),
    "more than are tolerated": ({"matching": 9, "different": 6, "different critical": 5}, "✖ different"),
    "a warning": ({"matching": 9, "missing": 1, "missing warning": 0}, "▲ missing"),
    "a warning and worse": (
        {"matching": 9, "missing": 1, "missing warning": 0, "different": 1, "different critical": 0},
        "✖ different",
    ),
    "a warning and worse of the same": (
        {"matching": 9, "missing": 9, "missing warning": 0, "missing critical": 5},
        "✖ missing",
    ),
    "never read": ({}, "? not compared"),
    "blind": ({"matching": 9, "different": 0, "different critical": 0} | BLIND, "? not compared"),
    "blind after a warning": ({"matching": 9, "missing": 1, "missing warning": 0} | BLIND, "? not compared"),
    "wrong when last read": ({"matching": 9, "different": 1, "different critical": 0} | BLIND, "✖ different"),
    "all accepted": (
        {"matching": 9, "different": 0, "sent": 12000, "accepted": 12000, "rejected critical": 0},
        "✔ well",
    ),
    "not all accepted": (
        {"matching": 9, "different": 0, "sent": 12000, "accepted": 9000, "rejected critical": 100},
        "✖ not accepted",
    ),
    "pages lost": ({"matching": 9, "different": 0, "expected": 9, "received": 7}, "✖ pages lost"),
    "never exchanged": ({"matching": 9, "different": 0, "age critical": 60}, "✖ exchange late"),
}
TOLD: dict[str, tuple[Known, str]] = {
    "no alert": ({"matching": 9, "different": 1}, "✔ well"),
    "an alert": ({"matching": 9, "alert price-gap critical": 1}, "✖ different"),
    "two alerts": (
        {"matching": 9, "alert prices-missing warning": 1, "alert prices-quarantined critical": 1},
        "✖ held back",
    ),
    "one alert in two severities": (
        {"matching": 9, "alert price-gap warning": 1, "alert price-gap critical": 1},
        "✖ different",
    ),
    "an alert of something else": ({"matching": 9, "alert order-silence critical": 1}, "✔ well"),
    "cannot be asked": ({"matching": 9} | BLIND, "? not compared"),
    "told before it was blind": ({"matching": 9, "alert price-loss critical": 1} | BLIND, "✖ sold too cheap"),
    "never compared": ({}, "? not compared"),
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
    """What two exporters tell of a channel, and what Prometheus tells of its alerts."""
    of = f'dealer="d",channel="{channel}"'
    for instance in ("a", "b"):
        told = f'{of},instance="{instance}"'
        yield f'bizprobe_compare_info{{{told},what="prices",probe="{channel}"}}', 1
        yield from ((read(fact, told), value) for fact, value in known.items() if not fact.startswith(BESIDE))
    for fact in known:
        if fact == "blind":
            yield f'probe:bizprobe_probe_blind_seconds:exceeded{{dealer="d",probe="{channel}"}}', 99
        elif fact.startswith(BESIDE):
            _, incident, severity = fact.split(" ")
            yield f'ALERTS{{{of},alertstate="firing",incident="{incident}",severity="{severity}"}}', 1


def read(fact: str, told: str) -> str:
    """The series of what an exporter read."""
    name, _, severity = fact.partition(" ")
    given = f'{told},severity="{severity}"' if severity else told
    if fact in FAMILIES:
        return f'{FAMILIES[fact]}{{{given},exchange="prices"}}'
    return f'bizprobe_price_items{"_limit" if severity else ""}{{{given},state="{name}"}}'


def called(expr: str, cases: Mapping[str, tuple[Known, str]], folder: Path) -> dict[str, str]:
    """What each case is called, from one run of promtool: it says what it got where nothing is expected."""
    made = itertools.chain.from_iterable(series(name, known) for name, (known, _) in cases.items())
    question = expr.replace("$dealer", ".+").replace("$channel", ".+")
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": f"{value}+0x2"} for name, value in made],
        "promql_expr_test": [{"expr": question, "eval_time": "2m", "exp_samples": []}],
    }
    file = folder / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": [], "tests": [test]}))
    run = subprocess.run([program("promtool"), "test", "rules", str(file)], capture_output=True, text=True)
    told = (run.stdout + run.stderr).replace('\\"', '"')
    found = re.findall(r'channel="([^"]+)", dealer="d"\} ([\dE.+]+)', told.partition("got:")[2])
    return {name: PRICES.judgement.words[int(float(number))].text for name, number in found}


def test_a_channel_is_called_by_the_worst_that_is_true_of_it_now(tmp_path: Path) -> None:
    words = called(PRICES.judgement.expr, CASES, tmp_path)
    assert words == {name: word for name, (_, word) in CASES.items()}


def test_over_the_time_a_channel_is_called_by_the_worst_of_its_alerts(tmp_path: Path) -> None:
    words = called(PRICES.judgement.over_time(goods.WHO), TOLD, tmp_path)
    assert words == {name: word for name, (_, word) in TOLD.items()}


def test_verdicts_are_numbered_worst_first_down_to_all_is_well() -> None:
    words = PRICES.judgement.words
    assert list(words) == sorted(words, reverse=True)
    signs = [word.text[0] for word in words.values()]
    assert [sign for sign, _ in itertools.groupby(signs)] == ["✖", "?", "▲", "✔"]
    assert words[0].text == "✔ well"

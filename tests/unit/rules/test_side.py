"""The side of a quiet flow, as docs/how-to/whose-side.md promises it to people, is what the rules record."""

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import pytest
import yaml

from tests.integration.monitoring import program
from tests.unit.rules.rulebook import PROMETHEUS, ROOT, alerts

PAGE = ROOT / "docs" / "how-to" / "whose-side.md"
MINUTES = 5
QUESTION = (
    'flow_because:bizprobe_flow_quiet:info{channel="asked"}'
    " * on (dealer, channel, flow) group_left (side) flow:bizprobe_flow_side:info"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a flow is quiet."""

    channel: str
    own: str
    others: str
    api: str
    elsewhere: str

    def __str__(self) -> str:
        return "-".join(astuple(self))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: which facts it is for, and what follows from them."""

    cells: tuple[str, ...]
    verdict: tuple[str, str]

    def fits(self, facts: Facts) -> bool:
        return all(
            fact in cell.split(" or ") or cell == "any"
            for fact, cell in zip(astuple(facts), self.cells, strict=True)
        )


COMBINATIONS = {
    f"d{number:03}": Facts(*facts)
    for number, facts in enumerate(
        itertools.product(
            ("marketplace", "own"),
            ("none", "sells", "quiet"),
            ("none", "sell", "quiet"),
            ("well", "failing"),
            ("none", "sells", "quiet"),
        )
    )
}


def table() -> list[Line]:
    section = PAGE.read_text().split("## The table")[1].split("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("|")]
    return [Line(tuple(cells[:5]), (cells[5], cells[6])) for cells in rows[2:]]


TABLE = table()


def flow(dealer: str, channel: str, marketplace: str, state: str) -> Iterator[tuple[str, str]]:
    """The series of a flow that is read every minute; `marketplace` is `own` for the seller's own."""
    labels = f'dealer="{dealer}",channel="{channel}",flow="orders"'
    own, word = ("true", "") if marketplace == "own" else ("false", marketplace)
    info = f'dealer="{dealer}",channel="{channel}",marketplace="{word}",own="{own}",title=""'
    yield f"bizprobe_channel_info{{{info}}}", f"1+0x{MINUTES}"
    yield f'bizprobe_flow_info{{{labels},probe="{channel}",own="{own}",remote="{channel}"}}', f"1+0x{MINUTES}"
    yield f"bizprobe_flow_read_timestamp_seconds{{{labels}}}", f"1800000000+60x{MINUTES}"
    yield f'bizprobe_flow_silence_limit_seconds{{{labels},severity="critical"}}', f"1800+0x{MINUTES}"
    newest = f"1800000000+60x{MINUTES}" if state == "sells" else f"1799990000+0x{MINUTES}"
    yield f"bizprobe_flow_last_event_timestamp_seconds{{{labels}}}", newest


def dealer(name: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """A dealer whose channel `asked` is quiet, with these facts around it."""
    yield from flow(name, "asked", "own" if facts.channel == "own" else f"place-{name}", "quiet")
    if facts.own != "none":
        yield from flow(name, "shop", "own", facts.own)
    if facts.others != "none":
        yield from flow(name, "kupi", "", "sells" if facts.others == "sell" else "quiet")
        yield from flow(name, "lavka", "lavka", "quiet")
    requests = f'bizprobe_api_requests_total{{dealer="{name}",remote="asked",side="channel"'
    yield f'{requests},code="200"}}', f"0+8x{MINUTES}"
    yield f'{requests},code="503"}}', f"0+{2 if facts.api == 'failing' else 0}x{MINUTES}"
    if facts.elsewhere != "none":
        quiet = 2 if facts.elsewhere == "quiet" else 1
        for number in range(3):
            state = "quiet" if number < quiet else "sells"
            yield from flow(f"{name}-{number}", "there", f"place-{name}", state)


def recordings() -> dict[str, Any]:
    """The rules without the alerts: hundreds of them, each with its texts, would take most of the time."""
    rules: dict[str, Any] = yaml.safe_load((PROMETHEUS / "rules" / "silence.yml").read_text())
    for group in rules["groups"]:
        group["rules"] = [rule for rule in group["rules"] if "record" in rule]
    return rules


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[tuple[str, str]]]:
    """Side and reason of each combination by its dealer, from one run of promtool over the rules."""
    series = itertools.chain.from_iterable(dealer(name, facts) for name, facts in COMBINATIONS.items())
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series],
        "promql_expr_test": [{"expr": QUESTION, "eval_time": f"{MINUTES}m", "exp_samples": []}],
    }
    folder = tmp_path_factory.mktemp("side")
    (folder / "rules.yml").write_text(yaml.safe_dump(recordings()))
    file = folder / "test.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [test]})
    )
    run = subprocess.run([program("promtool"), "test", "rules", str(file)], capture_output=True, text=True)
    return _recorded(run.stdout + run.stderr)


def _recorded(told: str) -> Mapping[str, set[tuple[str, str]]]:
    """From what promtool got where nothing was expected."""
    found: dict[str, set[tuple[str, str]]] = {}
    told = told.replace('\\"', '"')
    sample = r'because="(\w+)", channel="asked", dealer="(d\d+)", flow="orders", side="(\w+)"'
    for because, name, side in re.findall(sample, told):
        found.setdefault(name, set()).add((side, because))
    return found


@pytest.mark.parametrize("name", COMBINATIONS, ids=lambda name: str(COMBINATIONS[name]))
def test_the_rules_give_every_combination_of_facts_the_side_and_the_reason_of_the_table(
    name: str, recorded: Mapping[str, set[tuple[str, str]]]
) -> None:
    [first, *_] = [line for line in TABLE if line.fits(COMBINATIONS[name])]
    assert recorded[name] == {first.verdict}


def test_every_line_of_the_table_is_the_first_that_fits_somewhere() -> None:
    needed = {
        next(number for number, line in enumerate(TABLE) if line.fits(facts))
        for facts in COMBINATIONS.values()
    }
    assert needed == set(range(len(TABLE)))


def test_the_reasons_of_the_table_are_those_that_the_alert_puts_into_words() -> None:
    [alert] = [rule for rule in alerts() if rule.name == "BizprobeFlowSilent"]
    for text in ("description", "description_ru"):
        told = set(re.findall(r'eq \$because "(\w+)"', alert.annotations[text]))
        assert told == {line.verdict[1] for line in TABLE} - {"nobody"}

"""The one word for each channel, asked of promtool over made-up alerts."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from questions.standing import GRADE, GRADE_OF_FLOW, WORDS
from tests.integration.monitoring import program


class Alert(NamedTuple):
    """An alert about a channel, and about its orders unless it says otherwise."""

    incident: str
    flow: str = "orders"
    severity: str = "critical"
    state: str = "firing"


SILENT = Alert("order-silence")
WRONG_PRICES = Alert("price-gap", flow="")
# By the name of the channel: its alerts, and what its orders and the channel itself are called.
CASES: dict[str, tuple[Sequence[Alert], str, str]] = {
    "quiet": ([], "✔ well", "✔ well"),
    "pending": ([SILENT._replace(state="pending")], "✔ well", "✔ well"),
    "silent": ([SILENT], "✖ silent", "✖ silent"),
    "warned": ([SILENT._replace(severity="warning")], "▲ watch", "▲ watch"),
    "another-flow": ([SILENT._replace(flow="messages")], "✔ well", "✖ silent"),
    "prices": ([WRONG_PRICES], "✖ prices", "✖ prices"),
    "prices-and-silent": ([WRONG_PRICES, SILENT], "✖ silent", "✖ silent"),
    "prices-and-warned": ([WRONG_PRICES, SILENT._replace(severity="warning")], "✖ prices", "✖ prices"),
    "lost": ([Alert("orders-missing")], "✖ lost", "✖ lost"),
    "not-at-the-channel": ([Alert("stock-missing", flow="")], "✖ stocks", "✖ stocks"),
    "pages-lost": ([Alert("exchange-pages-lost", flow="")], "✖ upload", "✖ upload"),
    "cancelled": ([Alert("cancelled-apart")], "✖ status", "✖ status"),
    "refused": ([Alert("key-rejected", flow="", severity="warning")], "? blind", "? blind"),
    "runs-out": ([Alert("key-expires", flow="")], "✖ other", "✖ other"),
}


def series() -> Iterator[str]:
    """What two exporters and the rules tell of each channel."""
    for channel, (alerts, _, _) in CASES.items():
        of = f'dealer="d",channel="{channel}"'
        for instance in ("a", "b"):
            yield f'bizprobe_channel_info{{{of},instance="{instance}"}}'
            yield f'bizprobe_flow_info{{{of},flow="orders",instance="{instance}"}}'
        for alert in alerts:
            flow = f',flow="{alert.flow}"' if alert.flow else ""
            yield (
                f'ALERTS{{{of}{flow},alertstate="{alert.state}",severity="{alert.severity}"'
                f',incident="{alert.incident}"}}'
            )


def asked(expr: str, samples: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The query of a dashboard on which everything is chosen, and the words that it must give."""
    numbers = {word.text: number for number, word in WORDS.items()}
    for name in ("dealer", "channel", "flow"):
        expr = expr.replace(f"${name}", ".+")
    expected = [{"labels": f"{{{labels}}}", "value": numbers[word]} for labels, word in samples]
    return {"expr": expr, "eval_time": "2m", "exp_samples": expected}


def test_a_channel_and_a_flow_are_called_by_the_gravest_alert_about_them(tmp_path: Path) -> None:
    of_flows = [(f'dealer="d",channel="{name}",flow="orders"', word) for name, (_, word, _) in CASES.items()]
    of_channels = [(f'dealer="d",channel="{name}"', word) for name, (_, _, word) in CASES.items()]
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": "1x2"} for name in series()],
        "promql_expr_test": [asked(GRADE_OF_FLOW, of_flows), asked(GRADE, of_channels)],
    }
    file = tmp_path / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": [], "tests": [test]}))
    run = subprocess.run([program("promtool"), "test", "rules", str(file)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_words_are_numbered_gravest_first() -> None:
    assert [*WORDS] == [*range(len(WORDS) - 1, -1, -1)]
    assert len({word.text for word in WORDS.values()}) == len(WORDS)

"""What is open, how often it came and how much it is about, asked of promtool over made-up alerts."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from questions import problems
from tests.integration.monitoring import program


class Alert(NamedTuple):
    """An alert about the shop: of what type, and whether it fires, minute by minute."""

    name: str
    incident: str
    fires: str
    severity: str = "critical"
    flow: str = ',flow="orders"'


# What is asked about begins with the second minute, so that both ways to count a window's edge agree.
ALERTS = (
    Alert("Silent", "order-silence", "no no no yes yes yes yes"),
    Alert("Silent", "order-silence", "no no yes yes yes yes yes", severity="warning"),
    Alert("Stopped", "order-silence", "no no no no no yes yes"),
    Alert("Few", "order-few", "no no no no no yes yes"),
    Alert("Different", "price-gap", "no no yes yes yes yes yes", severity="warning", flow=""),
    Alert("Rejected", "exchange-rejected", "no no yes no yes yes no", flow=""),
    Alert("Missing", "orders-missing", "no no no no no no no"),
)
SHOP = 'dealer="d",channel="shop"'
EXPECTED: dict[str, dict[str, int]] = {
    problems.URGENCY: {"order-silence": 2, "order-few": 2, "price-gap": 1},
    problems.began(): {"order-silence": 60, "order-few": 60, "price-gap": 60},
    problems.TIMES: {"order-silence": 1, "order-few": 1, "price-gap": 1, "exchange-rejected": 2},
    problems.LASTED: {"order-silence": 300, "order-few": 120, "price-gap": 300, "exchange-rejected": 180},
    problems.AMOUNT: {"price-gap": 7},
    problems.LOST: {"order-silence": 900},
    problems.OWNER: {"order-silence": 1},
}


def series() -> Iterator[tuple[str, str]]:
    """What Prometheus keeps of the alerts, and what two exporters and the rules tell."""
    for alert in ALERTS:
        of = f'{SHOP}{alert.flow},incident="{alert.incident}",side="ours",alertname="{alert.name}"'
        of += f',severity="{alert.severity}"'
        yield (
            f'ALERTS{{{of},alertstate="firing"}}',
            alert.fires.replace("yes", "1").replace("no", "stale"),
        )
        yield f'ALERTS{{{of},alertstate="pending"}}', "1x6"
        yield f"ALERTS_FOR_STATE{{{of}}}", "60x6"
    for instance in ("a", "b"):
        yield f'bizprobe_price_items{{{SHOP},state="different",instance="{instance}"}}', "7x6"
        yield f'bizprobe_price_items{{{SHOP},state="missing",instance="{instance}"}}', "9x6"
    for currency, lost in (("RUB", 900), ("USD", 10)):
        of = f'{SHOP},flow="orders",currency="{currency}"'
        yield f"flow_currency:bizprobe_flow_lost_amount:per_hour{{{of}}}", f"{lost}x6"
    yield 'incident:bizprobe_owner:info{incident="order-silence",owner="sales"}', "1x6"


def asked(expr: str, answer: dict[str, int]) -> dict[str, object]:
    """The query of a dashboard on which everything is chosen, and the answer by type of incident."""
    for name, value in {"dealer": ".+", "channel": ".+", "flow": ".+", "__range": "5m"}.items():
        expr = expr.replace(f"${name}", value)
    samples = [{"labels": f'{{incident="{incident}"}}', "value": value} for incident, value in answer.items()]
    return {"expr": f"sum by (incident) ({expr})", "eval_time": "6m", "exp_samples": samples}


def test_alerts_about_the_same_are_one_problem_with_the_gravest_of_them_and_the_first(tmp_path: Path) -> None:
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series()],
        "promql_expr_test": [asked(expr, answer) for expr, answer in EXPECTED.items()],
    }
    file = tmp_path / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": [], "tests": [test]}))
    run = subprocess.run([program("promtool"), "test", "rules", str(file)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr

"""A busy channel unlike the weeks before: stopped is told before its silence limit, a third as too few."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.monitoring import ROOT, program
from tests.integration.quiet.evaluation import read_rules
from tests.integration.quiet.scene import Scene, play
from tests.integration.quiet.seller import MOSCOW, PACES
from tests.integration.quiet.trade import Shelf, day, draw
from tests.integration.quiet.usual import HISTORY, MINUTE

pytestmark = pytest.mark.integration

NINE = day("2026-09-23") + timedelta(hours=6)  # in Moscow, on a Wednesday
MINUTES = 5 * 60
RULES = read_rules(ROOT / "prometheus" / "rules" / f"{name}.yml" for name in ("silence", "usual", "baseline"))
BUSY = replace(PACES["ozon"], day=120, night=20, free=100)
STOPS, SELLS, FEWER = (NINE + timedelta(minutes=minutes) for minutes in (65, 80, 150))


def lost(number: int, placed: datetime) -> bool:
    """A quarter of an hour without any order, and later two of three."""
    return STOPS <= placed < SELLS or (placed >= FEWER and number % 3 > 0)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    for tool in ("promtool", "prometheus"):
        program(tool)
    end = NINE + MINUTES * MINUTE
    paces = {**PACES, "ozon": BUSY}
    shelves = {name: Shelf(name, draw(name, pace, NINE - HISTORY, end)) for name, pace in paces.items()}
    shelves["ozon"] = shelves["ozon"].without(lost)
    folder: Path = tmp_path_factory.mktemp("baselines")
    return play(folder, RULES, shelves, NINE, MINUTES)


def told(scene: Scene, series: str) -> list[datetime]:
    """When a recording had a value for the busy channel; no other ever has one."""
    answers = scene.ask(f"flow_severity:bizprobe_flow_{series}")
    assert {answer.labels["channel"] for answer in answers} <= {"ozon"}
    return [datetime.fromtimestamp(moment, MOSCOW) for answer in answers for moment, _ in answer.samples]


def test_a_busy_channel_that_stops_is_told_within_minutes_and_long_before_its_limit(scene: Scene) -> None:
    stopped = told(scene, "events:stopped")
    assert STOPS + 5 * MINUTE < min(stopped) < STOPS + 10 * MINUTE
    assert max(stopped) <= SELLS + 4 * MINUTE
    assert told(scene, "silence_seconds:exceeded") == []


def test_a_third_of_the_usual_is_told_within_the_hour(scene: Scene) -> None:
    few = told(scene, "events:few")
    assert FEWER + 20 * MINUTE < min(few) < FEWER + 70 * MINUTE
    # It is told as long as it lasts.
    assert max(few) == NINE + (MINUTES - 1) * MINUTE


def test_these_are_the_alerts_and_there_are_no_others(scene: Scene) -> None:
    assert {(call.alert, call.labels["severity"]) for call in scene.calls} == {
        ("BizprobeFlowStopped", "critical"),
        ("BizprobeFlowBelowBaseline", "warning"),
    }


def test_while_orders_are_missing_the_loss_is_told_in_money(scene: Scene) -> None:
    [loss] = scene.ask("dealer_currency:bizprobe_lost_amount:per_hour")
    assert loss.labels == {"dealer": "apteka", "currency": "RUB"}
    assert all(30 * 100 < float(amount) < 130 * 160 for _, amount in loss.samples)

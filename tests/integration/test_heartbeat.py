"""The heartbeat, which somebody outside listens to, beats as long as rules are evaluated, and no longer."""

from pathlib import Path

import pytest

from tests.integration.monitoring import Alertmanager, alertmanager, eventually, prometheus

pytestmark = pytest.mark.integration

LATER = {"alertname": "Later", "severity": "critical", "incident": "exporter-down", "dealer": "later"}


def beats(manager: Alertmanager) -> list[str]:
    return [one["status"] for one in manager.messages if one["receiver"] == "heartbeat"]


def test_it_beats_while_prometheus_evaluates_and_then_stops_without_a_word(tmp_path: Path) -> None:
    with alertmanager(tmp_path, beating=True) as manager:
        with prometheus(tmp_path, "127.0.0.1:9", manager.address):
            eventually(lambda: len(beats(manager)) > 2, "three beats")
        eventually(lambda: manager.alerts() == [], "Alertmanager forgets what nobody says again")
        before = beats(manager)
        # A message takes longer than it takes a heart to beat once more.
        manager.post([LATER])
        eventually(
            lambda: any(one["groupLabels"].get("dealer") == "later" for one in manager.messages), "a message"
        )
        assert beats(manager) == before
        assert set(before) == {"firing"}

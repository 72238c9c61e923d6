"""The weeks before a demonstration: the sandbox's own rates, as Prometheus would have recorded them."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bizprobe.bundle import history
from bizprobe.bundle.history import RECORDED, KnownFlow, exposition, give_history, known_flows
from bizprobe.bundle.sandbox import Size
from bizprobe.sandbox.places import CHANNELS
from bizprobe.sandbox.traffic import Traffic

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)  # in Moscow
HOUR = timedelta(hours=1)
OZON = KnownFlow({}, Traffic(CHANNELS[0], seed=1, rate=8))


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_every_hour_of_a_day_has_as_many_orders_as_the_sandbox_places() -> None:
    day = NOON.timestamp() + 86400
    told = dict(OZON.hourly(NOON.timestamp(), day))
    assert len(told) == 24 * 12 + 1
    for at, count in told.items():
        placed = sum(1 for _ in OZON.traffic.between(at - 3600, at))
        assert abs(count - placed) <= 3
    assert (min(told.values()), max(told.values())) == (240, 480)


def test_each_flow_of_the_configuration_has_a_history_under_its_own_name() -> None:
    flows = [flow.labels for flow in known_flows(Size())]
    assert {"dealer": "demo", "channel": "ozon", "flow": "orders"} in flows
    assert {"dealer": "autoport", "channel": "test-drives", "flow": "leads"} in flows
    assert len(flows) == len(CHANNELS)
    assert len(list(known_flows(Size(marketplaces=12)))) == len(CHANNELS) + 5


def test_what_is_written_ends_where_the_demonstration_begins() -> None:
    lines = list(exposition(Size(), NOON - HOUR, NOON))
    assert lines[-1] == "# EOF\n"
    times = [float(line.split()[-1]) for line in lines if line.startswith(RECORDED)]
    assert (min(times), max(times)) == ((NOON - HOUR).timestamp(), NOON.timestamp())


async def test_promtool_makes_few_blocks_of_it(tmp_path: Path) -> None:
    if not shutil.which("promtool"):
        pytest.skip("promtool is not installed")
    said: list[str] = []
    await give_history(Size(), tmp_path / "data", said.append)
    blocks = names_in(tmp_path / "data")
    assert said == []
    assert 1 <= len(blocks) <= 4
    assert all(re.fullmatch(r"[0-9A-Z]{26}", name) for name in blocks)
    assert names_in(tmp_path) == ["data"]


async def test_without_promtool_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "find_program", lambda name: None)
    said: list[str] = []
    await give_history(Size(), tmp_path / "data", said.append)
    assert said == ["Starting without history, since promtool is not on the PATH: nothing is usual yet."]
    assert names_in(tmp_path) == []

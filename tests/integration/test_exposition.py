"""The whole exposition, every family in it, before Prometheus' own linter."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import httpx
import pytest

from bizprobe.clock import SystemClock
from bizprobe.engine.watch import Run, Watch
from bizprobe.metrics.board import Board
from bizprobe.metrics.families import FAMILIES
from bizprobe.metrics.families.exporter import CLOCK
from bizprobe.metrics.family import Kind, Sample
from bizprobe.metrics.meter import Meter
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.web.app import make_app

pytestmark = [pytest.mark.anyio, pytest.mark.integration]


@dataclass
class _Engine:
    board: Board
    watches: Mapping[tuple[str, str], Watch] = field(default_factory=dict)
    dealers: Mapping[str, Dealer] = field(default_factory=dict)
    ready: bool = True

    async def run_now(self, dealer: str, probe: str) -> Run:
        raise NotImplementedError

    async def reload(self) -> None:
        raise NotImplementedError


def _every_family() -> Iterator[Sample]:
    for family in FAMILIES:
        # The clock is told by the scrape itself.
        if family.kind is not Kind.HISTOGRAM and family is not CLOCK:
            yield Sample(family, tuple(f'a "{label}"' for label in family.labels), 1.5e9)


@pytest.fixture
async def exposition(tmp_path: Path) -> str:
    board = Board()
    board.put("probe", _every_family())
    meter = Meter("apteka", "ozon", "channel", SystemClock())
    meter.record("200", 0.3)
    board.put("account", meter.samples())
    transport = httpx.ASGITransport(make_app(_Engine(board), SystemClock(), StateFile(tmp_path / "state.db")))
    async with httpx.AsyncClient(transport=transport, base_url="http://bizprobe.test") as client:
        return (await client.get("/metrics")).text


async def test_promtool_has_nothing_to_say(exposition: str) -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    shown = {line.split()[2] for line in exposition.splitlines() if line.startswith("# TYPE")}
    assert shown >= {family.name for family in FAMILIES}
    check = await anyio.run_process(
        ["promtool", "check", "metrics"], input=exposition.encode(), stderr=subprocess.STDOUT, check=False
    )
    assert (check.returncode, check.stdout.decode()) == (0, "")

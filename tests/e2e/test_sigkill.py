"""The exporter is killed again and again while orders come in: none is lost, none counts twice."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.config import FILE
from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.places import CHANNELS
from tests.integration.monitoring import alertmanager, eventually, prometheus
from tests.integration.processes import end, free_port, started, wait_for_http

pytestmark = pytest.mark.e2e

KILLS = 12
EVENTS = "sum by (dealer, channel, flow) (bizprobe_flow_events_total)"
FALSE_ALARMS = '{__name__="ALERTS",alertname=~"Bizprobe(Flow|AllFlows)Silent|BizprobeFlowOrdersMissing"}'


class World:
    """The sandbox, asked from outside."""

    def __init__(self, url: str) -> None:
        self._url = url + PREFIX

    def silence(self, on: bool) -> None:
        for channel in CHANNELS:
            method = "PUT" if on else "DELETE"
            httpx.request(method, f"{self._url}/faults/{channel.name}/silence").raise_for_status()

    def now(self) -> str:
        return str(httpx.get(f"{self._url}/state").raise_for_status().json()["now"])

    def placed(self, since: str) -> dict[str, int]:
        """How many different orders each channel got since then."""
        return {
            channel.name: len({order["number"] for order in self._orders(channel.name, since)})
            for channel in CHANNELS
        }

    def _orders(self, channel: str, since: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self._url}/orders/{channel}", params={"since": since})
        orders: list[dict[str, Any]] = answer.raise_for_status().json()
        return orders


@contextmanager
def exporter(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bizprobe", "serve", "--config", str(folder / FILE)]
    options = ["--listen", f"127.0.0.1:{port}", "--state", str(folder / "state.db")]
    with started([*command, *options], log=folder / "exporter.log") as process:
        yield process


def test_no_order_is_lost_or_counted_twice_whatever_is_killed(tmp_path: Path) -> None:
    chance, port, world_port = random.Random(1), free_port(), free_port()
    sandbox = [sys.executable, "-m", "bizprobe.sandbox", "--rate", "40", "--port", str(world_port)]
    with (
        started([*sandbox, "--data", str(tmp_path)], log=tmp_path / "sandbox.log"),
        alertmanager(tmp_path) as manager,
        prometheus(tmp_path, f"127.0.0.1:{port}", manager.address) as server,
    ):
        world = World(f"http://127.0.0.1:{world_port}")
        wait_for_http(f"http://127.0.0.1:{world_port}{PREFIX}/state")
        world.silence(on=True)
        with exporter(tmp_path, port):
            before = _settled(server, world.now())
        began = world.now()
        world.silence(on=False)
        for _ in range(KILLS):
            with exporter(tmp_path, port) as process:
                time.sleep(chance.uniform(0.5, 5))
                process.send_signal(signal.SIGKILL)
                end(process)
        with exporter(tmp_path, port):
            _settled(server, world.now())
            alarms = _ask(server, f"max_over_time({FALSE_ALARMS}[5m])")
            world.silence(on=True)
            after = _settled(server, world.now())

        placed = world.placed(began)
        assert sum(placed.values()) > 50
        assert {channel: after[channel] - before[channel] for channel in placed} == placed
        assert _ask(server, "resets(bizprobe_flow_events_total[10m]) > 0") == []
        assert alarms == []


def _settled(server: str, moment: str) -> dict[str, float]:
    """The counters, once every flow was read at a later moment than this."""
    late = f"bizprobe_flow_read_timestamp_seconds > {_unix(moment)}"
    eventually(lambda: len(_ask(server, late)) == len(CHANNELS), f"all was read after {moment}", seconds=90)
    return {series["metric"]["channel"]: float(series["value"][1]) for series in _ask(server, EVENTS)}


def _unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _ask(server: str, query: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"http://{server}/api/v1/query", params={"query": query}, timeout=10)
    result: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
    return result

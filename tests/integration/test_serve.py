"""`bizprobe serve` as a process of its own, with a shop that answers and a marketplace that never does."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.integration.monitoring import eventually
from tests.integration.processes import free_port, started, wait_for_http

pytestmark = pytest.mark.integration

CONFIG = """
dealers:
  apteka:
    timezone: UTC
    systems:
      books:
        kind: sql
        url: sqlite:///{folder}/books.db
        timezone: UTC
        orders: {{query: "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}}
    channels:
      shop: {{kind: own, system: books}}
      kupi:
        kind: rest
        base_url: http://127.0.0.1:{port}
        auth: {{kind: header, name: Authorization, token: "${{KUPI_TOKEN}}"}}
        orders: {{method: GET, path: /orders, rows: orders, fields: {{number: id, placed_at: at}}}}
    probes:
      shop-orders: {{kind: flow, channel: shop, every: 1s, timeout: 1s}}
      kupi-orders: {{kind: flow, channel: kupi, every: 2s, timeout: 2s}}
"""
READY = 30


class Exporter:
    def __init__(self, process: subprocess.Popen[bytes], url: str, config: Path, log: Path) -> None:
        self.process = process
        self.url = url
        self.config = config
        self._log = log

    def metric(self, name: str) -> float | None:
        for line in httpx.get(f"{self.url}/metrics", timeout=5).text.splitlines():
            if line.startswith((f"{name}{{", f"{name} ")):
                return float(line.rpartition(" ")[2])
        return None

    def probes(self) -> set[str]:
        text = httpx.get(f"{self.url}/metrics", params={"name[]": "bizprobe_probe_interval_seconds"}).text
        return {line.split('probe="')[1].split('"')[0] for line in text.splitlines() if line[0] != "#"}

    def change(self, old: str, new: str) -> None:
        text = self.config.read_text()
        assert old in text
        self.config.write_text(text.replace(old, new))

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def config(tmp_path: Path, silent_port: int) -> Path:
    with closing(sqlite3.connect(tmp_path / "books.db")) as shop:
        shop.execute("CREATE TABLE orders (number TEXT, placed_at TEXT)")
        shop.execute("INSERT INTO orders VALUES (?, ?)", ("A-1", _minutes_ago(10)))
        shop.commit()
    file = tmp_path / "bizprobe.yml"
    file.write_text(CONFIG.format(folder=tmp_path, port=silent_port))
    return file


@pytest.fixture
def exporter(config: Path) -> Iterator[Exporter]:
    port = free_port()
    log = config.with_name("serve.log")
    environment = {"KUPI_TOKEN": "s3cret", "BIZPROBE_STATE": str(config.with_name("state.db"))}
    with started(_serve(config, port, "--enable-lifecycle"), log=log, env=environment) as process:
        wait_for_http(f"http://127.0.0.1:{port}/-/healthy", seconds=READY)
        yield Exporter(process, f"http://127.0.0.1:{port}", config, log)


def _serve(config: Path, port: int, *more: str) -> list[str]:
    command = [sys.executable, "-m", "bizprobe", "serve", "--config", str(config)]
    return [*command, "--listen", f"127.0.0.1:{port}", *more]


def _minutes_ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def test_a_hanging_channel_fails_alone_and_the_exporter_gets_ready(exporter: Exporter) -> None:
    wait_for_http(f"{exporter.url}/-/ready", seconds=READY)

    text = httpx.get(f"{exporter.url}/metrics").text
    labels = 'dealer="apteka",probe="kupi-orders",reason="timeout"'
    assert f"bizprobe_probe_errors_total{{{labels}}} 0.0" not in text
    assert f"bizprobe_probe_errors_total{{{labels}}} " in text
    assert 'bizprobe_probe_success{dealer="apteka",probe="shop-orders"} 1.0' in text
    assert 'bizprobe_probe_success{dealer="apteka",probe="kupi-orders"}' not in text
    assert 'bizprobe_flow_events_total{channel="shop",dealer="apteka",flow="orders"} 1.0' in text


def test_an_order_that_comes_in_is_counted_while_another_channel_hangs(exporter: Exporter) -> None:
    eventually(lambda: exporter.metric("bizprobe_flow_events_total") == 1, "the first order is counted")
    with closing(sqlite3.connect(exporter.config.with_name("books.db"))) as shop:
        shop.execute("INSERT INTO orders VALUES (?, ?)", ("A-2", _minutes_ago(0)))
        shop.commit()

    eventually(lambda: exporter.metric("bizprobe_flow_events_total") == 2, "the second order is counted")


def test_sighup_and_post_reload_what_changed(exporter: Exporter) -> None:
    exporter.change(
        "      kupi-orders:",
        "      more-orders: {kind: flow, flow: leads, channel: shop}\n      kupi-orders:",
    )
    exporter.process.send_signal(signal.SIGHUP)
    eventually(lambda: "more-orders" in exporter.probes(), "the new probe is there")

    exporter.change("more-orders", "other-orders")
    answer = httpx.post(f"{exporter.url}/-/reload")

    assert answer.status_code == 200
    assert exporter.probes() == {"shop-orders", "other-orders", "kupi-orders"}


def test_a_bad_configuration_is_refused_and_the_last_good_one_stays(exporter: Exporter) -> None:
    before = exporter.probes()
    exporter.change("channel: shop,", "channel: shp,")

    answer = httpx.post(f"{exporter.url}/-/reload")

    assert answer.status_code == 500
    assert "no channel 'shp'; did you mean 'shop'?" in answer.text
    assert exporter.metric("bizprobe_config_last_reload_successful") == 0
    assert exporter.probes() == before

    exporter.change("channel: shp,", "channel: shop,")
    exporter.process.send_signal(signal.SIGHUP)
    eventually(
        lambda: exporter.metric("bizprobe_config_last_reload_successful") == 1, "the good file is loaded"
    )


def test_sigterm_ends_it_with_0_and_every_line_of_its_log_is_json_without_a_secret(
    exporter: Exporter,
) -> None:
    wait_for_http(f"{exporter.url}/-/ready", seconds=READY)
    exporter.process.send_signal(signal.SIGTERM)

    assert exporter.process.wait(15) == 0
    events = [line["event"] for line in exporter.log()]
    assert [events[0], *events[-2:]] == ["listening", "stopping", "stopped"]
    assert all(str(line["timestamp"]).endswith("Z") for line in exporter.log())
    assert "s3cret" not in json.dumps(exporter.log())


def test_while_a_run_ends_it_is_not_ready_and_a_second_signal_ends_it_at_once(exporter: Exporter) -> None:
    exporter.change("every: 2s, timeout: 2s", "every: 10m, timeout: 10m")
    exporter.change("auth:", "limits: {timeout: 10m}\n        auth:")
    httpx.post(f"{exporter.url}/-/reload")
    eventually(lambda: exporter.metric("bizprobe_probes_running") == 1, "the run is under way")
    exporter.process.send_signal(signal.SIGTERM)
    eventually(lambda: httpx.get(f"{exporter.url}/-/ready").status_code == 503, "the exporter is not ready")

    exporter.process.send_signal(signal.SIGTERM)

    assert exporter.process.wait(15) == 128 + signal.SIGTERM


def test_a_port_that_is_taken_is_named(config: Path, silent_port: int) -> None:
    ended = subprocess.run(
        _serve(config, silent_port), env={"KUPI_TOKEN": "s3cret"}, capture_output=True, text=True, timeout=60
    )

    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: cannot listen on 127.0.0.1:{silent_port}: address already in use; "
        "--listen takes another address\n"
    )


def test_a_bad_configuration_does_not_start(config: Path) -> None:
    config.write_text(config.read_text().replace("kind: flow", "kind: flw"))
    ended = subprocess.run(_serve(config, free_port()), env={}, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 2
    assert "got 'flw'; did you mean 'flow'?" in ended.stderr


def test_the_health_check_of_containers_tells_ready_from_not(exporter: Exporter) -> None:
    wait_for_http(f"{exporter.url}/-/ready", seconds=READY)
    check = [sys.executable, "-m", "bizprobe", "healthcheck", "--listen"]

    assert subprocess.run([*check, exporter.url.removeprefix("http://")], timeout=60).returncode == 0
    assert subprocess.run([*check, f"127.0.0.1:{free_port()}"], timeout=60).returncode == 1

"""All rules in a real Prometheus over 35 days of blocks: how much of its interval each group takes."""

import random
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from socket import socket
from tempfile import TemporaryDirectory

import yaml
from prometheus_client.parser import text_string_to_metric_families

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.families import baseline, flow, probe
from bizprobe.metrics.family import Sample

_RULES = Path(__file__).parents[2] / "prometheus" / "rules"
_RECORDED = "flow:bizprobe_flow_events:increase1h"
_CHANNELS, _DAYS, _STEP = 24, 35, 300
_LAST = "prometheus_rule_group_last_duration_seconds"
_INTERVAL = "prometheus_rule_group_interval_seconds"
_ROUNDS_OF_A_MINUTE = 3


def measure(*, quick: bool) -> dict[str, object]:
    """Seconds and part of the interval for each group, the dearest evaluation of three minutes."""
    promtool, prometheus = which("promtool"), which("prometheus")
    if promtool is None or prometheus is None:
        print("rules: skipped, since prometheus or promtool is not installed")
        return {}
    dealers = 5 if quick else 50
    with TemporaryDirectory() as folder, _exporter(dealers) as exporter:
        blocks = Path(folder) / "data"
        begin = time.monotonic()
        for number in range(dealers):
            _backfill(promtool, blocks, number)
        print(f"{dealers * _CHANNELS} series of {_DAYS} days backfilled in {time.monotonic() - begin:.0f} s")
        with _running(prometheus, Path(folder), exporter) as address:
            groups = _observed(address)
    for name, (seconds, interval) in sorted(groups.items(), key=lambda group: -group[1][0] / group[1][1]):
        print(f"{name:<24}{seconds * 1e3:>10.1f} ms of {interval:>3.0f} s{seconds / interval:>9.2%}")
    return {name: {"seconds": seconds, "interval": every} for name, (seconds, every) in groups.items()}


def _flows(dealer: int) -> Iterator[tuple[str, str, str]]:
    return ((f"dealer{dealer:02d}", f"channel{channel:02d}", "orders") for channel in range(_CHANNELS))


def _backfill(promtool: str, blocks: Path, dealer: int) -> None:
    """The recorded hours of one dealer: they have days, nights and chance in them."""
    chance, now = random.Random(dealer), int(time.time()) // _STEP * _STEP
    moments = range(now - _DAYS * 86400, now, _STEP)
    text = blocks.parent / "samples.txt"
    with text.open("w") as file:
        for one in _flows(dealer):
            labels = 'dealer="{}",channel="{}",flow="{}"'.format(*one)
            file.writelines(
                f"{_RECORDED}{{{labels}}} {(20 if at % 86400 < 43200 else 60) + chance.randrange(15)} {at}\n"
                for at in moments
            )
        file.write("# EOF\n")
    command = [promtool, "tsdb", "create-blocks-from", "--max-block-duration=1500h", "--quiet", "openmetrics"]
    subprocess.run([*command, text, blocks], check=True)


def _page(dealers: int) -> bytes:
    board, now = Board(), time.time()
    for number in range(dealers):
        for one in _flows(number):
            board.put("/".join(one), _samples(one, now))
        board.put(f"trust{number}", [Sample(baseline.BASELINE_TRUSTED, (f"dealer{number:02d}",), 1)])
    return b"".join(board.chunks(Format.TEXT))


def _samples(one: tuple[str, str, str], now: float) -> Iterator[Sample]:
    asked = f"{one[1]}-orders"
    yield Sample(flow.FLOW_INFO, (*one, asked, "false", one[1], "", "", "u"), 1)
    yield Sample(flow.FLOW_EVENTS, one, now // 60)
    yield Sample(flow.FLOW_AMOUNT, (*one, "RUB"), now // 60 * 500)
    yield Sample(flow.FLOW_LAST_EVENT, one, now - 30)
    yield Sample(flow.FLOW_READ, one, now)
    yield Sample(flow.FLOW_WINDOW_OPENED, (*one, "critical"), 0)
    yield Sample(flow.FLOW_SILENCE_LIMIT, (*one, "critical"), 1800)
    yield Sample(baseline.FLOW_FEW_LIMIT, (*one, "warning"), 0.5)
    yield Sample(baseline.FLOW_STOPPED_LIMIT, (*one, "critical"), 12)
    yield Sample(baseline.FLOW_BASELINE_MINIMUM, one, 10)
    yield Sample(probe.PROBE_INTERVAL, (one[0], asked), 60)


@contextmanager
def _exporter(dealers: int) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _page(dealers)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def _running(prometheus: str, folder: Path, exporter: str) -> Iterator[str]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    config = {
        "global": {"scrape_interval": "15s", "evaluation_interval": "15s"},
        "rule_files": [f"{_RULES}/*.yml"],
        "scrape_configs": [{"job_name": "bizprobe", "static_configs": [{"targets": [exporter]}]}],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    flags = [
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        "--storage.tsdb.retention.time=60d",
        f"--web.listen-address={address}",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen([prometheus, *flags], stdout=log, stderr=log)
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def _observed(address: str) -> dict[str, tuple[float, float]]:
    dearest: dict[str, tuple[float, float]] = {}
    # The first minute is cold, and not all groups have been evaluated.
    time.sleep(75)
    end = time.monotonic() + 60 * _ROUNDS_OF_A_MINUTE
    while time.monotonic() < end:
        found = _metrics(address)
        for group, seconds in found[_LAST].items():
            before = dearest.get(group, (0.0, 0.0))[0]
            dearest[group] = (max(before, seconds), found[_INTERVAL][group])
        time.sleep(5)
    return dearest


def _metrics(address: str) -> dict[str, dict[str, float]]:
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
        families = text_string_to_metric_families(answer.read().decode())
        return {
            family.name: {
                sample.labels["rule_group"].rpartition(";")[2]: sample.value for sample in family.samples
            }
            for family in families
            if family.name in (_LAST, _INTERVAL)
        }


if __name__ == "__main__":
    measure(quick="--quick" in sys.argv)

"""Reports of exchanges to a served exporter that is killed in between."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.monitoring import eventually
from tests.integration.processes import free_port, started, wait_for_http

pytestmark = pytest.mark.integration

CONFIG = """
dealers:
  apteka:
    timezone: UTC
    inbox: {{token_file: {folder}/token}}
    channels:
      ozon: {{kind: ozon, client_id: "1", api_key: "${{OZON_KEY}}", base_url: "http://127.0.0.1:9"}}
    probes:
      ozon-exchange: {{kind: exchange, channel: ozon, exchange: prices, age: 2h, every: 1s, timeout: 1s}}
"""


@contextmanager
def exporter(folder: Path) -> Iterator[tuple[Any, str]]:
    port = free_port()
    command = [sys.executable, "-m", "bizprobe", "serve", "--config", str(folder / "bizprobe.yml")]
    command += ["--listen", f"127.0.0.1:{port}", "--enable-lifecycle"]
    environment = {"OZON_KEY": "k", "BIZPROBE_STATE": str(folder / "state.db")}
    with started(command, log=folder / "serve.log", env=environment) as process:
        wait_for_http(f"http://127.0.0.1:{port}/-/ready", seconds=30)
        yield process, f"http://127.0.0.1:{port}"


def report(number: int) -> dict[str, Any]:
    return {
        "dealer": "apteka",
        "channel": "ozon",
        "exchange": "prices",
        "id": str(number),
        "ended_at": datetime(2026, 11, 20, 12, number, tzinfo=UTC).isoformat(),
        "sent": 12000,
        "accepted": 9000,
        "rejected": 3000,
    }


def post(url: str, number: int, token: str = "token of apteka") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{url}/v1/exchanges", json=report(number), headers=headers).status_code


def metric(url: str, name: str) -> float | None:
    for line in httpx.get(f"{url}/metrics", timeout=5).text.splitlines():
        if line.startswith(f"{name}{{"):
            return float(line.rpartition(" ")[2])
    return None


def test_what_was_answered_outlives_a_kill_and_counts_once(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("token of apteka")
    (tmp_path / "bizprobe.yml").write_text(CONFIG.format(folder=tmp_path))
    with exporter(tmp_path) as (process, url):
        assert [post(url, 1), post(url, 1), post(url, 2, token="guessed")] == [201, 200, 401]
        process.send_signal(signal.SIGKILL)
        process.wait()
    with exporter(tmp_path) as (_, url):
        assert [post(url, 1), post(url, 2)] == [200, 201]
        eventually(
            lambda: metric(url, "bizprobe_exchange_items_sent_total") == 24000, "two reports are counted"
        )
        assert metric(url, "bizprobe_exchange_items_rejected_total") == 6000
        assert metric(url, "bizprobe_exchange_items_last_accepted") == 9000
        page = httpx.get(f"{url}/probes/apteka/ozon-exchange", headers={"Accept": "text/html"}).text
        assert "12000 sent" in page
        assert "9000 accepted" in page


def test_a_reload_opens_and_closes_an_inbox(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("token of apteka")
    config = tmp_path / "bizprobe.yml"
    with_inbox = CONFIG.format(folder=tmp_path)
    before_probes, _, _ = with_inbox.partition("    probes:")
    without = "\n".join(line for line in before_probes.splitlines() if "inbox" not in line)
    config.write_text(without)
    with exporter(tmp_path) as (_, url):
        seen = [post(url, 1)]
        for text in (with_inbox, without):
            config.write_text(text)
            assert httpx.post(f"{url}/-/reload").status_code == 200
            seen.append(post(url, 1))
    assert seen == [401, 201, 401]

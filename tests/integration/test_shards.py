"""Three real exporters share one configuration, under a real Prometheus."""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.monitoring import eventually, prometheus
from tests.integration.processes import end, free_port, started, wait_for_http

pytestmark = pytest.mark.integration

TOTAL = 3
PROBES = ("msk", "spb", "kupi", "shop", "prices")
DEALERS = tuple(f"dealer-{number}" for number in range(6))
QUICK = {"every": "2s", "timeout": "1s"}
Key = tuple[str, str]


def dealer(folder: Path) -> dict[str, Any]:
    """Two channels with one account, one with another, an own shop, and an exchange that is reported."""
    nowhere = "http://127.0.0.1:9"
    order = {"rows": "orders", "fields": {"number": "id", "placed_at": "at"}}
    kupi = {"kind": "rest", "base_url": nowhere, "auth": {"kind": "header", "name": "X", "token": "${KEY}"}}
    ozon = {"kind": "ozon", "client_id": "1", "api_key": "${KEY}", "base_url": nowhere, "account": "main"}
    orders = {"query": "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}
    books = {"kind": "sql", "url": f"sqlite:///{folder}/books.db", "timezone": "UTC", "orders": orders}
    flows = {name: {"kind": "flow", "channel": name, **QUICK} for name in ("msk", "spb", "kupi", "shop")}
    exchange = {"kind": "exchange", "channel": "msk", "exchange": "prices", "age": "2h", **QUICK}
    return {
        "timezone": "UTC",
        "inbox": {"token_file": f"{folder}/token"},
        "systems": {"books": books},
        "channels": {
            "msk": ozon,
            "spb": ozon,
            "kupi": kupi | {"orders": {"method": "GET", "path": "/orders", **order}},
            "shop": {"kind": "own", "system": "books"},
        },
        "probes": flows | {"prices": exchange},
    }


@dataclass(frozen=True, slots=True)
class Exporter:
    process: Any
    address: str

    def values(self, name: str) -> dict[Key, float]:
        """The series of a family, by dealer and probe."""
        text = httpx.get(f"http://{self.address}/metrics", params={"name[]": name}).text
        return {
            (sample.labels.get("dealer", ""), sample.labels.get("probe", "")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def ran(self) -> set[Key]:
        return {key for key, runs in self.values("bizprobe_probe_runs_total").items() if runs}


@contextmanager
def exporter(folder: Path, ordinal: int) -> Iterator[Exporter]:
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "bizprobe", "serve", "--config", str(folder / "bizprobe.yml")]
    command += [
        "--listen",
        address,
        "--shard",
        f"{ordinal}/{TOTAL}",
        "--state",
        str(folder / f"{ordinal}.db"),
    ]
    with started(command, log=folder / f"{ordinal}.log", env={"KEY": "k"}) as process:
        yield Exporter(process, address)


@pytest.fixture(scope="module")
def exporters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Exporter]]:
    """They start side by side. The last test ends one of them."""
    folder = tmp_path_factory.mktemp("shards")
    (folder / "token").write_text("token")
    config = {"dealers": dict.fromkeys(DEALERS, dealer(folder))}
    (folder / "bizprobe.yml").write_text(json.dumps(config))
    with closing(sqlite3.connect(folder / "books.db")) as books:
        books.execute("CREATE TABLE orders (number TEXT, placed_at TEXT)")
    with ExitStack() as running:
        all_of_them = [running.enter_context(exporter(folder, ordinal)) for ordinal in range(TOTAL)]
        for one in all_of_them:
            wait_for_http(f"http://{one.address}/-/ready")
        yield all_of_them


def test_every_probe_runs_on_exactly_one_and_every_account_has_one_owner(exporters: list[Exporter]) -> None:
    everything = {(dealer, probe) for dealer in DEALERS for probe in PROBES}
    eventually(lambda: sum(len(one.ran()) for one in exporters) >= len(everything), "every probe ran")
    ran = [one.ran() for one in exporters]
    assert sum(map(len, ran)) == len(everything)
    assert set().union(*ran) == everything
    assert [set(one.values("bizprobe_probe_expected_info")) for one in exporters] == ran
    assert all(ran)
    for part in ran:
        assert all((name, "msk") in part for name, probe in part if probe in ("spb", "prices"))
    told = [(one.values("bizprobe_shard_ordinal"), one.values("bizprobe_shards")) for one in exporters]
    assert told == [({("", ""): ordinal}, {("", ""): TOTAL}) for ordinal in range(TOTAL)]


def test_a_report_is_taken_by_the_one_that_watches_its_exchange(exporters: list[Exporter]) -> None:
    headers = {"Authorization": "Bearer token"}
    counts = {"id": "1", "sent": 3, "accepted": 3, "rejected": 0, "ended_at": datetime.now(UTC).isoformat()}
    for name in DEALERS[:3]:
        report = {"dealer": name, "channel": "msk", "exchange": "prices", **counts}
        answers = [
            httpx.post(f"http://{one.address}/v1/exchanges", json=report, headers=headers)
            for one in exporters
        ]
        watches = [(name, "prices") in one.values("bizprobe_probe_expected_info") for one in exporters]
        assert [answer.status_code == 201 for answer in answers] == watches
        told = [answer.json()["shard"] for answer in answers if answer.status_code == 421]
        assert told == [watches.index(True)] * (TOTAL - 1)


def test_their_series_meet_in_one_prometheus_and_one_that_is_gone_is_told(
    tmp_path: Path, exporters: list[Exporter]
) -> None:
    addresses = [one.address for one in exporters]
    with prometheus(tmp_path, addresses, "127.0.0.1:9") as address:
        eventually(lambda: not _states(address, "unknown"), "every rule evaluated")
        eventually(lambda: len(_query(address, "bizprobe_shards")) == TOTAL, "all were scraped")
        eventually(lambda: len(_query(address, "bizprobe_flow_info")) == 4 * len(DEALERS), "all flows")
        # Once more, with all of them there.
        time.sleep(2)
        assert _states(address, "err") == []
        assert (
            _query(
                address, 'ALERTS{alertname=~"BizprobeShardMissing|BizprobeExporterDown|BizprobeClockSkewed"}'
            )
            == []
        )
        end(exporters[1].process)
        eventually(lambda: _query(address, 'ALERTS{alertname="BizprobeShardMissing"}') != [], "it is missing")
        [down] = _query(address, 'ALERTS{alertname="BizprobeExporterDown"}')
        assert (down["instance"], down["blind"]) == (addresses[1], "part")


def _states(address: str, health: str) -> list[str]:
    groups = httpx.get(f"http://{address}/api/v1/rules").json()["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"] if rule["health"] == health]
    return [f"{rule['name']}: {rule.get('lastError')}" for rule in rules]


def _query(address: str, query: str) -> list[dict[str, str]]:
    """The labels of what a query gives."""
    answer = httpx.get(f"http://{address}/api/v1/query", params={"query": query}).json()
    return [result["metric"] for result in answer["data"]["result"]]

"""A dead ERP, a dead way out: one message, in a real Alertmanager, and from a real fault of the sandbox."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.config import FILE
from bizprobe.sandbox.control import PREFIX
from tests.integration.monitoring import Alertmanager, alertmanager, eventually, prometheus
from tests.integration.processes import free_port, started, wait_for_http

pytestmark = pytest.mark.integration

CHANNELS = [f"channel-{number}" for number in range(24)]
# Nothing inhibits it: a message of it that was asked for last shows that earlier ones had their chance.
LAST = {"alertname": "BizprobeRulesFailing", "severity": "critical", "incident": "monitoring", "side": "ours"}


def told(name: str, incident: str, severity: str = "critical", **labels: str) -> dict[str, str]:
    shared = {"incident": incident, "severity": severity, "side": "ours", "dealer": "apteka"}
    return {"alertname": name, **shared, **labels}


def needs(on: str, **dependent: str) -> dict[str, str]:
    return told("BizprobeDependencyDown", "dependency", "info", on=on, **dependent)


def blind(channel: str, what: str) -> dict[str, str]:
    return told("BizprobeProbeCannotAsk", "cannot-ask", probe=f"{channel}-{what}", channel=channel)


def down(system: str, severity: str) -> dict[str, str]:
    return told("BizprobeSystemDown", "system-down", severity, system=system)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Alertmanager]:
    with alertmanager(tmp_path) as running:
        yield running


def messages(manager: Alertmanager) -> list[tuple[str, str]]:
    """Dealer and incident of each message, once every alert had its chance."""
    manager.post([LAST])
    eventually(lambda: ("", "monitoring") in manager.incidents, "a message of what nothing keeps quiet")
    return manager.incidents[:-1]


def test_a_dead_erp_behind_24_channels_is_one_message(manager: Alertmanager) -> None:
    probes = [(channel, what) for channel in CHANNELS for what in ("prices", "stocks")]
    inhibitors = [needs("system:erp", probe=f"{channel}-{what}") for channel, what in probes]
    manager.post([*inhibitors, down("erp", "warning"), *(blind(*probe) for probe in probes)])
    eventually(lambda: bool(manager.messages), "a message of the ERP")
    assert messages(manager) == [("apteka", "system-down")]
    [message] = manager.messages[:1]
    assert len(message["alerts"]) == 1
    manager.post(
        [blind("channel-0", "orders"), told("BizprobePricesDifferent", "price-gap", channel="channel-0")]
    )
    eventually(lambda: len(manager.messages) == 4, "what does not need the ERP")
    assert set(manager.incidents[2:]) == {("apteka", "cannot-ask"), ("apteka", "price-gap")}


def test_a_dead_way_out_is_one_message(manager: Alertmanager) -> None:
    probes = [(channel, what) for channel in CHANNELS for what in ("orders", "prices", "stocks")]
    manager.post(
        [
            *(needs("uplink", probe=f"{channel}-{what}") for channel, what in probes),
            *(needs("uplink", channel=channel) for channel in CHANNELS),
            needs("uplink", system="crm"),
            told("BizprobeUplinkDown", "uplink-down"),
            down("crm", "critical"),
            *(blind(*probe) for probe in probes),
            *(told("BizprobeFlowSilent", "order-silence", channel=one, flow="orders") for one in CHANNELS),
        ]
    )
    eventually(lambda: bool(manager.messages), "a message of the way out")
    assert messages(manager) == [("apteka", "uplink-down")]


def test_another_dealer_is_not_kept_quiet(manager: Alertmanager) -> None:
    other = {**blind("channel-0", "prices"), "dealer": "moto"}
    manager.post([needs("system:erp", probe="channel-0-prices"), down("erp", "warning"), other])
    eventually(lambda: len(manager.messages) == 2, "both messages")
    assert set(manager.incidents) == {("apteka", "system-down"), ("moto", "cannot-ask")}


def states(manager: Alertmanager) -> set[str]:
    """Of the alerts of probes that cannot ask."""
    return {
        alert["status"]["state"]
        for alert in manager.alerts()
        if alert["labels"]["alertname"] == "BizprobeProbeCannotAsk"
    }


def dead(address: str, query: str) -> list[Mapping[str, Any]]:
    found = httpx.get(f"http://{address}/api/v1/query", params={"query": query}).json()
    return list(found["data"]["result"])


def test_a_real_erp_that_dies_is_told_once_and_not_by_those_who_ask_it(
    tmp_path: Path, manager: Alertmanager
) -> None:
    port, world = free_port(), free_port()
    bizprobe, folder = [sys.executable, "-m"], tmp_path / "world"
    sandbox = ["bizprobe.sandbox", "--data", str(folder), "--port", str(world), "--items", "20"]
    serve = ["bizprobe", "serve", "--config", str(folder / FILE), "--listen", f"127.0.0.1:{port}"]
    control = f"http://127.0.0.1:{world}{PREFIX}"
    with started([*bizprobe, *sandbox], log=tmp_path / "sandbox.log"):
        wait_for_http(f"{control}/state")
        httpx.put(f"{control}/faults/erp/errors").raise_for_status()
        with (
            started(
                [*bizprobe, *serve, "--state", str(tmp_path / "state.db")], log=tmp_path / "exporter.log"
            ),
            prometheus(tmp_path, f"127.0.0.1:{port}", manager.address, waits="5s") as server,
        ):
            asked = 'count(count by (probe) (bizprobe_asks_info{remote="erp"})) > 3'
            eventually(lambda: bool(dead(server, asked)), "probes that ask the ERP")
            many = 'count(ALERTS{alertname="BizprobeProbeCannotAsk",dealer="demo",alertstate="firing"}) > 3'
            eventually(lambda: bool(dead(server, many)), "several probes that cannot ask", seconds=120)
            eventually(lambda: ("demo", "system-down") in manager.incidents, "a message of the ERP")
            eventually(lambda: states(manager) == {"suppressed"}, "what cannot ask, and is kept quiet")
            told_of = {incident for dealer, incident in messages(manager) if dealer == "demo"}
            assert "cannot-ask" not in told_of
            assert "dependency" not in told_of
            [erp] = dead(server, 'count by (system) (ALERTS{alertname="BizprobeSystemDown"})')
            assert erp["metric"]["system"] == "erp"

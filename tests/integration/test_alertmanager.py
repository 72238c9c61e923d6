"""What a real Alertmanager makes of the checked-in routes: who hears of which alert, and how often."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.monitoring import Alertmanager, alertmanager, eventually

pytestmark = pytest.mark.integration

EXPORTER_DOWN = {
    "alertname": "BizprobeExporterDown",
    "severity": "critical",
    "incident": "exporter-down",
    "side": "ours",
    "blind": "all",
}
# Nothing inhibits it: a message of it that was asked for last shows that earlier ones had their chance.
LAST = {
    "alertname": "BizprobeRulesFailing",
    "severity": "critical",
    "incident": "monitoring",
    "side": "ours",
}


def flow_alert(name: str, incident: str, channel: str, **more: str) -> dict[str, str]:
    return {
        "alertname": name,
        "severity": "critical",
        "incident": incident,
        "side": "channel",
        "dealer": "apteka",
        "channel": channel,
        "flow": "orders",
    } | more


def silent(channel: str, **more: str) -> dict[str, str]:
    return flow_alert("BizprobeFlowSilent", "order-silence", channel, **more)


def all_silent(**more: str) -> dict[str, str]:
    labels = silent("", side="ours") | {"alertname": "BizprobeAllFlowsSilent"} | more
    return {name: value for name, value in labels.items() if value}


CHANNELS = [f"channel-{number}" for number in range(24)]
SILENT = [silent(channel) for channel in CHANNELS]
MISSING = [flow_alert("BizprobeFlowOrdersMissing", "orders-missing", one, where="book") for one in CHANNELS]
BLIND = [flow_alert("BizprobeProbeCannotAsk", "cannot-ask", one, probe=one) for one in CHANNELS]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Alertmanager]:
    with alertmanager(tmp_path) as running:
        yield running


def heard(manager: Alertmanager, incident: tuple[str, str]) -> None:
    eventually(lambda: incident in manager.incidents, f"a message of {incident}")


def test_24_channels_are_quiet_while_the_exporter_is_down(manager: Alertmanager) -> None:
    manager.post([EXPORTER_DOWN, *SILENT, *MISSING, *BLIND])
    heard(manager, ("", "exporter-down"))
    manager.post([LAST])
    heard(manager, ("", "monitoring"))
    assert manager.incidents == [("", "exporter-down"), ("", "monitoring")]
    states = [(alert["labels"]["alertname"], alert["status"]["state"]) for alert in manager.alerts()]
    assert sorted(name for name, state in states if state == "active") == [
        "BizprobeExporterDown",
        "BizprobeRulesFailing",
    ]
    assert len(states) == 3 * 24 + 2


def test_what_the_others_know_is_told_while_one_of_several_exporters_is_down(manager: Alertmanager) -> None:
    job = {"job": "bizprobe"}
    missing = {
        "alertname": "BizprobeShardMissing",
        "severity": "critical",
        "incident": "exporter-down",
        **job,
    }
    manager.post([EXPORTER_DOWN | job | {"blind": "part", "instance": "shard-1:19310"}, missing, *SILENT])
    heard(manager, ("", "exporter-down"))
    heard(manager, ("apteka", "order-silence"))
    [message] = [one for one in manager.messages if one["groupLabels"]["incident"] == "exporter-down"]
    assert [alert["labels"]["alertname"] for alert in message["alerts"]] == ["BizprobeExporterDown"]


def test_they_speak_when_the_exporter_is_back_and_they_still_fire(manager: Alertmanager) -> None:
    manager.post([EXPORTER_DOWN, *SILENT])
    heard(manager, ("", "exporter-down"))
    manager.post([EXPORTER_DOWN], endsAt=datetime.now(UTC).isoformat())
    heard(manager, ("apteka", "order-silence"))
    [message] = [one for one in manager.messages if one["groupLabels"]["incident"] == "order-silence"]
    assert len(message["alerts"]) == 24


def test_24_silent_channels_are_one_message_for_each_dealer(manager: Alertmanager) -> None:
    manager.post([*SILENT, silent("channel-0", dealer="moto")])
    heard(manager, ("apteka", "order-silence"))
    heard(manager, ("moto", "order-silence"))
    manager.post([LAST])
    heard(manager, ("", "monitoring"))
    sizes = {message["groupLabels"].get("dealer", ""): len(message["alerts"]) for message in manager.messages}
    assert sizes == {"apteka": 24, "moto": 1, "": 1}
    assert len(manager.messages) == 3


def test_all_channels_at_once_are_told_as_one_alert(manager: Alertmanager) -> None:
    manager.post([all_silent(), *SILENT])
    heard(manager, ("apteka", "order-silence"))
    manager.post([LAST])
    heard(manager, ("", "monitoring"))
    told = [alert["labels"]["alertname"] for message in manager.messages for alert in message["alerts"]]
    assert told == ["BizprobeAllFlowsSilent", "BizprobeRulesFailing"]


def test_a_channel_that_cannot_be_asked_is_not_told_as_silent_as_well(manager: Alertmanager) -> None:
    manager.post([BLIND[0], SILENT[0], SILENT[1]])
    heard(manager, ("apteka", "cannot-ask"))
    heard(manager, ("apteka", "order-silence"))
    [message] = [one for one in manager.messages if one["groupLabels"]["incident"] == "order-silence"]
    assert [alert["labels"]["channel"] for alert in message["alerts"]] == ["channel-1"]


def test_a_key_that_is_rejected_is_not_told_to_expire_as_well(manager: Alertmanager) -> None:
    rejected = flow_alert("BizprobeKeyRejected", "key-rejected", "channel-0", probe="channel-0", side="ours")
    expires = {"alertname": "BizprobeKeyExpires", "severity": "critical", "incident": "key-expires"}
    expiring = [expires | {"side": "ours", "dealer": "apteka", "channel": one} for one in CHANNELS[:2]]
    manager.post([rejected, *expiring])
    heard(manager, ("apteka", "key-rejected"))
    heard(manager, ("apteka", "key-expires"))
    [message] = [one for one in manager.messages if one["groupLabels"]["incident"] == "key-expires"]
    assert [alert["labels"]["channel"] for alert in message["alerts"]] == ["channel-1"]


def test_24_channels_with_other_prices_are_one_message_for_the_dealer(manager: Alertmanager) -> None:
    different = {"alertname": "BizprobePricesDifferent", "incident": "price-gap", "dealer": "apteka"}
    severities = ("critical", "warning")
    manager.post([different | {"channel": one, "severity": how} for one in CHANNELS for how in severities])
    heard(manager, ("apteka", "price-gap"))
    [message] = manager.messages
    assert [alert["labels"]["severity"] for alert in message["alerts"]] == ["critical"] * 24

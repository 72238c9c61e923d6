"""The checked-in rules in a real Prometheus: from a page of metrics to an alert that Alertmanager holds."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.families.compare import COMPARE_INFO, PRICE_GAP_AMOUNT, PRICE_ITEMS, PRICE_ITEMS_LIMIT
from bizprobe.metrics.families.exchange import EXCHANGE_AGE_LIMIT, EXCHANGE_INFO
from bizprobe.metrics.families.flow import (
    FLOW_INFO,
    FLOW_LAST_EVENT,
    FLOW_READ,
    FLOW_SILENCE_LIMIT,
    FLOW_WINDOW_OPENED,
)
from bizprobe.metrics.family import Sample
from tests.integration.monitoring import (
    Alertmanager,
    alertmanager,
    current,
    eventually,
    prometheus,
    served,
)

pytestmark = pytest.mark.integration


def flow(channel: str, *, silent_for: float) -> Iterator[Sample]:
    """The series of a flow that was read just now."""
    now, labels = time.time(), ("apteka", channel, "orders")
    url = f"http://bizprobe/probes/apteka/{channel}"
    yield Sample(FLOW_INFO, (*labels, channel, "false", channel, "", "", url), 1)
    yield Sample(FLOW_READ, labels, now)
    yield Sample(FLOW_LAST_EVENT, labels, now - silent_for)
    yield Sample(FLOW_WINDOW_OPENED, (*labels, "critical"), 0)
    yield Sample(FLOW_SILENCE_LIMIT, (*labels, "critical"), 1800)


def prices(*, different: int) -> Iterator[Sample]:
    """The series of 12,000 prices at Ozon, so many of which differ."""
    channel = ("apteka", "ozon")
    url = "http://bizprobe/probes/apteka/ozon-prices"
    yield Sample(COMPARE_INFO, (*channel, "prices", "ozon-prices", "erp", url), 1)
    yield Sample(PRICE_ITEMS, (*channel, "matching"), 12000 - different)
    yield Sample(PRICE_ITEMS, (*channel, "different"), different)
    yield Sample(PRICE_ITEMS_LIMIT, (*channel, "different", "critical"), 100)
    yield Sample(PRICE_GAP_AMOUNT, (*channel, "over", "RUB"), 0.2)
    yield Sample(PRICE_GAP_AMOUNT, (*channel, "under", "RUB"), 1500.05)


def exchange() -> Iterator[Sample]:
    """The series of an exchange of stocks that nobody ever reported."""
    labels = ("apteka", "ozon", "stocks")
    yield Sample(EXCHANGE_INFO, (*labels, "ozon-exchange", "http://bizprobe/exchange"), 1)
    yield Sample(EXCHANGE_AGE_LIMIT, (*labels, "critical"), 7200)


def page(_: bytes) -> bytes:
    board = Board()
    board.put("ozon", flow("ozon", silent_for=7200))
    board.put("kupi", flow("kupi", silent_for=60))
    board.put("ozon-prices", prices(different=3000))
    board.put("ozon-exchange", exchange())
    return b"".join(board.chunks(Format.TEXT))


def rules(address: str) -> list[dict[str, Any]]:
    """Every rule, with its health and its last error."""
    groups = httpx.get(f"http://{address}/api/v1/rules").json()["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def told(manager: Alertmanager, incident: str) -> dict[str, Any]:
    """The only alert of the first message of this incident at apteka."""
    eventually(lambda: ("apteka", incident) in manager.incidents, f"a message of {incident}")
    message = next(one for one in manager.messages if one["groupLabels"]["incident"] == incident)
    [alert] = message["alerts"]
    return dict(alert)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Alertmanager]:
    with alertmanager(tmp_path) as running:
        yield running


@pytest.fixture
def address(tmp_path: Path, manager: Alertmanager) -> Iterator[str]:
    with served(page) as exporter, prometheus(tmp_path, exporter, manager.address) as running:
        yield running


def test_every_rule_can_be_evaluated_on_what_the_exporter_says(address: str) -> None:
    eventually(lambda: all(rule["health"] != "unknown" for rule in rules(address)), "every rule evaluated")
    assert {rule["name"]: rule["lastError"] for rule in rules(address) if rule["health"] != "ok"} == {}


def test_every_rule_can_be_evaluated_by_a_current_prometheus(tmp_path: Path, manager: Alertmanager) -> None:
    newest = current("prometheus", least=(3, 0))
    with served(page) as exporter, prometheus(tmp_path, exporter, manager.address, newest) as address:
        test_every_rule_can_be_evaluated_on_what_the_exporter_says(address)


def test_a_silent_channel_reaches_alertmanager_with_its_labels_and_texts(
    address: str, manager: Alertmanager
) -> None:
    alert = told(manager, "order-silence")
    assert alert["labels"] == {
        "alertname": "BizprobeFlowSilent",
        "severity": "critical",
        "incident": "order-silence",
        "side": "channel",
        "dealer": "apteka",
        "channel": "ozon",
        "flow": "orders",
    }
    assert alert["annotations"]["findings_url"] == "http://bizprobe/probes/apteka/ozon"
    assert alert["annotations"]["runbook_url"] == "docs/runbooks/BizprobeFlowSilent.md"
    assert "2h 0m 0s old" in alert["annotations"]["description"]


def test_3000_of_12000_prices_reach_alertmanager_with_their_amount_and_the_page_of_the_worst(
    manager: Alertmanager, address: str
) -> None:
    alert = told(manager, "price-gap")
    assert alert["labels"] == {
        "alertname": "BizprobePricesDifferent",
        "severity": "critical",
        "incident": "price-gap",
        "side": "unknown",
        "dealer": "apteka",
        "channel": "ozon",
    }
    assert alert["annotations"]["description"] == (
        "ozon: 3000 of 12000 items have another price than the seller's (100 tolerated); "
        "one piece of each: 1500.05 RUB under, 0.20 RUB over."
    )
    assert alert["annotations"]["findings_url"] == "http://bizprobe/probes/apteka/ozon-prices"


def test_an_exchange_that_was_never_reported_is_told_in_words_and_not_in_years(
    manager: Alertmanager, address: str
) -> None:
    alert = told(manager, "exchange-late")
    assert alert["annotations"]["description"] == (
        "ozon, stocks: no exchange was ever reported (limit 2h 0m 0s)."
    )
    assert alert["annotations"]["findings_url"] == "http://bizprobe/exchange"


def test_the_heartbeat_of_the_chain_is_there(address: str, manager: Alertmanager) -> None:
    held = "BizprobeWatchdog"
    eventually(lambda: held in {one["labels"]["alertname"] for one in manager.alerts()}, held)

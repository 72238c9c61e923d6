"""Faults of the sandbox reach their alerts in the running bundle, and stop no other probe."""

import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.faults import FAULTS, FaultName
from tests.integration.monitoring import eventually
from tests.integration.processes import started

pytestmark = pytest.mark.e2e

# What is not named in a wave must stay well. What the shop shows of its goods is a channel of its own.
ASKING = {
    ("ozon", FaultName.SILENCE): "ozon",
    ("ozon-express", FaultName.EXPIRED_KEY): "ozon-express",
    ("zdravmart", FaultName.HANG): "zdravmart",
    ("kupi", FaultName.ENDLESS_PAGES): "kupi",
    ("ryadom", FaultName.GARBAGE): "ryadom",
    ("shop", FaultName.LOCKED): "shop",
    ("site-leads", FaultName.RATE_LIMIT): "site-leads",
}
BUSINESS = {
    ("ozon-express", FaultName.ERRORS): "ozon-express",
    ("ryadom", FaultName.LOST_ORDERS): "ryadom",
    ("zdravmart", FaultName.STUCK_ORDERS): "zdravmart",
    ("site-leads", FaultName.SLOW): "site-leads",
    ("ozon", FaultName.PRICES_REJECTED): "ozon",
    ("ozon", FaultName.STOCK_PAGES_LOST): "ozon",
    ("kupi", FaultName.HIDDEN): "kupi",
    ("shop", FaultName.OVERSOLD): "shop-window",
}

# What marketplaces say of themselves, of keys and of what was exchanged.
TOLD = {
    ("wildberries", FaultName.PRICE_QUARANTINED): "wildberries",
    ("yandex-market", FaultName.PRICE_QUARANTINED): "yandex-market",
    ("ozon", FaultName.KEY_EXPIRING): "ozon",
    ("wildberries", FaultName.KEY_EXPIRING): "wildberries",
    ("ozon-express", FaultName.KEY_RIGHTS): "ozon-express",
    ("ozon-express", FaultName.OVERBOOKED): "ozon-express",
    ("ozon-express", FaultName.STALE_PRICE_SOLD): "ozon-express",
    ("kupi", FaultName.EXCHANGE_REJECTED): "kupi",
    ("kupi", FaultName.EXCHANGE_PAGES_LOST): "kupi",
    ("zdravmart", FaultName.STATUSES_APART): "zdravmart",
    ("ryadom", FaultName.UNKNOWN_WORD): "ryadom",
    ("site-leads", FaultName.TIMES_BEHIND): "site-leads",
}
LIMITED = {
    ("ozon", FaultName.RETIRED): "ozon",
    ("yandex-market", FaultName.RETIRED): "yandex-market",
    ("wildberries", FaultName.BUDGET_EXHAUSTED): "wildberries",
    ("kupi", FaultName.EXCHANGE_LATE): "kupi",
    ("ozon-express", FaultName.TIMES_AHEAD): "ozon-express",
}
# Nothing may come of these, beside the others.
HARMLESS = (
    ("ryadom", FaultName.DUPLICATED_PAGES),
    ("zdravmart", FaultName.REORDERED_PAGES),
    ("crm", FaultName.REORDERED_PAGES),
    ("erp", FaultName.DUPLICATED_PAGES),
)
WAVES = {"asking": ASKING, "business": BUSINESS, "told": TOLD, "limited": LIMITED}


class Bundle:
    """The running bundle, by the addresses that it prints."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self.mended: set[str] = set()
        """Channels of earlier waves; some of their alerts go on for a while."""

    def _url(self, name: str) -> str:
        found = re.search(rf"{name}\s+(http://[\d.:]+)", self._log.read_text())
        assert found, self._log.read_text()
        return found[1]

    def fault(self, method: str, place: str, fault: str) -> None:
        url = f"{self._url('Sandbox')}{PREFIX}/faults/{place}/{fault}"
        httpx.request(method, url, timeout=10).raise_for_status()

    def query(self, expression: str) -> list[dict[str, str]]:
        answer = httpx.get(
            f"{self._url('Prometheus')}/api/v1/query", params={"query": expression}, timeout=10
        )
        series: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
        return [found["metric"] for found in series]

    def firing(self) -> set[tuple[str, str]]:
        """Channel and name of every alert about a channel."""
        found = self.query('ALERTS{alertstate="firing",channel!=""}')
        return {(alert["channel"], alert["alertname"]) for alert in found}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundle]:
    for name in ("prometheus", "prometheus-alertmanager"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("bundle")
    log = folder / "demo.log"
    with started([str(Path(sys.executable).parent / "bizprobe"), "demo"], log=log, cwd=folder):
        eventually(lambda: "Bizprobe is running." in log.read_text(), "the bundle runs", seconds=120)
        yield Bundle(log)


def test_what_is_harmless_fires_nothing(bundle: Bundle) -> None:
    for place, fault in HARMLESS:
        bundle.fault("PUT", place, fault)
    time.sleep(90)
    assert bundle.firing() == set()
    for place, fault in HARMLESS:
        bundle.fault("DELETE", place, fault)


@pytest.mark.parametrize("wave", WAVES.values(), ids=WAVES)
def test_faults_reach_their_alerts_and_stop_no_other_probe(
    bundle: Bundle, wave: Mapping[tuple[str, FaultName], str]
) -> None:
    expected = {(channel, FAULTS[fault].expect_alert) for (_, fault), channel in wave.items()}
    before = bundle.firing()
    for place, fault in wave:
        bundle.fault("PUT", place, fault)
    eventually(lambda: bundle.firing() >= expected, f"{expected}", seconds=480)
    new = bundle.firing() - before
    assert {channel for channel, _ in new} - bundle.mended <= set(wave.values())
    assert bundle.query('up{job="bizprobe"} == 1')
    late = "time() - bizprobe_probe_last_run_timestamp_seconds > 3 * bizprobe_probe_interval_seconds"
    assert bundle.query(late) == []
    for place, fault in wave:
        bundle.fault("DELETE", place, fault)
    bundle.mended |= set(wave.values())
    asking = 'ALERTS{alertname=~"BizprobeProbeCannotAsk|BizprobeKeyRejected|BizprobeFlowSilent"}'
    eventually(lambda: bundle.query(asking) == [], "what was mended is well again", seconds=300)

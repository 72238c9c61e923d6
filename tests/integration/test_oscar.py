"""The orders of a web shop that nobody here wrote, watched with nothing but a bizprobe.yml."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.monitoring import eventually
from tests.integration.oscar.shop import Shop, oscar
from tests.integration.oscar.shopper import place_order
from tests.integration.processes import started

pytestmark = [pytest.mark.integration, pytest.mark.long]

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
dealers:
  pharmacy:
    title: Pharmacy
    timezone: Europe/Moscow
    systems:
      shop-database:
        kind: sql
        url: postgresql://postgres@127.0.0.1:{port}/oscar
        statement_timeout: 5s
        orders:
          query: >-
            SELECT number, date_placed AS placed_at, status, total_incl_tax AS amount, currency
            FROM order_order WHERE date_placed >= :since
    channels:
      shop:
        kind: own
        system: shop-database
        statuses: {{Pending: new, Being processed: assembling, Complete: delivered}}
    probes:
      shop-orders:
        kind: flow
        channel: shop
        every: 2s
        timeout: 2s
        silence: {{critical: 25s}}
"""
FLOW = '{dealer="pharmacy",channel="shop",flow="orders"'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with oscar(tmp_path_factory.mktemp("oscar"), ROOT / ".run" / "oscar-venv") as shop:
        yield shop


def test_orders_of_a_real_shop_are_seen_and_their_silence_alarms(shop: Shop, tmp_path: Path) -> None:
    for name in ("prometheus", "prometheus-alertmanager"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    config, log = tmp_path / "bizprobe.yml", tmp_path / "demo.log"
    config.write_text(CONFIG.format(port=shop.database_port))
    command = [str(Path(sys.executable).parent / "bizprobe"), "demo", "--config", str(config)]
    with started(command, log=log, cwd=tmp_path):
        eventually(lambda: "Bizprobe is running." in log.read_text(), "the bundle runs", seconds=120)
        value = _prometheus(log.read_text())
        assert value(f"bizprobe_flow_events_total{FLOW}}}") == "0"

        numbers = {place_order(shop.url, shop.product) for _ in range(3)}
        assert len(numbers) == 3
        eventually(lambda: value(f"bizprobe_flow_events_total{FLOW}}}") == "3", "three orders are counted")
        assert value(f'bizprobe_flow_amount_total{FLOW},currency="RUB"}}') == "300.6"
        assert value(f"increase(bizprobe_flow_events_total{FLOW}}}[1m]) > bool 0") == "1"

        firing = 'ALERTS{alertname="BizprobeFlowSilent",alertstate="firing",dealer="pharmacy",channel="shop"}'
        eventually(lambda: value(firing) == "1", "silence fires", seconds=120)
        eventually(lambda: "ALERT FIRING critical BizprobeFlowSilent" in log.read_text(), "it arrives")

        place_order(shop.url, shop.product)
        eventually(lambda: value(firing) == "", "an order ends it", seconds=120)
        assert value(f"bizprobe_flow_events_total{FLOW}}}") == "4"


def _prometheus(printed: str) -> Callable[[str], str]:
    found = re.search(r"Prometheus\s+(http://\S+)", printed)
    assert found, printed

    def value(query: str) -> str:
        answer = httpx.get(f"{found[1]}/api/v1/query", params={"query": query}, timeout=10)
        result = answer.raise_for_status().json()["data"]["result"]
        return str(result[0]["value"][1]) if result else ""

    return value

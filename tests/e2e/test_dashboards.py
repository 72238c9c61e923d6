"""Every query of every dashboard, asked in the running bundle while things are going wrong there."""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from bizprobe.sandbox.control import PREFIX
from tests.integration.monitoring import eventually
from tests.integration.panels import Json, Store, ask, chosen, targets
from tests.integration.processes import started

pytestmark = pytest.mark.e2e

GRAFANA = Path(__file__).parents[2] / "grafana"
FILES = sorted((GRAFANA / "dashboards").rglob("*.json"))
EMPTY = {
    tuple(one["query"].split()): one["because"] for one in yaml.safe_load((GRAFANA / "empty.yml").read_text())
}
FAULTS = (
    "ozon/prices_rejected",
    "ozon-express/stale_price_sold",
    "ozon/stock_pages_lost",
    "kupi/exchange_pages_lost",
    "kupi/exchange_rejected",
    "zdravmart/statuses_apart",
    "ryadom/lost_orders",
    "shop/silence",
    "wildberries/errors",
    "yandex-market/expired_key",
)
WISHES = {"dealer": "demo", "channel": "shop", "flow": "orders", "probe": "wildberries-orders"}
LONG_ENOUGH = 240


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    for name in ("prometheus", "prometheus-alertmanager"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("bundle")
    log = folder / "demo.log"
    with started([str(Path(sys.executable).parent / "bizprobe"), "demo"], log=log, cwd=folder):
        eventually(lambda: "Bizprobe is running." in log.read_text(), "the bundle runs", seconds=120)
        places = dict(re.findall(r"(Sandbox|Prometheus)\s+(http://[\d.:]+)", log.read_text()))
        time.sleep(60)
        for fault in FAULTS:
            httpx.put(f"{places['Sandbox']}{PREFIX}/faults/{fault}", timeout=10).raise_for_status()
        time.sleep(LONG_ENOUGH)
        yield Store(places["Prometheus"], int(time.time()), LONG_ENOUGH + 60)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_query_returns_data_or_it_is_said_why_not(store: Store, file: Path) -> None:
    dashboard: Json = json.loads(file.read_text("utf-8"))
    values = chosen(store, dashboard, frozenset({"book"}), **WISHES)
    empty = {
        (dashboard["uid"], str(panel["id"]), target["refId"])
        for panel, target in targets(dashboard)
        if not ask(store, target, values)
    }
    assert empty <= EMPTY.keys()


def test_every_reason_for_an_empty_query_is_about_one_that_exists() -> None:
    asked = {
        (json.loads(file.read_text("utf-8"))["uid"], str(panel["id"]), target["refId"])
        for file in FILES
        for panel, target in targets(json.loads(file.read_text("utf-8")))
    }
    assert EMPTY.keys() <= asked
    assert all(reason.endswith(".") for reason in EMPTY.values())

"""Every query of every dashboard, asked in the running bundle while things are going wrong there."""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from bizprobe.sandbox import faults
from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.faults import parse
from tests.integration.monitoring import eventually
from tests.integration.panels import Json, Store, ask, chosen, targets
from tests.integration.processes import started

pytestmark = pytest.mark.e2e

GRAFANA = Path(__file__).parents[2] / "grafana"
FILES = sorted((GRAFANA / "dashboards").rglob("*.json"))
EMPTY = {
    tuple(one["query"].split()): one["because"] for one in yaml.safe_load((GRAFANA / "empty.yml").read_text())
}
Query = tuple[str, str, str]
"""Dashboard, panel and letter."""
FAULTS = (
    "ozon/prices_rejected",
    "ozon-express/stale_price_sold",
    "ozon/stock_pages_lost",
    "kupi/exchange_pages_lost",
    "kupi/exchange_rejected",
    "zdravmart/statuses_apart",
    "kupi/cancelled_apart",
    "ryadom/lost_orders",
    "shop/silence",
    "wildberries/errors",
    "yandex-market/expired_key",
)
WISHES = {"dealer": "demo", "channel": "shop", "flow": "orders", "probe": "wildberries-orders"}
BEFORE, LONGEST = 60, 300
"""Seconds without and with faults; of the latter at most so many until every query finds something."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that runs since `began`, and until when all must be seen, in Unix seconds."""

    prometheus: str
    began: float
    give_up: float

    def store(self) -> Store:
        """What it has told so far."""
        now = int(time.time())
        return Store(self.prometheus, now, now - int(self.began))

    def fires(self) -> set[str]:
        """The alerts that fire."""
        series = self.store().instant('count by (alertname) (ALERTS{alertstate="firing"})')
        return {one["metric"]["alertname"] for one in series}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundle]:
    for name in ("prometheus", "prometheus-alertmanager"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("bundle")
    log = folder / "demo.log"
    with started([str(Path(sys.executable).parent / "bizprobe"), "demo"], log=log, cwd=folder):
        eventually(lambda: "Bizprobe is running." in log.read_text(), "the bundle runs", seconds=120)
        places = dict(re.findall(r"(Sandbox|Prometheus)\s+(http://[\d.:]+)", log.read_text()))
        bundle = Bundle(places["Prometheus"], time.time(), time.time() + BEFORE + LONGEST)
        time.sleep(BEFORE)
        for fault in FAULTS:
            httpx.put(f"{places['Sandbox']}{PREFIX}/faults/{fault}", timeout=10).raise_for_status()
        expected = {faults.FAULTS[parse(*fault.split("/")).fault].expect_alert for fault in FAULTS}
        eventually(lambda: bundle.fires() >= expected, "the alerts of all faults", seconds=LONGEST, every=2)
        yield bundle


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_query_returns_data_or_it_is_said_why_not(bundle: Bundle, file: Path) -> None:
    dashboard: Json = json.loads(file.read_text("utf-8"))
    values = chosen(bundle.store(), dashboard, frozenset({"book"}), **WISHES)
    queries = {
        (dashboard["uid"], str(panel["id"]), target["refId"]): target for panel, target in targets(dashboard)
    }
    unexplained = empty(bundle, queries, values).keys() - EMPTY.keys()
    while unexplained and time.time() < bundle.give_up:
        time.sleep(5)
        unexplained = empty(bundle, {one: queries[one] for one in unexplained}, values).keys()
    assert not unexplained


def empty(bundle: Bundle, queries: Mapping[Query, Json], values: Mapping[str, str]) -> Mapping[Query, Json]:
    """The queries that find nothing now."""
    store = bundle.store()
    return {query: target for query, target in queries.items() if not ask(store, target, values)}


def test_every_reason_for_an_empty_query_is_about_one_that_exists() -> None:
    asked = {
        (json.loads(file.read_text("utf-8"))["uid"], str(panel["id"]), target["refId"])
        for file in FILES
        for panel, target in targets(json.loads(file.read_text("utf-8")))
    }
    assert EMPTY.keys() <= asked
    assert all(reason.endswith(".") for reason in EMPTY.values())

"""Every query of every dashboard, asked in the running bundle before and while things go wrong there."""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Set
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
REASONS = yaml.safe_load((GRAFANA / "empty.yml").read_text())
EMPTY = {tuple(one["query"].split()): one["because"] for one in REASONS["while things go wrong"]}
EMPTY_WHEN_WELL = {tuple(one["panel"].split()): one["because"] for one in REASONS["while all is well"]}
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
MAY_LACK = frozenset({"book"})
WISHES = {"dealer": "demo", "channel": "shop", "flow": "orders", "probe": "wildberries-orders"}
BEFORE, LONGEST = 60, 300
"""Seconds without and with faults; of the latter at most so many until every query finds something."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that runs since `began`, was well until `broke`, and must have shown all by `give_up`.

    In Unix seconds.
    """

    prometheus: str
    began: float
    broke: float
    give_up: float

    def store(self) -> Store:
        """What it has told so far."""
        return self._told(time.time())

    def while_well(self) -> Store:
        """What it had told before anything went wrong."""
        return self._told(self.broke)

    def _told(self, until: float) -> Store:
        return Store(self.prometheus, int(until), int(until) - int(self.began))

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
        began = time.time()
        time.sleep(BEFORE)
        bundle = Bundle(places["Prometheus"], began, time.time(), time.time() + LONGEST)
        for fault in FAULTS:
            httpx.put(f"{places['Sandbox']}{PREFIX}/faults/{fault}", timeout=10).raise_for_status()
        expected = {faults.FAULTS[parse(*fault.split("/")).fault].expect_alert for fault in FAULTS}
        eventually(lambda: bundle.fires() >= expected, "the alerts of all faults", seconds=LONGEST, every=2)
        yield bundle


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_query_returns_data_or_it_is_said_why_not(bundle: Bundle, file: Path) -> None:
    dashboard: Json = json.loads(file.read_text("utf-8"))
    values = chosen(bundle.store(), dashboard, MAY_LACK, **WISHES)
    queries = asked(dashboard)
    unexplained = empty(bundle.store(), queries, values) - EMPTY.keys()
    while unexplained and time.time() < bundle.give_up:
        time.sleep(5)
        unexplained = empty(bundle.store(), {one: queries[one] for one in unexplained}, values)
    assert not unexplained


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_panel_that_is_empty_while_all_is_well_says_why(bundle: Bundle, file: Path) -> None:
    dashboard: Json = json.loads(file.read_text("utf-8"))
    store, queries = bundle.while_well(), asked(dashboard)
    nothing = empty(store, queries, chosen(store, dashboard, MAY_LACK, **WISHES))
    assert panels(nothing) - panels(queries.keys() - nothing) <= EMPTY_WHEN_WELL.keys()


def asked(dashboard: Json) -> Mapping[Query, Json]:
    """All queries of a dashboard."""
    return {
        (dashboard["uid"], str(panel["id"]), target["refId"]): target for panel, target in targets(dashboard)
    }


def empty(store: Store, queries: Mapping[Query, Json], values: Mapping[str, str]) -> Set[Query]:
    """The queries that find nothing."""
    return {query for query, target in queries.items() if not ask(store, target, values)}


def panels(queries: Iterable[Query]) -> Set[tuple[str, str]]:
    """The panels that they belong to."""
    return {(uid, panel) for uid, panel, _ in queries}


def test_every_reason_for_emptiness_is_about_something_that_exists() -> None:
    queries = set[Query]().union(*(asked(json.loads(file.read_text("utf-8"))) for file in FILES))
    assert EMPTY.keys() <= queries
    assert EMPTY_WHEN_WELL.keys() <= panels(queries)
    assert all(reason.endswith(".") for reason in (*EMPTY.values(), *EMPTY_WHEN_WELL.values()))

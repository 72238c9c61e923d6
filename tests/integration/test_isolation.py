"""One dealer attacks: through a real vmauth, before a real VictoriaMetrics and a real exporter."""

import base64
import http.client
import json
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest
import yaml

from bizprobe.catalogue import find_kinds
from bizprobe.dealers.proxy import proxy_config
from bizprobe.settings.load import parse_settings
from tests.integration.monitoring import ROOT, eventually, program
from tests.integration.processes import free_port, started, wait_for_http

pytestmark = pytest.mark.integration

OWN, OTHER = "apteka", "autoport"
PASSWORDS = {OWN: "sesame-apteka", OTHER: "sesame-autoport", "autoport-north": "sesame-north"}
# Every series of somebody else holds this word, and no series of the attacker does.
SECRET = "autoport"
CONFIG = """
dealers:
  apteka:
    timezone: UTC
    grafana: {{password: "${{APTEKA}}"}}
    systems:
      books: {{kind: sql, url: "sqlite:///{folder}/books.db", timezone: UTC,
        orders: {{query: "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}}}}
    channels: {{shop: {{kind: own, system: books}}}}
    probes: {{shop-orders: {{kind: flow, channel: shop, every: 1s, timeout: 1s}}}}
  autoport:
    timezone: UTC
    grafana: {{password: "${{AUTOPORT}}"}}
    systems:
      autoport-books: {{kind: sql, url: "sqlite:///{folder}/books.db", timezone: UTC,
        orders: {{query: "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}}}}
    channels: {{autoport-shop: {{kind: own, system: autoport-books}}}}
    probes: {{autoport-orders: {{kind: flow, channel: autoport-shop, every: 1s, timeout: 1s}}}}
  autoport-north:
    timezone: UTC
    grafana: {{password: "${{NORTH}}"}}
    systems: {{}}
    channels: {{}}
    probes: {{}}
"""
# Pages of vmauth itself, which name its users. docs/how-to/dealers.md closes them in the same way.
PROXYS_OWN = ("metrics", "flags", "pprof", "reload")
SERIES = """\
orders{dealer="apteka",channel="ozon"} 3
orders{dealer="apteka",channel="shop"} 4
orders{dealer="autoport",channel="autoport-ozon"} 50
orders{dealer="autoport-north",channel="autoport-site"} 60
own_of_autoport{dealer="autoport"} 7
platform_of_autoport 9
"""


@dataclass(frozen=True)
class Way:
    """The proxy, and what lies behind it."""

    proxy: str
    store: str
    prometheus: str

    def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        dealer: str | None = OWN,
        body: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Status and text of the answer. The path goes out as it is written: nothing tidies it up."""
        sent = {**_login(dealer), **(headers or {})}
        if body:
            sent |= {"Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection(urlsplit(self.proxy).netloc, timeout=10)) as connection:
            connection.request(method, target, body=body or None, headers=sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

    def total(self) -> str:
        """The sum over all dealers, as the store itself knows it."""
        found = httpx.get(f"{self.store}/api/v1/query", params={"query": "sum(orders)"}).json()
        result = found["data"]["result"]
        return str(result[0]["value"][1]) if result else ""

    def values(self, query: str, dealer: str = OWN) -> dict[str, float]:
        """What a query finds, by the channel."""
        status, text = self.ask(f"/api/v1/query?{urlencode({'query': query})}", dealer=dealer)
        assert status == 200, text
        found = json.loads(text)["data"]["result"]
        return {one["metric"].get("channel", ""): float(one["value"][1]) for one in found}


def foreign(told: tuple[int, str]) -> bool:
    """Whether an answer tells of another dealer. An error only repeats what was asked."""
    status, text = told
    return status == 200 and SECRET in text


def _login(dealer: str | None) -> dict[str, str]:
    if dealer is None:
        return {}
    pair = f"{dealer}:{PASSWORDS[dealer]}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def scraping(exporter: str, store: str) -> str:
    """Prometheus as it is checked in, quicker, and writing to the store."""
    config = yaml.safe_load((ROOT / "prometheus" / "prometheus.yml").read_text())
    config["global"] |= {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(ROOT / "prometheus" / "rules" / "*.yml")]
    [scraped] = [job for job in config["scrape_configs"] if job["job_name"] == "bizprobe"]
    scraped["static_configs"] = [{"targets": [urlsplit(exporter).netloc]}]
    dropped = {"action": "labeldrop", "regex": "runbooks|grafana"}
    write = {
        "url": f"{store}/api/v1/write",
        "write_relabel_configs": [dropped],
        "queue_config": {"batch_send_deadline": "1s"},
    }
    return yaml.safe_dump({**config, "alerting": {}, "scrape_configs": [scraped], "remote_write": [write]})


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    victoria, vmauth = program("victoria-metrics"), program("vmauth")
    folder = tmp_path_factory.mktemp("isolation")
    store, proxy, exporter, prometheus = (f"http://127.0.0.1:{free_port()}" for _ in range(4))
    with closing(sqlite3.connect(folder / "books.db")) as shop:
        shop.execute("CREATE TABLE orders (number TEXT, placed_at TEXT)")
    config = folder / "bizprobe.yml"
    config.write_text(CONFIG.format(folder=folder))
    with pytest.MonkeyPatch.context() as environment, ExitStack() as running:
        for variable, dealer in {"APTEKA": OWN, "AUTOPORT": OTHER, "NORTH": "autoport-north"}.items():
            environment.setenv(variable, PASSWORDS[dealer])
        settings = parse_settings(config.read_text(), find_kinds())
        (folder / "vmauth.yml").write_text(proxy_config(settings, store, exporter))
        (folder / "prometheus.yml").write_text(scraping(exporter, store))
        commands = {
            "store": [
                victoria,
                f"-storageDataPath={folder}/data",
                f"-httpListenAddr={urlsplit(store).netloc}",
                "-search.latencyOffset=0s",
            ],
            "proxy": [
                vmauth,
                f"-auth.config={folder}/vmauth.yml",
                f"-httpListenAddr={urlsplit(proxy).netloc}",
                *(f"-{page}AuthKey={secrets.token_hex()}" for page in PROXYS_OWN),
            ],
            "exporter": [
                str(Path(sys.executable).parent / "bizprobe"),
                "serve",
                f"--config={config}",
                f"--listen={urlsplit(exporter).netloc}",
                f"--state={folder}/state.db",
            ],
            "prometheus": [
                program("prometheus"),
                f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/tsdb",
                f"--web.listen-address={urlsplit(prometheus).netloc}",
            ],
        }
        for name, command in commands.items():
            running.enter_context(started(command, log=folder / f"{name}.log", cwd=folder))
        wait_for_http(f"{store}/health")
        wait_for_http(f"{exporter}/-/ready")
        wait_for_http(f"{proxy}/health")
        httpx.post(f"{store}/api/v1/import/prometheus", content=SERIES).raise_for_status()
        wait_for_http(f"{store}/internal/force_flush")
        way = Way(proxy, store, prometheus)
        eventually(lambda: way.total() == "117", "the store shows what it was given")
        yield way


@pytest.fixture(scope="module")
def now() -> int:
    return int(time.time())


def test_a_dealer_sees_its_own_numbers_as_they_are(way: Way) -> None:
    assert way.values("orders") == {"ozon": 3, "shop": 4}
    assert way.values("sum(orders)") == {"": 7}
    assert way.values("orders", dealer=OTHER) == {"autoport-ozon": 50}
    assert way.values("orders", dealer="autoport-north") == {"autoport-site": 60}


WIDENING = (
    "orders",
    '{dealer="autoport"}',
    'orders{dealer="autoport"}',
    'orders{dealer=~".+"}',
    'orders{dealer!="apteka"}',
    'orders{dealer=""}',
    "platform_of_autoport",
    "own_of_autoport",
    '{__name__=~".+"}',
    'orders or orders{dealer="autoport"}',
    'orders{dealer="apteka" or dealer="autoport"}',
    'label_replace(orders, "dealer", "apteka", "", "")',
    'label_replace(own_of_autoport, "dealer", "apteka", "", "")',
    "sum by (dealer) (orders)",
    "count without () (orders)",
    'orders offset 1s or {__name__="own_of_autoport"}',
    "max_over_time(orders[1h])",
    'sum(orders{dealer=~"apteka|autoport"}) by (channel)',
    'with (x = {dealer="autoport"}) orders x',
    'orders{channel="autoport-ozon"}',
    "absent(own_of_autoport) * 0 + on () group_left () own_of_autoport",
)


@pytest.mark.parametrize("query", WIDENING)
@pytest.mark.parametrize("path", ["query", "query_range"])
def test_no_query_finds_anything_of_another_dealer(way: Way, now: int, path: str, query: str) -> None:
    form = urlencode({"query": query, "start": now - 600, "end": now + 60, "step": 60})
    for told in (
        way.ask(f"/api/v1/{path}?{form}"),
        way.ask(f"/api/v1/{path}", method="POST", body=form),
    ):
        assert told[0] in (200, 400, 422)
        assert not foreign(told), told


PINS = {
    "extra_label": "dealer=autoport",
    "extra_filters": '{dealer="autoport"}',
    "extra_filters[]": '{dealer=~".+"}',
}


@pytest.mark.parametrize("pin", PINS)
def test_a_pin_of_the_attackers_own_widens_nothing(way: Way, now: int, pin: str) -> None:
    form = urlencode({"query": "orders", "match[]": "orders", pin: PINS[pin], "start": now - 600})
    for path in ("query", "query_range", "series", "labels", "label/channel/values"):
        for told in (way.ask(f"/api/v1/{path}?{form}"), way.ask(f"/api/v1/{path}", method="POST", body=form)):
            assert told[0] in (200, 400, 422)
            assert not foreign(told), (path, told)


@pytest.mark.parametrize(
    "path",
    [
        'series?match[]={__name__=~".%2B"}',
        'series?match[]=orders&match[]={dealer="autoport"}',
        "labels",
        'labels?match[]={dealer="autoport"}',
        "label/dealer/values",
        "label/channel/values",
        "label/__name__/values",
        'label/channel/values?match[]={dealer="autoport"}',
    ],
)
def test_lists_of_series_and_labels_hold_only_the_dealers_own(way: Way, now: int, path: str) -> None:
    target = f"/api/v1/{quote(path, safe='/?=&[]%')}" + ("&" if "?" in path else "?") + f"start={now - 600}"
    status, text = way.ask(target)
    assert status == 200
    told = json.loads(text)["data"]
    assert SECRET not in json.dumps(told)
    if "autoport" not in path:
        assert told


CLOSED = (
    "/",
    "/metrics",
    "/vmui",
    "/api/v1/export?match[]=orders",
    "/api/v1/export/csv?match[]=orders&format=dealer",
    "/api/v1/export/native?match[]=orders",
    "/federate?match[]=orders",
    "/api/v1/import/prometheus",
    "/api/v1/write",
    "/api/v1/admin/tsdb/delete_series?match[]=orders",
    "/api/v1/series/count",
    "/api/v1/status/tsdb",
    "/api/v1/status/active_queries",
    "/api/v1/status/top_queries",
    "/api/v1/rules",
    "/api/v1/alerts",
    "/api/v1/metadata",
    "/api/v1/targets",
    "/graphite/metrics/find?query=*",
    "/snapshot/create",
    "/internal/force_flush",
    "/debug/pprof/cmdline",
    "/flags",
    "/-/reload",
    "/prometheus/api/v1/query?query=orders",
    "/api/v1/query/../export?match[]=orders",
    "/api/v1/query/%2e%2e/export?match[]=orders",
    "/api/v1/query%2f..%2fexport?match[]=orders",
    "//api/v1/export?match[]=orders",
    "/api/v1/label/../export/values?match[]=orders",
    "/api/v1/label/..%2fexport%3fmatch[]=orders/values",
    "/probes/autoport/autoport-orders",
    "/probes/autoport/autoport-orders.json",
    "/probes/autoport/autoport-orders.csv",
    "/probes/apteka/../autoport/autoport-orders",
    "/probes/apteka/%2e%2e/autoport/autoport-orders",
    "/probes/apteka/..%2fautoport%2fautoport-orders",
    "/probes/apteka/..%2f..%2fmetrics",
    "/probes/apteka%2f..%2fautoport/autoport-orders",
    "/probes/apteka",
    "/probes",
    "/config",
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("target", CLOSED)
def test_every_other_way_is_closed(way: Way, method: str, target: str) -> None:
    status, text = way.ask(target, method=method)
    assert status >= 300, text
    assert "autoport-ozon" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Dealer": "autoport"},
        {"X-Scope-OrgID": "autoport"},
        {"X-Prom-Label-Dealer": "autoport"},
        {"X-Original-URL": "/api/v1/export?match[]=orders"},
        {"X-Rewrite-URL": "/federate?match[]=orders"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Forwarded-User": "autoport"},
        {"X-WEBAUTH-USER": "autoport"},
        {"Host": "autoport"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_forged_header_changes_nothing(way: Way, headers: dict[str, str]) -> None:
    status, text = way.ask("/api/v1/query?query=orders", headers=headers)
    assert SECRET not in text
    assert status == 200
    assert len(json.loads(text)["data"]["result"]) == 2


@pytest.mark.parametrize("dealer", [OTHER, "autoport-north", "admin", ""])
def test_without_the_right_password_there_is_nothing(way: Way, dealer: str) -> None:
    pair = base64.b64encode(f"{dealer}:{PASSWORDS[OWN]}".encode()).decode()
    for headers in ({"Authorization": f"Basic {pair}"}, {"Authorization": "Bearer x"}, {}):
        status, text = way.ask("/api/v1/query?query=orders", dealer=None, headers=headers)
        assert status in (400, 401)  # 400 in release 1.79
        assert SECRET not in text


def test_a_dealer_reads_the_findings_of_its_own_probes(way: Way) -> None:
    for suffix in ("", ".json", ".csv"):
        status, text = way.ask(f"/probes/apteka/shop-orders{suffix}")
        assert status == 200
        assert SECRET not in text
    assert "shop-orders" in way.ask("/probes/apteka/shop-orders")[1]


RECORDED = '{__name__=~"[a-z_]+:bizprobe_.+",dealer="apteka"}'


def test_a_dealers_numbers_are_those_of_the_operators(way: Way) -> None:
    """What Prometheus recorded is the same in both stores; `increase` and the like need not be."""

    def recorded(found: str) -> dict[str, str]:
        return {
            json.dumps(one["metric"], sort_keys=True): one["value"][1]
            for one in json.loads(found)["data"]["result"]
        }

    def same() -> bool:
        httpx.get(f"{way.store}/internal/force_flush")
        asked = {"query": RECORDED, "time": str(int(time.time()) - 3)}
        ours = recorded(httpx.get(f"{way.prometheus}/api/v1/query", params=asked).text)
        theirs = recorded(way.ask(f"/api/v1/query?{urlencode(asked)}")[1])
        return len(ours) >= 3 and ours == theirs

    eventually(same, "both stores tell the same", seconds=90)

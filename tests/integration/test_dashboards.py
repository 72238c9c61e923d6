"""Every query of panels, annotations and variables, asked of a real Prometheus that holds a seller's day."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.panels import Json, Store, ask, chosen, filled, targets
from tests.integration.processes import free_port, started, wait_for_http
from tests.integration.seller_day import CANNOT_ASK, HOURS, LOSES, NO_DATA, SILENT, STUCK, seller_day

FOLDER = Path(__file__).parents[2] / "grafana" / "dashboards" / "business"
# What is about flows. tests/e2e/test_dashboards.py asks all of them in the running bundle.
FILES = [FOLDER / f"{uid}.json" for uid in ("bizprobe-channels", "bizprobe-order-flow")]
# What no data of six hours can fill.
EMPTY = {("bizprobe-channels", 7, "B"): "the same hour a week ago"}
BOOK = frozenset({"book"})
pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    for tool in ("prometheus", "promtool"):
        if not shutil.which(tool):
            pytest.skip(f"skipped: {tool} is not installed")
    folder = tmp_path_factory.mktemp("prometheus")
    end = int(time.time()) // 60 * 60
    (folder / "day.txt").write_text(seller_day(end))
    (folder / "prometheus.yml").write_text("global: {}\n")
    load = ["promtool", "tsdb", "create-blocks-from", "openmetrics", "day.txt", "data"]
    subprocess.run(load, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    address = f"127.0.0.1:{free_port()}"
    flags = ["--config.file=prometheus.yml", "--storage.tsdb.path=data", f"--web.listen-address={address}"]
    with started(["prometheus", *flags], log=folder / "log", cwd=folder):
        wait_for_http(f"http://{address}/-/ready")
        yield Store(f"http://{address}", end, HOURS * 3600)


@pytest.fixture(params=FILES, ids=lambda path: str(path.stem))
def dashboard(request: pytest.FixtureRequest) -> Json:
    loaded: Json = json.loads(request.param.read_text("utf-8"))
    return loaded


def test_every_query_returns_data(store: Store, dashboard: Json) -> None:
    values = chosen(store, dashboard, BOOK, channel=CANNOT_ASK)
    for panel, target in targets(dashboard):
        expected = (dashboard["uid"], panel["id"], target["refId"]) not in EMPTY
        assert bool(ask(store, target, values)) == expected, (panel["title"], target["refId"])


@pytest.mark.parametrize("channel", ["shop", NO_DATA])
def test_no_query_breaks_on_a_channel_without_a_book_or_without_data(
    store: Store, dashboard: Json, channel: str
) -> None:
    values = chosen(store, dashboard, BOOK, channel=channel)
    answers = [ask(store, target, values) for _, target in targets(dashboard)]
    assert any(answers)


def test_the_marks_of_alerts_are_there(store: Store, dashboard: Json) -> None:
    values = chosen(store, dashboard, BOOK, channel=LOSES)
    for mark in dashboard["annotations"]["list"]:
        assert store.over_time(filled(mark["expr"], values)), mark["name"]


def column(store: Store, head: str) -> dict[str, float]:
    """A column of the table of channels, by the channel."""
    path = next(path for path in FILES if path.stem == "bizprobe-channels")
    dashboard = json.loads(path.read_text("utf-8"))
    table = next(panel for panel in dashboard["panels"] if panel["type"] == "table")
    heads = {
        prop["value"]: override["matcher"]["options"].removeprefix("Value #")
        for override in table["fieldConfig"]["overrides"]
        for prop in override["properties"]
        if prop["id"] == "displayName"
    }
    target = next(target for target in table["targets"] if target["refId"] == heads[head])
    rows = store.instant(filled(target["expr"], chosen(store, dashboard)))
    assert len({row["metric"]["channel"] for row in rows}) == len(rows), "one row for each channel"
    return {row["metric"]["channel"]: float(row["value"][1]) for row in rows}


def test_the_state_names_the_worst_that_is_true(store: Store) -> None:
    states = column(store, "State")
    assert len(states) == 24
    broken = {SILENT: 7, LOSES: 6, STUCK: 5, CANNOT_ASK: 4, NO_DATA: 3}
    assert {channel: states[channel] for channel in broken} == broken
    assert states["ozon"] == 0


def test_a_channel_that_cannot_be_asked_is_not_called_silent(store: Store) -> None:
    assert column(store, "Last order")[CANNOT_ASK] > 5400
    assert column(store, "Of limit")[CANNOT_ASK] < 1


def test_silence_is_told_as_a_share_of_the_critical_limit_in_force(store: Store) -> None:
    age = column(store, "Last order")[SILENT]
    assert column(store, "Of limit")[SILENT] == pytest.approx(age / 1800)


def test_an_alert_that_names_only_the_probe_is_counted_at_its_channel(store: Store) -> None:
    assert column(store, "Alerts") == {SILENT: 1, LOSES: 1, CANNOT_ASK: 1}


def test_errors_of_an_account_are_shown_at_the_channels_read_through_it(store: Store) -> None:
    errors = column(store, "API err")
    assert errors[CANNOT_ASK] == pytest.approx(1)
    assert errors["ozon"] == errors["shop"] == 0

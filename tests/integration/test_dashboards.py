"""What dashboards say of the flows of a seller's day, asked of a real Prometheus that holds it."""

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

FOLDER = Path(__file__).parents[2] / "grafana" / "dashboards"
CHANNELS = FOLDER / "business" / "bizprobe-channels.json"
ORDER_FLOW = FOLDER / "business" / "bizprobe-order-flow.json"
MINE = FOLDER / "dealer" / "en" / "bizprobe-dealer-channels.json"
# What is about flows. tests/e2e/test_dashboards.py asks all of them in the running bundle.
FILES = [CHANNELS, ORDER_FLOW]
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


def column(store: Store, file: Path, head: str) -> dict[str, float]:
    """A column of the first table of a dashboard, by the channel."""
    dashboard = json.loads(file.read_text("utf-8"))
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


def share_of_limit(store: Store, channel: str) -> float:
    """How much of the limit in force the silence of a channel is."""
    dashboard: Json = json.loads(ORDER_FLOW.read_text("utf-8"))
    (target,) = [target for panel, target in targets(dashboard) if (panel["id"], target["refId"]) == (2, "B")]
    (row,) = ask(store, target, chosen(store, dashboard, BOOK, channel=channel))
    return float(row["value"][1])


def test_the_state_names_the_worst_that_is_true(store: Store) -> None:
    states = column(store, MINE, "State")
    assert len(states) == 24
    broken = {SILENT: 7, LOSES: 6, STUCK: 5, CANNOT_ASK: 4, NO_DATA: 3}
    assert {channel: states[channel] for channel in broken} == broken
    assert states["ozon"] == 0


def test_a_channel_that_cannot_be_asked_is_not_called_silent(store: Store) -> None:
    assert column(store, CHANNELS, "Last order")[CANNOT_ASK] > 5400
    assert share_of_limit(store, CANNOT_ASK) < 1


def test_silence_is_told_as_a_share_of_the_critical_limit_in_force(store: Store) -> None:
    age = column(store, CHANNELS, "Last order")[SILENT]
    assert share_of_limit(store, SILENT) == pytest.approx(age / 1800)


def test_errors_of_an_account_are_shown_at_the_channels_read_through_it(store: Store) -> None:
    errors = column(store, CHANNELS, "API")
    assert errors[CANNOT_ASK] == pytest.approx(1)
    assert errors["ozon"] == errors["shop"] == 0

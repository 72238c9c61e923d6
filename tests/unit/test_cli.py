"""The command line, on a shop that is a SQLite file."""

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
import yaml

from bizprobe import __version__
from bizprobe.cli import main

CONFIG = """
dealers:
  apteka:
    title: Apteka Plus
    timezone: Europe/Moscow
    systems:
      books:
        kind: sql
        url: sqlite:///{folder}/books.db
        timezone: Europe/Moscow
        orders: {{query: "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}}
      empty:
        kind: sql
        url: sqlite:///{folder}/empty.db
        timezone: Europe/Moscow
        orders: {{query: "SELECT number, placed_at FROM orders WHERE placed_at >= :since"}}
    channels:
      shop: {{kind: own, system: books}}
      kupi:
        kind: rest
        base_url: http://127.0.0.1:9
        auth: {{kind: header, name: Authorization, token: "${{KUPI_TOKEN}}"}}
        orders: {{method: GET, path: /orders, rows: orders, fields: {{number: id, placed_at: at}}}}
    probes:
      shop-orders: {{kind: flow, channel: shop, silence: 1h}}
      missing-orders: {{kind: flow, flow: leads, channel: shop, book: empty, grace: 1m, missing: 0}}
      kupi-orders: {{kind: flow, channel: kupi, timeout: 5s}}
  avto:
    timezone: UTC
    systems:
      crm: {{kind: sql, url: "sqlite:///{folder}/empty.db", timezone: UTC, orders: {{query: "SELECT 1"}}}}
    channels:
      shop: {{kind: own, system: crm}}
    probes:
      shop-orders: {{kind: flow, channel: shop}}
"""


@dataclass(frozen=True)
class Ended:
    code: object
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def bizprobe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs a command as the shell does."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def command(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["bizprobe", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code, *capsys.readouterr())

    yield command
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUPI_TOKEN", "s3cret")
    placed = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    for name, rows in {"books": [("A-1", placed)], "empty": []}.items():
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as shop:
            shop.execute("CREATE TABLE orders (number TEXT, placed_at TEXT)")
            shop.executemany("INSERT INTO orders VALUES (?, ?)", rows)
            shop.commit()
    config = tmp_path / "bizprobe.yml"
    config.write_text(CONFIG.format(folder=tmp_path))
    return config


def test_the_version_is_told(bizprobe: Command) -> None:
    assert bizprobe("--version") == Ended(0, f"bizprobe {__version__}\n", "")


def test_a_shard_that_does_not_exist_is_refused_before_anything_runs(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("serve", "--config", file, "--shard", "3/3")
    assert (ended.code, ended.out) == (2, "")
    assert "--shard takes a number and how many there are" in ended.err


def test_help_loads_none_of_the_heavy_parts() -> None:
    code = (
        "import sys, bizprobe.cli; "
        "print([m for m in ('httpx', 'pydantic', 'sqlalchemy', 'uvicorn', 'anyio') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert loaded.stdout == "[]\n"


def test_an_unknown_command_is_a_usage_error(bizprobe: Command) -> None:
    assert bizprobe("no-such-command").code == 2


def test_a_good_configuration_is_summed_up(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("config", "check", file)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{file} is good: 2 dealers, 3 systems, 3 channels, 4 probes; ")
    assert int(ended.out.split("; ")[1].split()[0]) > 4 * 20
    assert "Warning" not in ended.out


def test_a_plan_is_printed_and_nothing_is_asked(bizprobe: Command, file: Path) -> None:
    paged = 'rows: orders, paging: {kind: offset, size: 50}, params: {offset: "{offset}"}'
    file.write_text(file.read_text().replace("path: /orders, rows: orders", f"path: /orders, {paged}"))
    ended = bizprobe("run", "--plan", "apteka/kupi-orders", "--config", file, "--rows", 120)
    lines = [line.split() for line in ended.out.splitlines()]
    assert lines[2] == [
        "apteka/kupi-orders", "every", "1m", "orders", "120", "rows", "(given)", "kupi:", "all", "4",
    ]  # fmt: skip
    assert lines[6] == ["apteka:", "kupi", "all", "240", "no", "limit", "known"]
    assert (ended.code, ended.err) == (0, "")


def test_a_plan_that_does_not_fit_ends_with_1(
    bizprobe: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "hush")
    config = tmp_path / "bizprobe.yml"
    config.write_text("""
dealers:
  coats:
    timezone: UTC
    systems:
      erp: {kind: feed, url: "http://127.0.0.1:9", format: yml, prices: {currency: RUB}}
    channels:
      wb: {kind: wildberries, token: "${KEY}", token_kind: basic}
    probes:
      wb-prices: {kind: prices, channel: wb, system: erp, every: 15m, timeout: 2m}
""")
    checked = bizprobe("config", "check", config)
    assert (checked.code, checked.err) == (0, "")
    assert "Warning: its probes ask more than a channel allows" in checked.out
    ended = bizprobe("run", "--plan", "--config", config)
    assert ended.code == 1
    assert "1,000 rows (assumed)" in ended.out
    assert ended.out.splitlines()[-1].split(maxsplit=4) == [
        "coats:",
        "wb",
        "prices",
        "12",
        "of 4 an hour  DOES NOT FIT",
    ]


def test_the_plan_of_the_how_to_page_is_what_is_printed(bizprobe: Command, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "budgets.md").read_text()
    config = tmp_path / "bizprobe.yml"
    config.write_text(page.split("```yaml\n")[1].split("```")[0])
    command, printed = page.split("```text\n$ ")[1].split("```")[0].split("\n", 1)
    ended = bizprobe(*command.split()[1:], "--config", config)
    assert (ended.code, ended.out) == (1, printed)


def test_a_plan_from_a_state_file_that_is_not_there_is_a_usage_error(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("run", "--plan", "--config", file, "--state", "/nowhere/state.db")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no state file /nowhere/state.db" in ended.err


def test_every_fault_of_a_configuration_is_a_line_on_standard_error(bizprobe: Command, file: Path) -> None:
    text = file.read_text().replace("kind: own, system: books", "kind: own, system: bokks")
    file.write_text(text.replace("silence: 1h", "silnce: 1h"))

    ended = bizprobe("config", "check", file)

    assert (ended.code, ended.out) == (2, "")
    faults = ended.err.splitlines()
    assert len(faults) == 2
    assert "no system 'bokks'; did you mean 'books'?" in faults[0]
    assert "unknown key; did you mean 'silence'?" in faults[1]
    assert all(fault.startswith(f"{file}:") for fault in faults)


def test_a_configuration_that_is_not_there_is_a_fault(bizprobe: Command, tmp_path: Path) -> None:
    ended = bizprobe("config", "check", tmp_path / "none.yml")

    assert ended.code == 2
    assert ended.err == f"{tmp_path / 'none.yml'}: cannot be read: No such file or directory\n"


def test_the_configuration_is_shown_whole_and_without_secrets(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("config", "show", file)

    shown = yaml.safe_load(ended.out)["dealers"]["apteka"]
    assert ended.code == 0
    assert shown["timezone"] == "Europe/Moscow"
    assert list(shown["probes"]) == ["shop-orders", "missing-orders", "kupi-orders"]
    assert "timeout" in shown["probes"]["shop-orders"]
    assert shown["channels"]["kupi"]["auth"]["token"] == "${KUPI_TOKEN}"
    assert "s3cret" not in ended.out


def test_the_schema_is_json(bizprobe: Command) -> None:
    ended = bizprobe("config", "schema")

    assert ended.code == 0
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_environment_names_the_configuration(
    bizprobe: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZPROBE_CONFIG", str(file))

    assert bizprobe("config", "check").code == 0


def test_a_probe_that_answers_yes_ends_with_0(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("run", "apteka/shop-orders", "--config", file)

    assert ended.code == 0
    assert ended.out.startswith("apteka/shop-orders: yes (")
    assert "bizprobe_flow_events_total" in ended.out
    assert "asking 1 ..." in ended.err
    assert "log:" not in ended.out


def test_a_probe_that_answers_no_ends_with_1_and_names_its_findings(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("run", "missing-orders", "--config", file)

    assert ended.code == 1
    assert "apteka/missing-orders: no (" in ended.out
    assert "findings: 1" in ended.out
    assert "missing_in_book  A-1" in ended.out


def test_a_probe_that_cannot_ask_ends_with_1_and_its_reason(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("run", "kupi-orders", "--config", file, "--debug")

    assert ended.code == 1
    assert "apteka/kupi-orders: could not ask: connect: " in ended.out
    assert "  log:\n" in ended.out
    assert "s3cret" not in ended.out + ended.err


def test_without_a_name_every_probe_is_run(bizprobe: Command, file: Path) -> None:
    ended = bizprobe("run", "--config", file, "--json")

    assert ended.code == 1
    shown = {f"{probe['dealer']}/{probe['probe']}": probe for probe in json.loads(ended.out)}
    assert list(shown) == [
        "apteka/shop-orders",
        "apteka/missing-orders",
        "apteka/kupi-orders",
        "avto/shop-orders",
    ]
    assert shown["apteka/shop-orders"]["last"]["success"] is True
    assert shown["apteka/missing-orders"]["last"]["findings"][0]["subject"] == "A-1"
    assert shown["apteka/kupi-orders"]["last"]["reason"] == "connect"


def test_a_run_leaves_no_state_behind(bizprobe: Command, file: Path) -> None:
    before = set(file.parent.iterdir())
    bizprobe("run", "apteka/shop-orders", "--config", file)

    assert set(file.parent.iterdir()) == before


def test_a_state_file_is_used_where_it_is_asked_for(bizprobe: Command, file: Path) -> None:
    state = file.parent / "state.db"
    bizprobe("run", "apteka/shop-orders", "--config", file, "--state", state)

    assert state.exists()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            "shop-orders",
            "more than one dealer has a probe 'shop-orders': apteka/shop-orders, avto/shop-orders",
        ),
        ("kupi-order", "there is no probe 'kupi-order'; did you mean 'kupi-orders'?"),
        ("apteka/kupi-order", "there is no probe 'apteka/kupi-order'; did you mean 'apteka/kupi-orders'?"),
        ("x", "there is no probe 'x'; there are: apteka/shop-orders, apteka/missing-orders, "),
    ],
)
def test_a_probe_that_is_not_there_is_a_usage_error(
    bizprobe: Command, file: Path, wanted: str, message: str
) -> None:
    ended = bizprobe("run", wanted, "--config", file)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Error: {message}")


@pytest.mark.parametrize("listen", ["19310", "host", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", ""])
def test_an_address_that_is_none_is_a_usage_error(bizprobe: Command, file: Path, listen: str) -> None:
    ended = bizprobe("healthcheck", "--listen", listen)

    assert ended.code == 2
    assert ended.err.startswith("Error: --listen takes HOST:PORT, such as 127.0.0.1:19310")

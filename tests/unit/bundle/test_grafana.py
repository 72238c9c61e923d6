"""Grafana gets the checked-in data sources and dashboards, at the addresses of this run."""

import json
import re
from pathlib import Path

from bizprobe.bundle.files import find_files
from bizprobe.bundle.grafana import grafana_part
from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports
from bizprobe.bundle.tools import Grafana

PORTS = Ports(prometheus=2, alertmanager=3, grafana=4)


def part(folder: Path) -> Part:
    return grafana_part(Grafana(("grafana", "server"), Path("/g")), find_files(), folder, PORTS)


def test_grafana_keeps_to_loopback_and_to_the_run(tmp_path: Path) -> None:
    grafana = part(tmp_path)
    assert grafana.command == ("grafana", "server", "--homepath", "/g")
    assert grafana.url == "http://127.0.0.1:4"
    assert (grafana.environment["GF_SERVER_HTTP_ADDR"], grafana.environment["GF_SERVER_HTTP_PORT"]) == (
        "127.0.0.1",
        "4",
    )
    assert grafana.environment["GF_PATHS_DATA"].startswith(str(tmp_path))


def test_every_variable_of_the_provisioning_has_a_value(tmp_path: Path) -> None:
    environment = part(tmp_path).environment
    files = Path(environment["GF_PATHS_PROVISIONING"]).glob("*/*.y*ml")
    named = {name for file in files for name in re.findall(r"\$\{(\w+)\}", file.read_text())}
    assert {name: environment[name] for name in sorted(named)} == {
        "BIZPROBE_ALERTMANAGER_URL": "http://127.0.0.1:3",
        "BIZPROBE_GRAFANA": str(find_files() / "grafana"),
        "BIZPROBE_PROMETHEUS_URL": "http://127.0.0.1:2",
        "BIZPROBE_SCRAPE_INTERVAL": "2s",
    }


def test_who_comes_may_look_and_sees_the_overview_first(tmp_path: Path) -> None:
    environment = part(tmp_path).environment
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    home = json.loads(Path(environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).read_text("utf-8"))
    assert home["uid"] == "bizprobe-overview"

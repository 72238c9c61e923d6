"""Grafana gets the checked-in data sources and dashboards, at the addresses of this run."""

from pathlib import Path

import pytest
import yaml

from bizprobe.bundle.grafana import aimed, grafana_part, pointed
from bizprobe.bundle.ports import Ports
from bizprobe.bundle.tools import Grafana

PORTS = Ports(prometheus=2, alertmanager=3, grafana=4)


def test_data_sources_lead_to_the_parts_of_this_run() -> None:
    sources = [
        {"name": "Prometheus", "type": "prometheus", "url": "http://prometheus:9090", "uid": "p"},
        {"name": "Alertmanager", "type": "alertmanager", "url": "http://alertmanager:9093", "uid": "a"},
    ]
    assert aimed({"apiVersion": 1, "datasources": sources}, PORTS) == {
        "apiVersion": 1,
        "datasources": [
            sources[0] | {"url": "http://127.0.0.1:2"},
            sources[1] | {"url": "http://127.0.0.1:3"},
        ],
    }


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/var/lib/grafana/dashboards", "/files/dashboards"),
        ("/etc/bizprobe/dashboards/sre", "/files/dashboards/sre"),
        ("/anywhere", "/files/dashboards"),
    ],
)
def test_dashboards_are_read_from_our_own_files(path: str, here: str) -> None:
    providers = [{"name": "Bizprobe", "options": {"path": path, "x": 1}}]
    moved = pointed({"providers": providers}, Path("/files/dashboards"))
    assert moved == {"providers": [{"name": "Bizprobe", "options": {"path": here, "x": 1}}]}


def test_grafana_keeps_to_loopback_and_to_the_run(tmp_path: Path) -> None:
    source = {"datasources": [{"type": "prometheus", "url": "http://prometheus:9090"}]}
    kept = tmp_path / "grafana" / "provisioning" / "datasources"
    kept.mkdir(parents=True)
    (kept / "prometheus.yaml").write_text(yaml.safe_dump(source))
    part = grafana_part(Grafana(("grafana", "server"), Path("/g")), tmp_path, tmp_path / "run", PORTS)
    written = tmp_path / "run" / "provisioning" / "datasources" / "prometheus.yaml"
    assert part.command == ("grafana", "server", "--homepath", "/g")
    assert part.environment["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"
    assert part.environment["GF_PATHS_PROVISIONING"] == str(tmp_path / "run" / "provisioning")
    assert yaml.safe_load(written.read_text())["datasources"][0]["url"] == "http://127.0.0.1:2"

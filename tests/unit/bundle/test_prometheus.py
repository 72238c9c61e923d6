"""The checked-in configuration of Prometheus is run at the addresses of this run."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bizprobe.bundle.files import find_files
from bizprobe.bundle.ports import Ports
from bizprobe.bundle.prometheus import localised, prometheus_part

PORTS = Ports(exporter=1, prometheus=2, alertmanager=3, grafana=4)


@pytest.fixture
def checked_in() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((find_files() / "prometheus" / "prometheus.yml").read_text())
    return loaded


def test_every_job_is_aimed_at_its_part(checked_in: dict[str, Any]) -> None:
    jobs = localised(checked_in, Path(), PORTS)["scrape_configs"]
    assert {job["job_name"]: job["static_configs"] for job in jobs} == {
        "bizprobe": [{"targets": ["127.0.0.1:1"]}],
        "prometheus": [{"targets": ["127.0.0.1:2"]}],
        "alertmanager": [{"targets": ["127.0.0.1:3"]}],
    }


def test_alerts_go_to_the_alertmanager_of_this_run(checked_in: dict[str, Any]) -> None:
    alerting = localised(checked_in, Path(), PORTS)["alerting"]
    assert alerting["alertmanagers"] == [{"static_configs": [{"targets": ["127.0.0.1:3"]}]}]
    assert alerting["alert_relabel_configs"] == checked_in["alerting"]["alert_relabel_configs"]


def test_links_lead_to_the_grafana_of_this_run(checked_in: dict[str, Any]) -> None:
    labels = localised(checked_in, Path(), PORTS)["global"]["external_labels"]
    assert labels["grafana"] == "http://127.0.0.1:4"
    assert labels["runbooks"] == checked_in["global"]["external_labels"]["runbooks"]


def test_the_limits_of_a_scrape_stay(checked_in: dict[str, Any]) -> None:
    before = next(job for job in checked_in["scrape_configs"] if job["job_name"] == "bizprobe")
    after = localised(checked_in, Path(), PORTS)["scrape_configs"]
    assert before["sample_limit"] in [job.get("sample_limit") for job in after]


def test_rules_are_found_from_wherever_prometheus_is_started(tmp_path: Path) -> None:
    prometheus_part("prometheus", find_files(), tmp_path / "run", PORTS)
    patterns = yaml.safe_load((tmp_path / "run" / "prometheus.yml").read_text())["rule_files"]
    assert patterns
    for pattern in map(Path, patterns):
        assert pattern.is_absolute()
        assert list(pattern.parent.glob(pattern.name))


def test_prometheus_listens_on_loopback_and_keeps_its_data_in_the_run(tmp_path: Path) -> None:
    part = prometheus_part("/bin/prometheus", find_files(), tmp_path, PORTS)
    assert part.command == (
        "/bin/prometheus",
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        "--storage.tsdb.retention.time=60d",
        "--web.listen-address=127.0.0.1:2",
        "--rules.alert.resend-delay=2s",
    )

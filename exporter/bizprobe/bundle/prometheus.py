"""Prometheus as a part of the bundle: our checked-in configuration, at the addresses of this run."""

from pathlib import Path
from typing import Any

import yaml

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports, address

INTERVAL = "2s"
"""Short, so that a person who breaks something sees the alert soon."""
RETENTION = "60d"
"""What is usual is looked up four weeks back; people want to look back further."""


def prometheus_part(program: str, files: Path, folder: Path, ports: Ports, interval: str = INTERVAL) -> Part:
    """Writes the configuration into `folder`, which also keeps the data, and tells how to run it."""
    config = yaml.safe_load((files / "prometheus" / "prometheus.yml").read_text())
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "prometheus.yml"
    written.write_text(
        yaml.safe_dump(localised(config, files / "prometheus", ports, interval), sort_keys=False)
    )
    return Part(
        name="prometheus",
        command=(
            program,
            f"--config.file={written.resolve()}",
            f"--storage.tsdb.path={data_of(folder)}",
            f"--storage.tsdb.retention.time={RETENTION}",
            f"--web.listen-address={address(ports.prometheus)}",
            # An alert that fires before Alertmanager is known would come a minute late.
            f"--rules.alert.resend-delay={interval}",
        ),
        url=f"http://{address(ports.prometheus)}",
        ready="/-/ready",
    )


def data_of(folder: Path) -> Path:
    """Where a Prometheus of that folder keeps its series."""
    return folder.resolve() / "data"


def localised(config: dict[str, Any], beside: Path, ports: Ports, interval: str = INTERVAL) -> dict[str, Any]:
    """The same jobs and rules, but short intervals, absolute paths and the addresses of this run.

    `beside` is the folder of the checked-in file, which its relative paths start from.
    """
    return config | {
        "global": _hurried(config["global"], ports, interval),
        "rule_files": [str(beside.resolve() / path) for path in config["rule_files"]],
        "alerting": config["alerting"] | {"alertmanagers": [_static(ports.alertmanager)]},
        "scrape_configs": [_aimed(job, ports) for job in config["scrape_configs"]],
    }


def _hurried(settings: dict[str, Any], ports: Ports, interval: str) -> dict[str, Any]:
    labels = settings.get("external_labels", {})
    links = {"grafana": f"http://{address(ports.grafana)}"} if "grafana" in labels else {}
    return settings | {
        "scrape_interval": interval,
        "scrape_timeout": interval,
        "evaluation_interval": interval,
        "external_labels": labels | links,
    }


def _aimed(job: dict[str, Any], ports: Ports) -> dict[str, Any]:
    port = {
        "bizprobe": ports.exporter,
        "prometheus": ports.prometheus,
        "alertmanager": ports.alertmanager,
    }[job["job_name"]]
    return job | _static(port)


def _static(port: int) -> dict[str, Any]:
    return {"static_configs": [{"targets": [address(port)]}]}

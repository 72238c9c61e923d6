"""Prometheus as a part of the bundle: our checked-in configuration, at the addresses of this run."""

from pathlib import Path
from typing import Any

import yaml

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports, address

_INTERVAL = "2s"
"""Short, so that a person who breaks something sees the alert soon."""


def prometheus_part(program: str, files: Path, folder: Path, ports: Ports) -> Part:
    """Writes the configuration into `folder`, which also keeps the data, and tells how to run it."""
    config = yaml.safe_load((files / "prometheus" / "prometheus.yml").read_text())
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "prometheus.yml"
    written.write_text(yaml.safe_dump(localised(config, files / "prometheus", ports), sort_keys=False))
    return Part(
        name="prometheus",
        command=(
            program,
            f"--config.file={written.resolve()}",
            f"--storage.tsdb.path={(folder / 'data').resolve()}",
            f"--web.listen-address={address(ports.prometheus)}",
        ),
        url=f"http://{address(ports.prometheus)}",
        ready="/-/ready",
    )


def localised(config: dict[str, Any], beside: Path, ports: Ports) -> dict[str, Any]:
    """The same jobs and rules, but short intervals, absolute paths and the targets of this run.

    `beside` is the folder of the checked-in file, which its relative paths start from.
    """
    targets = {
        "bizprobe": address(ports.exporter),
        "prometheus": address(ports.prometheus),
        "alertmanager": address(ports.alertmanager),
    }
    return config | {
        "global": config.get("global", {})
        | {"scrape_interval": _INTERVAL, "scrape_timeout": _INTERVAL, "evaluation_interval": _INTERVAL},
        "rule_files": [str(beside.resolve() / path) for path in config["rule_files"]],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [address(ports.alertmanager)]}]}]},
        "scrape_configs": [
            _aimed(job, targets[job["job_name"]])
            for job in config["scrape_configs"]
            if job["job_name"] in targets
        ],
    }


def _aimed(job: dict[str, Any], target: str) -> dict[str, Any]:
    kept = {key: value for key, value in job.items() if key not in ("scrape_interval", "scrape_timeout")}
    return kept | {"static_configs": [{"targets": [target]}]}

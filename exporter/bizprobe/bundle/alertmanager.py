"""Alertmanager as a part of the bundle: our checked-in routes, with messages sent to the bundle itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import address

_TIMING = {"group_wait": "1s", "group_interval": "5s"}
"""Short, so that a message follows its alert at once."""


def alertmanager_part(program: str, files: Path, folder: Path, port: int, sink: str) -> Part:
    """Writes the configuration into `folder`, which also keeps the data. `sink` is where messages go."""
    config = yaml.safe_load((files / "alertmanager" / "alertmanager.yml").read_text())
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "alertmanager.yml"
    written.write_text(yaml.safe_dump(localised(config, files / "alertmanager", sink), sort_keys=False))
    return Part(
        name="alertmanager",
        command=(
            program,
            f"--config.file={written.resolve()}",
            f"--storage.path={(folder / 'data').resolve()}",
            f"--web.listen-address={address(port)}",
            # Without it, it would look for others of its kind on 9094.
            "--cluster.listen-address=",
        ),
        url=f"http://{address(port)}",
        ready="/-/ready",
    )


def localised(config: dict[str, Any], beside: Path, sink: str) -> dict[str, Any]:
    """The same routes and inhibition, but quick, always in working hours, and all messages go to `sink`.

    `beside` is the folder of the checked-in file, which its relative paths start from.
    """
    receivers = [
        {"name": receiver["name"]}
        | ({"webhook_configs": [{"url": sink, "send_resolved": True}]} if len(receiver) > 1 else {})
        for receiver in config["receivers"]
    ]
    return config | {
        "route": _hurried(config["route"]),
        "receivers": receivers,
        "time_intervals": always(config.get("time_intervals", [])),
        "templates": [str(beside.resolve() / path) for path in config.get("templates", [])],
    }


def always(intervals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Working hours that never end: who tries it out at night hears of everything, and of nothing twice."""
    return [{"name": interval["name"], "time_intervals": [{}]} for interval in intervals]


def _hurried(route: dict[str, Any]) -> dict[str, Any]:
    children = [_hurried(child) for child in route.get("routes", [])]
    return route | _TIMING | ({"routes": children} if children else {})

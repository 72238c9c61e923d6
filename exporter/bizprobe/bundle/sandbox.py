"""The sandbox as a part of the bundle."""

import sys
from pathlib import Path

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import address
from bizprobe.sandbox.config import write_config
from bizprobe.sandbox.control import PREFIX


def sandbox_part(folder: Path, port: int) -> Part:
    """Runs a world of its own; `folder` keeps its keys and its shop."""
    return Part(
        name="sandbox",
        command=(sys.executable, "-m", "bizprobe.sandbox", "--data", str(folder), "--port", str(port)),
        url=f"http://{address(port)}",
        ready=f"{PREFIX}/state",
    )


def sandbox_config(folder: Path, port: int) -> Path:
    """Writes the configuration that watches that world, and returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_config(folder.resolve(), f"http://{address(port)}")

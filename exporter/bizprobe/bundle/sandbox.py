"""The sandbox as a part of the bundle."""

import sys
from pathlib import Path

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import address
from bizprobe.sandbox.control import PREFIX


def sandbox_part(folder: Path, port: int) -> Part:
    """Runs a world of its own; `folder` gets its keys, its shop, and the configuration that watches it."""
    return Part(
        name="sandbox",
        command=(sys.executable, "-m", "bizprobe.sandbox", "--data", str(folder), "--port", str(port)),
        url=f"http://{address(port)}",
        ready=f"{PREFIX}/state",
    )

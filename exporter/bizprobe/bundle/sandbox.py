"""The sandbox as a part of the bundle."""

import sys
from dataclasses import dataclass
from pathlib import Path

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports, address
from bizprobe.sandbox.catalogue import FEW
from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.places import MARKETPLACES


@dataclass(frozen=True, slots=True)
class Size:
    """How large the world of the sandbox is; or that it is the town, of all faults or of some only."""

    marketplaces: int = len(MARKETPLACES)
    items: int = FEW
    town: bool = False
    only: tuple[str, ...] = ()


USUAL_SIZE = Size()


def sandbox_part(folder: Path, ports: Ports, size: Size) -> Part:
    """Runs a world of its own; `folder` gets its keys, its shop, and the configuration that watches it."""
    port = ports.sandbox
    return Part(
        name="sandbox",
        command=(
            *(sys.executable, "-m", "bizprobe.sandbox"),
            *("--data", str(folder)),
            *("--port", str(port)),
            *("--marketplaces", str(size.marketplaces)),
            *("--items", str(size.items)),
            *("--report-to", f"http://{address(ports.exporter)}"),
            *(("--town",) if size.town else ()),
            *(f"--fault={name}" for name in size.only),
        ),
        url=f"http://{address(port)}",
        ready=f"{PREFIX}/state",
    )

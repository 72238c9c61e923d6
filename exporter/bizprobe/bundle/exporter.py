"""The exporter as a part of the bundle."""

import sys
from pathlib import Path

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import address


def exporter_part(config: Path, folder: Path, port: int) -> Part:
    """Runs this very installation on `config`; `folder` keeps its state."""
    folder.mkdir(parents=True, exist_ok=True)
    return Part(
        name="exporter",
        command=(
            *(sys.executable, "-m", "bizprobe", "serve"),
            *("--config", str(config)),
            *("--listen", address(port)),
            *("--state", str(folder / "state.db")),
            *("--external-url", f"http://{address(port)}"),
            "--enable-lifecycle",
        ),
        url=f"http://{address(port)}",
        # Whether every probe had its first chance is waited for elsewhere, with progress.
        ready="/-/healthy",
    )

"""The bundle's checked-in files: at the root of a checkout, or inside the installed package."""

from pathlib import Path

import bizprobe
from bizprobe.errors import BundleError


def find_files() -> Path:
    """The folder that holds prometheus/, alertmanager/ and grafana/. Raises BundleError."""
    package = Path(bizprobe.__file__).resolve().parent
    for folder in (package.parent.parent, package / "_files"):
        if (folder / "prometheus" / "prometheus.yml").is_file():
            return folder
    raise BundleError(f"prometheus/prometheus.yml is neither beside {package.parent} nor inside {package}")

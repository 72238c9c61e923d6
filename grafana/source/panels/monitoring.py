"""How Prometheus is configured: the limits of its scrapes, and where its alerts' links lead."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parents[3] / "prometheus" / "prometheus.yml"


@cache
def config() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found

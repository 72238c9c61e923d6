"""The dashboards as Grafana reads them."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "grafana" / "dashboards").rglob("*.json"))


@pytest.fixture(params=FILES, ids=lambda path: str(path.stem))
def dashboard(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return loaded


@pytest.fixture
def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """The panels that show something: not the rows."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]

"""The rules that name the owners."""

from pathlib import Path

import yaml

from bizprobe.routes.owners import owners
from tests.unit.routes.charts import ROOT, checked_in, loaded


def test_what_is_checked_in_is_what_the_map_says() -> None:
    assert owners(checked_in().map) == (ROOT / "prometheus/rules/owners.yml").read_text(), "make docs"


def test_each_incident_is_recorded_with_its_owner_once(tmp_path: Path) -> None:
    [group] = yaml.safe_load(owners(loaded(tmp_path).map))["groups"]
    assert {rule["record"] for rule in group["rules"]} == {"incident:bizprobe_owner:info"}
    assert [tuple(rule["labels"].values()) for rule in group["rules"]] == [
        ("order-silence", "sales"),
        ("price-gap", "sales"),
        ("exporter-down", "duty"),
        ("watchdog", "duty"),
    ]

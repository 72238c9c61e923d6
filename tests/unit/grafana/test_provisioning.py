"""What Grafana is provisioned with."""

import json
from pathlib import Path
from typing import Any

import yaml

GRAFANA = Path(__file__).parents[3] / "grafana"


def loaded(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((GRAFANA / "provisioning" / path).read_text())
    return content


def test_the_data_source_has_the_uid_that_dashboards_choose_first() -> None:
    chosen = {
        json.loads(path.read_text("utf-8"))["templating"]["list"][0]["current"]["value"]
        for path in (GRAFANA / "dashboards").rglob("*.json")
    }
    sources = {source["uid"]: source for source in loaded("datasources/bizprobe.yml")["datasources"]}
    assert chosen == {"prometheus"}
    assert sources["prometheus"]["isDefault"]
    assert sources["prometheus"]["jsonData"]["httpMethod"] == "POST"
    assert sources["prometheus"]["jsonData"]["alertmanagerUid"] in sources


def test_nothing_names_an_organisation_that_may_not_exist() -> None:
    config = [
        *loaded("datasources/bizprobe.yml")["datasources"],
        *loaded("dashboards/bizprobe.yml")["providers"],
    ]
    assert {each["orgId"] for each in config} == {1}


def test_nobody_edits_what_is_provisioned() -> None:
    assert not any(source["editable"] for source in loaded("datasources/bizprobe.yml")["datasources"])
    assert not any(provider["allowUiUpdates"] for provider in loaded("dashboards/bizprobe.yml")["providers"])


def test_each_folder_of_dashboards_has_one_provider_with_a_uid_of_its_own() -> None:
    providers = loaded("dashboards/bizprobe.yml")["providers"]
    served = [Path(provider["options"]["path"]).name for provider in providers]
    folders = {path.name for path in (GRAFANA / "dashboards").iterdir()}
    # What dealers see is brought to their own organisations by `bizprobe dealers sync`.
    assert sorted(served) == sorted(folders - {"dealer"})
    assert len({provider["folderUid"] for provider in providers}) == len(providers)

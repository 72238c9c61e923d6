"""What Grafana 12.4 and 13.x are provisioned with."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.facts import Facts, Json

GRAFANA = Path(__file__).parents[3] / "grafana"
KNOWN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("provisioning.yml").read_text())


def loaded(path: str) -> Json:
    content: Json = yaml.safe_load((GRAFANA / "provisioning" / path).read_text())
    return content


def sources() -> list[Json]:
    return list(loaded("datasources/bizprobe.yml")["datasources"])


def providers() -> list[Json]:
    return list(loaded("dashboards/bizprobe.yml")["providers"])


def test_every_field_is_one_that_both_releases_know() -> None:
    for room in ("datasources", "dashboards"):
        Facts(room, KNOWN[room]).hold(loaded(f"{room}/bizprobe.yml"))
    for source in sources():
        Facts(source["name"], KNOWN["jsonData"][source["type"]]).hold(source["jsonData"])


def test_what_is_taken_out_of_a_file_leaves_grafana() -> None:
    assert loaded("datasources/bizprobe.yml")["prune"] is True
    assert not any(provider["disableDeletion"] for provider in providers())


def test_prometheus_alone_alerts() -> None:
    assert {path.name for path in (GRAFANA / "provisioning").iterdir()} == {"datasources", "dashboards"}


@pytest.mark.parametrize("folder", ["business", "platform", "dealer/en", "dealer/ru"])
def test_titles_are_unique_in_a_folder(folder: str) -> None:
    titles = [dashboard["title"] for dashboard in dashboards(folder)]
    assert len(set(titles)) == len(titles) > 0


@pytest.mark.parametrize("folders", [("business", "platform"), ("dealer/en",), ("dealer/ru",)])
def test_uids_are_unique_in_an_organisation(folders: tuple[str, ...]) -> None:
    uids = [dashboard["uid"] for dashboard in chain.from_iterable(map(dashboards, folders))]
    assert len(set(uids)) == len(uids)


def dashboards(folder: str) -> list[Json]:
    return [
        json.loads(path.read_text("utf-8"))
        for path in sorted((GRAFANA / "dashboards" / folder).glob("*.json"))
    ]


def test_a_file_is_a_classic_dashboard_without_a_number_and_no_resource(dashboard: Json) -> None:
    assert dashboard.get("id") is None
    assert not dashboard.keys() & {"apiVersion", "kind", "metadata", "spec", "elements", "layout"}


def test_the_data_source_has_the_uid_that_dashboards_choose_first() -> None:
    chosen = {
        json.loads(path.read_text("utf-8"))["templating"]["list"][0]["current"]["value"]
        for path in (GRAFANA / "dashboards").rglob("*.json")
    }
    by_uid = {source["uid"]: source for source in sources()}
    assert chosen == {"prometheus"}
    assert [uid for uid, source in by_uid.items() if source.get("isDefault")] == ["prometheus"]
    assert by_uid["prometheus"]["jsonData"]["httpMethod"] == "POST"
    assert by_uid["prometheus"]["jsonData"]["alertmanagerUid"] in by_uid


def test_nothing_names_an_organisation_that_may_not_exist() -> None:
    assert {each["orgId"] for each in (*sources(), *providers())} == {1}


def test_nobody_edits_what_is_provisioned() -> None:
    assert not any(source["editable"] for source in sources())
    assert not any(provider["allowUiUpdates"] or provider.get("editable") for provider in providers())


def test_each_folder_of_dashboards_has_one_provider_with_a_uid_of_its_own() -> None:
    served = [Path(provider["options"]["path"]).name for provider in providers()]
    folders = {path.name for path in (GRAFANA / "dashboards").iterdir()}
    # What dealers see is brought to their own organisations by `bizprobe dealers sync`.
    assert sorted(served) == sorted(folders - {"dealer"})
    for field in ("name", "folder", "folderUid"):
        assert len({provider[field] for provider in providers()}) == len(providers())

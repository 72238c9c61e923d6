"""Grafana becomes what bizprobe.yml says, whatever it was, and a second run writes nothing."""

from collections.abc import Sequence
from typing import Any

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.dealers.grafana import Grafana
from bizprobe.dealers.organisation import HOME, Json, Store, organisations
from bizprobe.dealers.sync import Sync
from bizprobe.errors import GrafanaError
from bizprobe.settings.load import parse_settings
from tests.contract.grafana_contract import RELEASES, Contract
from tests.unit.dealers.grafana_server import ACCOUNT, GrafanaServer

CONFIG = """
dealers:
  apteka:
    title: Аптека Плюс
    timezone: Europe/Moscow
    grafana:
      language: ru
      users: {Ivanova@apteka.example: Anna Ivanova, petrov@apteka.example: Boris Petrov}
      password: ${APTEKA}
    systems: {}
    channels: {}
    probes: {}
  autoport:
    timezone: Europe/Samara
    grafana: {users: {it@autoport.example: IT}, password: "${AUTOPORT}"}
    systems: {}
    channels: {}
    probes: {}
  blind: {timezone: UTC, systems: {}, channels: {}, probes: {}}
"""
APTEKA, AUTOPORT = "Аптека Плюс [apteka]", "autoport [autoport]"
STORE = Store("http://proxy:8427", b"admin's password")
BOARDS: dict[str, dict[str, Json]] = {
    "en": {HOME: {"uid": HOME, "title": "Today", "panels": []}},
    "ru": {
        HOME: {"uid": HOME, "title": "Сегодня", "panels": [{"id": 1}]},
        "bizprobe-dealer-channels": {"uid": "bizprobe-dealer-channels", "title": "Мои каналы"},
    },
}
EMPTY = {
    language: {HOME: {"uid": HOME, "title": "Today", "refresh": "", "panels": [{"id": 1, "links": []}]}}
    for language in ("en", "ru")
}
VIEWERS = {"ivanova@apteka.example": "Viewer", "petrov@apteka.example": "Viewer"}


@pytest.fixture(autouse=True)
def passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APTEKA", "sesame-apteka")
    monkeypatch.setenv("AUTOPORT", "sesame-autoport")


@pytest.fixture(scope="module", params=RELEASES)
def contract(request: pytest.FixtureRequest) -> Contract:
    return Contract.of(request.param)


@pytest.fixture
def server(contract: Contract) -> GrafanaServer:
    return GrafanaServer(contract)


def brought(
    server: GrafanaServer,
    config: str = CONFIG,
    *,
    dry: bool = False,
    store: Store = STORE,
    boards: Any = BOARDS,
) -> Sequence[str]:
    wanted = organisations(parse_settings(config, find_kinds()), store, boards)
    with server.client() as client:
        return Sync(Grafana(client), ACCOUNT, dry=dry).bring(wanted)


def test_an_empty_server_gets_everything(server: GrafanaServer) -> None:
    assert brought(server) == [
        "apteka: make the organisation",
        "apteka: make the data source",
        "apteka: make the folder",
        f"apteka: save the dashboard {HOME}",
        "apteka: save the dashboard bizprobe-dealer-channels",
        "apteka: choose the first page and the language",
        "apteka: ivanova@apteka.example may look, as a new user",
        "apteka: petrov@apteka.example may look, as a new user",
        "autoport: make the organisation",
        "autoport: make the data source",
        "autoport: make the folder",
        f"autoport: save the dashboard {HOME}",
        "autoport: choose the first page and the language",
        "autoport: it@autoport.example may look, as a new user",
    ]
    room = server.room(APTEKA)
    assert server.people(APTEKA) == {ACCOUNT: "Admin", **VIEWERS}
    assert room.sources["prometheus"]["url"] == "http://proxy:8427"
    assert room.sources["prometheus"]["basicAuthUser"] == "apteka"
    assert room.secrets["prometheus"] == {"basicAuthPassword": "sesame-apteka"}
    assert room.folders["bizprobe"]["title"] == "Мой бизнес"
    assert room.dashboards[HOME]["dashboard"]["title"] == "Сегодня"
    assert room.preferences == {"homeDashboardUID": HOME, "language": "ru-RU"}
    assert server.room(AUTOPORT).preferences["language"] == "en-US"
    assert [one.name for one in server.rooms.values()] == ["Main Org.", APTEKA, AUTOPORT]


def test_a_second_run_writes_nothing(server: GrafanaServer) -> None:
    brought(server)
    server.writes.clear()
    assert brought(server) == []
    assert server.writes == []


def test_a_dry_run_says_the_same_and_writes_nothing(server: GrafanaServer) -> None:
    said = brought(server, dry=True)
    assert server.writes == []
    assert said == brought(server)
    assert brought(server, dry=True) == []


def test_the_main_organisation_is_never_touched(server: GrafanaServer) -> None:
    server.add_user("sre@example.org")
    before = repr(server.rooms[1])
    brought(server)
    brought(server, CONFIG.replace("title: Аптека Плюс", "title: Main Org."))
    assert repr(server.rooms[1]) == before


DRIFT = {
    "another address of the data source": (
        lambda room: room.sources["prometheus"].update(url="http://prometheus:9090"),
        "correct the data source",
    ),
    "the name of another dealer": (
        lambda room: room.sources["prometheus"].update(basicAuthUser="autoport"),
        "correct the data source",
    ),
    "a data source beside it": (
        lambda room: room.sources.update(all={"uid": "all", "name": "Everything"}),
        "remove the data source Everything, which is not the dealer's",
    ),
    "a dashboard that somebody changed": (
        lambda room: room.dashboards[HOME]["dashboard"].update(title="Mine"),
        f"save the dashboard {HOME}",
    ),
    "a panel that somebody added": (
        lambda room: room.dashboards[HOME]["dashboard"]["panels"].append({"id": 2}),
        f"save the dashboard {HOME}",
    ),
    "a panel that somebody changed": (
        lambda room: room.dashboards[HOME]["dashboard"]["panels"][0].update(id=2),
        f"save the dashboard {HOME}",
    ),
    "a panel that is none": (
        lambda room: room.dashboards[HOME]["dashboard"].update(panels=["none"]),
        f"save the dashboard {HOME}",
    ),
    "panels that somebody removed": (
        lambda room: room.dashboards[HOME]["dashboard"].update(panels=None),
        f"save the dashboard {HOME}",
    ),
    "a dashboard that somebody moved": (
        lambda room: room.dashboards[HOME]["meta"].update(folderUid="elsewhere"),
        f"save the dashboard {HOME}",
    ),
    "a dashboard too many": (
        lambda room: room.dashboards.update(x={"dashboard": {"version": 1}, "meta": {}}),
        "remove the dashboard x",
    ),
    "another first page": (
        lambda room: room.preferences.update(homeDashboardUID=""),
        "choose the first page and the language",
    ),
    "another title of the folder": (
        lambda room: room.folders["bizprobe"].update(title="x"),
        "name the folder",
    ),
    "an editor": (lambda room: room.roles.update({2: "Editor"}), "ivanova@apteka.example may only look"),
}


@pytest.mark.parametrize("drift", DRIFT)
def test_what_somebody_changed_by_hand_is_put_right(server: GrafanaServer, drift: str) -> None:
    brought(server)
    change, words = DRIFT[drift]
    change(server.room(APTEKA))
    assert brought(server) == [f"apteka: {words}"]
    assert brought(server) == []


def test_what_grafana_adds_or_leaves_out_by_itself_is_no_reason_to_write(server: GrafanaServer) -> None:
    brought(server, boards=EMPTY)
    kept = server.room(APTEKA).dashboards[HOME]["dashboard"]
    kept["gnetId"] = None
    kept["panels"][0]["gridPos"] = {"h": 8}
    del kept["refresh"], kept["panels"][0]["links"]
    assert brought(server, boards=EMPTY) == []


def test_a_new_password_reaches_the_data_source(
    server: GrafanaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(server)
    monkeypatch.setenv("APTEKA", "open-says-me")
    assert brought(server) == ["apteka: correct the data source"]
    assert server.room(APTEKA).secrets["prometheus"] == {"basicAuthPassword": "open-says-me"}


def test_what_is_told_of_a_password_depends_on_what_only_the_administrator_knows(
    server: GrafanaServer,
) -> None:
    brought(server)
    told = server.room(APTEKA).sources["prometheus"]["jsonData"]["bizprobe"]
    brought(server, store=Store(STORE.url, b"another"))
    assert server.room(APTEKA).sources["prometheus"]["jsonData"]["bizprobe"] != told


def test_no_step_and_no_address_holds_a_password(server: GrafanaServer) -> None:
    said = " ".join(brought(server)) + " ".join(str(request.url) for request in server.requests)
    assert "sesame" not in said


def test_a_known_user_is_admitted_without_being_made_anew(server: GrafanaServer) -> None:
    server.add_user("petrov@apteka.example")
    assert "apteka: petrov@apteka.example may look" in brought(server)
    assert server.people(APTEKA) == {ACCOUNT: "Admin", **VIEWERS}


def test_who_is_not_named_any_more_looks_no_more(server: GrafanaServer) -> None:
    brought(server)
    fewer = CONFIG.replace(", petrov@apteka.example: Boris Petrov", "")
    assert brought(server, fewer) == ["apteka: petrov@apteka.example looks no more"]
    assert server.people(APTEKA) == {ACCOUNT: "Admin", "ivanova@apteka.example": "Viewer"}


def test_a_dealer_with_a_new_title_keeps_its_organisation(server: GrafanaServer) -> None:
    brought(server)
    assert brought(server, CONFIG.replace("Аптека Плюс", "Аптека")) == [
        "apteka: name the organisation Аптека [apteka]"
    ]
    assert len(server.rooms) == 3


def without_autoport() -> str:
    return CONFIG.replace('grafana: {users: {it@autoport.example: IT}, password: "${AUTOPORT}"}', "")


def test_a_dealer_that_is_gone_is_archived_and_nobody_looks_at_it(server: GrafanaServer) -> None:
    brought(server)
    assert brought(server, without_autoport()) == [
        "autoport: it@autoport.example looks no more",
        "autoport: archive the organisation",
    ]
    assert server.people(f"{AUTOPORT} (archived)") == {ACCOUNT: "Admin"}
    assert server.room(f"{AUTOPORT} (archived)").dashboards
    assert brought(server, without_autoport()) == []


def test_a_dealer_that_comes_back_finds_its_organisation(server: GrafanaServer) -> None:
    brought(server)
    brought(server, without_autoport())
    assert brought(server) == [
        f"autoport: name the organisation {AUTOPORT}",
        "autoport: it@autoport.example may look",
    ]
    assert len(server.rooms) == 3


def test_an_organisation_that_is_nobodys_is_left_alone(server: GrafanaServer) -> None:
    with server.client() as client:
        Grafana(client).write("POST", "/orgs", {"name": "Somebody else"})
    before = repr(server.room("Somebody else"))
    brought(server)
    assert repr(server.room("Somebody else")) == before


def test_hundreds_of_organisations_are_found_page_by_page(server: GrafanaServer) -> None:
    with server.client() as client:
        for number in range(1100):
            Grafana(client).write("POST", "/orgs", {"name": f"org {number}"})
    brought(server)
    assert brought(server) == []


def test_what_broke_off_is_finished_by_the_next_run(server: GrafanaServer) -> None:
    server.refuses = "/dashboards"
    with pytest.raises(GrafanaError) as refused:
        brought(server)
    assert str(refused.value) == (
        f"Grafana answers GET /api/dashboards/uid/{HOME} with 500: the database is locked"
    )
    server.refuses = ""
    brought(server)
    assert server.people(APTEKA) == {ACCOUNT: "Admin", **VIEWERS}
    assert brought(server) == []

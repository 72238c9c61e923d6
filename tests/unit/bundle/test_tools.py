"""Programs are found under the names and in the places that they have on different machines."""

from pathlib import Path

import pytest

from bizprobe.bundle.tools import find_grafana, find_tools
from bizprobe.errors import BundleError


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def grafana_home(folder: Path) -> Path:
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "defaults.ini").touch()
    return folder


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("name", ["alertmanager", "prometheus-alertmanager"])
def test_alertmanager_is_found_under_its_own_name_and_under_debians(path: Path, name: str) -> None:
    prometheus, alertmanager = program(path / "prometheus"), program(path / name)
    tools = find_tools()
    assert (tools.prometheus, tools.alertmanager) == (prometheus, alertmanager)


def test_alertmanagers_own_name_comes_first(path: Path) -> None:
    program(path / "prometheus")
    program(path / "prometheus-alertmanager")
    own = program(path / "alertmanager")
    assert find_tools().alertmanager == own


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ([], "prometheus, alertmanager;"),
        (["prometheus"], "PATH: alertmanager;"),
        (["alertmanager"], "PATH: prometheus;"),
    ],
)
def test_what_is_missing_is_named(path: Path, there: list[str], missing: str) -> None:
    for name in there:
        program(path / name)
    with pytest.raises(BundleError, match=missing):
        find_tools()


def test_without_grafana_there_is_none(path: Path, tmp_path: Path) -> None:
    assert find_grafana(tmp_path / "nowhere") is None


def test_grafana_of_the_debian_package_is_found_without_the_path(path: Path, tmp_path: Path) -> None:
    home = grafana_home(tmp_path / "share")
    server = program(home / "bin" / "grafana")
    found = find_grafana(home)
    assert found is not None
    assert (found.command, found.home) == ((server, "server"), home)


def test_an_older_grafana_has_a_program_for_the_server(path: Path, tmp_path: Path) -> None:
    home = grafana_home(tmp_path / "share")
    server = program(path / "grafana-server")
    found = find_grafana(home)
    assert found is not None
    assert (found.command, found.home) == ((server,), home)


def test_an_unpacked_grafana_is_its_own_home(path: Path, tmp_path: Path) -> None:
    home = grafana_home(tmp_path / "grafana-13")
    real = program(home / "bin" / "grafana")
    (path / "grafana").symlink_to(real)
    found = find_grafana(grafana_home(tmp_path / "share"))
    assert found is not None
    assert found.home == home


def test_a_grafana_without_its_files_is_none(path: Path, tmp_path: Path) -> None:
    program(path / "grafana")
    assert find_grafana(tmp_path / "nowhere") is None

"""`bizprobe dealers` as people call it, against a stand-in for Grafana."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bizprobe.cli import main
from tests.contract.grafana_contract import RELEASES, Contract
from tests.unit.dealers.grafana_server import GrafanaServer

CONFIG = """
dealers:
  apteka:
    timezone: UTC
    grafana: {users: {ivanova@apteka.example: Anna}, password: "${APTEKA}"}
    systems: {}
    channels: {}
    probes: {}
"""
Run = Callable[..., int]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> GrafanaServer:
    server = GrafanaServer(Contract.of(RELEASES[-1]))
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: server.answer(request))
    return server


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APTEKA", "sesame")
    Path("bizprobe.yml").write_text(CONFIG)
    Path("admin").write_text("secret\n")
    for language in ("en", "ru"):
        folder = Path("boards") / language
        folder.mkdir(parents=True)
        (folder / "today.json").write_text(json.dumps({"uid": "bizprobe-dealer-today", "title": "Today"}))

    def ended(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["bizprobe", "dealers", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        return int(caught.value.code or 0)

    return ended


SYNC = ["sync", "--grafana=http://grafana", "--password-file=admin", "--store=http://vmauth:8427"]


def test_sync_says_what_it_changed_and_then_that_all_is_well(
    server: GrafanaServer, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*SYNC, "--dashboards=boards", "--dry-run") == 0
    said = capsys.readouterr().out
    assert said.startswith("would change: apteka: make the organisation\n")
    assert not server.writes
    assert run(*SYNC, "--dashboards=boards") == 0
    assert capsys.readouterr().out == said.replace("would change", "changed")
    assert run(*SYNC, "--dashboards=boards") == 0
    assert capsys.readouterr().out == "1 organisations are as they should be\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dashboards=elsewhere"], "Error: there are no dashboards for dealers in elsewhere/en\n"),
        (
            ["--dashboards=boards", "--password-file=none"],
            "Error: secret file none cannot be read: No such file or directory\n",
        ),
    ],
)
def test_what_is_missing_is_named(
    server: GrafanaServer, run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(*SYNC, *arguments) == 1
    assert capsys.readouterr().err == words
    assert not server.writes


def test_a_grafana_that_does_not_answer_is_an_error(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*SYNC, "--dashboards=boards", "--grafana=http://127.0.0.1:1") == 1
    assert capsys.readouterr().err.startswith("Error: Grafana cannot be asked: ")


def test_the_proxys_file_is_nobody_elses_to_read(run: Run) -> None:
    Path("vmauth.yml").write_text("old")
    Path("vmauth.yml").chmod(0o644)
    assert run("proxy", "--store=http://store:8428", "--output=vmauth.yml") == 0
    assert "password: sesame" in Path("vmauth.yml").read_text()
    assert Path("vmauth.yml").stat().st_mode & 0o777 == 0o600

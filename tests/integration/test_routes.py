"""What real releases of Alertmanager make of the compiled routes: who hears of which incident, and when."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bizprobe.routes.compile import compiled
from bizprobe.routes.releases import CURRENT, OLDEST, Release
from bizprobe.routes.settings import OWNER
from bizprobe.settings.calendar import WEEKDAYS
from bizprobe.settings.model import Severity
from tests.integration.monitoring import (
    QUICK,
    ROOT,
    Alertmanager,
    current,
    eventually,
    program,
    served,
    version,
)
from tests.integration.processes import free_port, started, wait_for_http
from tests.unit.routes.charts import COMPLETE, INHIBITION, checked_in, loaded

pytestmark = pytest.mark.integration

CHART = checked_in().map
FILES = {OLDEST: "alertmanager.yml", CURRENT: "alertmanager.current.yml"}
ASKED = [
    (name, severity)
    for name, incident in CHART.incidents.items()
    if incident.ladder is not None
    for severity in Severity
    if CHART.ladders[incident.ladder].levels(severity)
]


@dataclass(frozen=True, slots=True)
class Programs:
    """An Alertmanager and its amtool."""

    alertmanager: str
    amtool: str


def programs(release: Release) -> Programs:
    """Those that understand what was compiled for a release; skips the test where they are missing."""
    if release == OLDEST:
        return Programs(program("alertmanager", "prometheus-alertmanager"), program("amtool"))
    least = (0, release.minor)
    names = ("alertmanager", "prometheus-alertmanager")
    return Programs(current(*names, least=least), current("amtool", least=least))


def checked(amtool: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([amtool, "check-config", str(file)], capture_output=True, text=True, check=False)


def file_of(release: Release) -> Path:
    return ROOT / "alertmanager" / FILES[release]


def hearers(incident: str, severity: Severity) -> dict[str, str]:
    """The receivers of an incident as the map says it, and when each hears of it."""
    one = CHART.incidents[incident]
    owner = str(one.owner)
    first = CHART.ladders[str(one.ladder)].levels(severity)[0]
    told = {"any": first.to, "working": first.working, "off": first.off}
    return {
        f"{owner if team == OWNER else team}-{severity}": when
        for when, teams in told.items()
        for team in teams or ()
    }


def branches(release: Release) -> list[tuple[dict[str, Any], set[str], str]]:
    """The routes that end at a team, with their incidents and severity."""
    config = yaml.safe_load(file_of(release).read_text())
    found = []
    for route in config["route"]["routes"][2:]:
        [incidents] = re.findall(r'^incident=~"(.+)"$', route["matchers"][0])
        for branch in route["routes"]:
            [severity] = re.findall(r'^severity="(.+)"$', branch["matchers"][0])
            found.append((branch, set(incidents.split("|")), severity))
    return found


@pytest.mark.parametrize("release", FILES, ids=str)
def test_the_checked_in_file_is_valid(release: Release) -> None:
    done = checked(programs(release).amtool, file_of(release))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_file_for_the_current_one_needs_no_classic_matchers() -> None:
    strict = [programs(CURRENT).amtool, "check-config", "--enable-feature=utf8-strict-mode"]
    done = subprocess.run([*strict, str(file_of(CURRENT))], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_file_for_the_oldest_is_valid_in_the_current_one() -> None:
    done = checked(programs(CURRENT).amtool, file_of(OLDEST))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("release", FILES, ids=str)
def test_a_map_that_uses_everything_is_valid(tmp_path: Path, release: Release) -> None:
    file = tmp_path / "alertmanager.yml"
    file.write_text(compiled(loaded(tmp_path), INHIBITION, release))
    shutil.copytree(ROOT / "alertmanager" / "templates", tmp_path / "templates")
    done = checked(programs(release).amtool, file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_oldest_refuses_what_is_compiled_for_the_current_one() -> None:
    amtool = programs(OLDEST).amtool
    if version(amtool) >= (0, CURRENT.minor):
        pytest.skip(f"no Alertmanager {OLDEST} is on the PATH")
    assert checked(amtool, file_of(CURRENT)).returncode == 1


@pytest.mark.parametrize("release", FILES, ids=str)
@pytest.mark.parametrize(("incident", "severity"), ASKED)
def test_every_incident_reaches_those_whom_the_map_names(
    release: Release, incident: str, severity: Severity
) -> None:
    receivers = ",".join(hearers(incident, severity))
    asked = [f"incident={incident}", f"severity={severity}", "alertname=Any", "dealer=apteka"]
    flags = [f"--config.file={file_of(release)}", f"--verify.receivers={receivers}"]
    routed = subprocess.run(
        [programs(release).amtool, "config", "routes", "test", *flags, *asked],
        capture_output=True,
        text=True,
        check=False,
    )
    assert routed.returncode == 0, routed.stdout + routed.stderr


@pytest.mark.parametrize("release", FILES, ids=str)
@pytest.mark.parametrize(
    ("alert", "receiver"),
    [
        ("alertname=BizprobeWatchdog incident=watchdog severity=none", "heartbeat"),
        ("alertname=BizprobeDependencyDown incident=dependency severity=info dealer=apteka", "nobody"),
    ],
)
def test_what_no_team_hears_of_reaches_only_the_heartbeat_or_nobody(
    release: Release, alert: str, receiver: str
) -> None:
    flags = [f"--config.file={file_of(release)}", f"--verify.receivers={receiver}"]
    routed = subprocess.run(
        [programs(release).amtool, "config", "routes", "test", *flags, *alert.split()],
        capture_output=True,
        check=False,
    )
    assert routed.returncode == 0


@pytest.mark.parametrize("release", FILES, ids=str)
def test_nobody_is_a_receiver_that_sends_nothing(release: Release) -> None:
    config = yaml.safe_load(file_of(release).read_text())
    assert [one for one in config["receivers"] if one["name"] == "nobody"] == [{"name": "nobody"}]


@pytest.mark.parametrize("release", FILES, ids=str)
@pytest.mark.parametrize(("incident", "severity"), ASKED)
def test_every_incident_is_told_in_the_hours_that_the_map_names(
    release: Release, incident: str, severity: Severity
) -> None:
    hours = CHART.teams[str(CHART.incidents[incident].owner)].hours
    keys = {"working": "active_time_intervals", "off": "mute_time_intervals"}
    intervals = {
        branch["receiver"]: {key: branch[key] for key in keys.values() if key in branch}
        for branch, incidents, how in branches(release)
        if incident in incidents and how == severity
    }
    assert intervals == {
        receiver: {keys[when]: [hours]} if when in keys else {}
        for receiver, when in hearers(incident, severity).items()
    }


@pytest.mark.parametrize("release", FILES, ids=str)
def test_every_route_and_every_receiver_is_reached(release: Release) -> None:
    config = yaml.safe_load(file_of(release).read_text())
    routed = {(name, how) for _, incidents, how in branches(release) for name in incidents}
    assert routed == set(ASKED)
    reached = {receiver for incident, severity in ASKED for receiver in hearers(incident, severity)}
    assert {one["name"] for one in config["receivers"]} == reached | {"heartbeat", "nobody", "unassigned"}


@pytest.fixture(params=FILES, ids=str)
def release(request: pytest.FixtureRequest) -> Release:
    chosen: Release = request.param
    return chosen


@pytest.fixture(params=["working", "off"])
def told(
    request: pytest.FixtureRequest, release: Release, tmp_path: Path
) -> Iterator[tuple[str, Alertmanager]]:
    """An Alertmanager for which it is in working hours now, or outside of them, with a reader at the desk."""
    parts = programs(release)
    today = datetime.now(UTC).weekday()
    near = {(today + offset) % 7 for offset in (-1, 0, 1)}
    days = near if request.param == "working" else set(range(7)) - near
    hours = ", ".join(f'"{WEEKDAYS[day]}"' for day in sorted(days))
    manager = Alertmanager(f"127.0.0.1:{free_port()}")
    with served(manager._take) as reader:
        chart = COMPLETE.replace('"Mon-Fri 09:00-18:00", "Sat"', hours).replace("127.0.0.1:19311", reader)
        chart = chart.replace("url_file: /run/secrets/desk, ", "")
        config = yaml.safe_load(compiled(loaded(tmp_path, chart), INHIBITION, release))
        config["route"] |= QUICK
        config["templates"] = []
        for receiver in config["receivers"]:
            for native in ("email_configs", "telegram_configs"):
                receiver.pop(native, None)
        file = tmp_path / "alertmanager.yml"
        file.write_text(yaml.safe_dump(config))
        flags = [f"--storage.path={tmp_path / 'data'}", "--cluster.listen-address="]
        with started(
            [parts.alertmanager, f"--config.file={file}", f"--web.listen-address={manager.address}", *flags],
            log=tmp_path / "alertmanager.log",
        ):
            wait_for_http(f"http://{manager.address}/-/ready")
            yield request.param, manager


def test_a_real_one_tells_the_owner_in_working_hours_and_the_duty_outside_of_them(
    told: tuple[str, Alertmanager],
) -> None:
    when, manager = told
    expected = {"working": "sales-critical", "off": "duty-critical"}[when]
    manager.post(
        [{"alertname": "Silent", "incident": "order-silence", "severity": "critical", "dealer": "apteka"}]
    )
    eventually(lambda: bool(manager.messages), "a message of the silence")
    # Nothing keeps it quiet at any hour: with it, what came before has had its chance.
    manager.post([{"alertname": "Down", "incident": "exporter-down", "severity": "critical"}])
    eventually(lambda: len(manager.messages) == 3, "messages to both whom it is told at any hour")
    receivers = [message["receiver"] for message in manager.messages]
    assert receivers[0] == expected
    assert sorted(receivers[1:]) == ["chief-critical", "duty-critical"]


def test_both_files_load_in_their_alertmanager(release: Release, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    flags = [f"--storage.path={tmp_path / 'data'}", "--cluster.listen-address="]
    command = [programs(release).alertmanager, f"--config.file={file_of(release)}", *flags]
    with started([*command, f"--web.listen-address={address}"], log=tmp_path / "alertmanager.log"):
        wait_for_http(f"http://{address}/-/ready")
        status = httpx.get(f"http://{address}/api/v2/status").json()
    assert "order-silence" in status["config"]["original"]

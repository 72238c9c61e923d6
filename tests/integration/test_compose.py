"""docker-compose.yml and the image: hardened, pinned, and of one mind with the files that they mount."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bizprobe.bundle.files import find_files
from bizprobe.bundle.grafana import HOME
from bizprobe.bundle.prometheus import RETENTION
from tests.integration.processes import free_port

pytestmark = pytest.mark.integration

ROOT = find_files()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PLUGIN = Path("/usr/libexec/docker/cli-plugins/docker-compose")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "memory" in service["deploy"]["resources"]["limits"]


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_published_beyond_this_machine(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_prometheus_and_alertmanager_are_not_published_at_all() -> None:
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"sandbox", "exporter", "grafana"}


@pytest.mark.parametrize("name", SERVICES)
def test_foreign_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "bizprobe:local" or re.search(r":(\$\{\w+:-)?v?\d+\.\d+\.\d+", image)


def test_whoever_is_waited_for_says_how_it_is() -> None:
    image_checks_itself = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    for service in SERVICES.values():
        for other in service.get("depends_on", {}):
            assert "healthcheck" in SERVICES[other] or (other == "exporter" and image_checks_itself)


def test_the_targets_of_prometheus_are_services() -> None:
    config = yaml.safe_load((ROOT / "prometheus" / "prometheus.yml").read_text())
    jobs = [*config["scrape_configs"], *config["alerting"]["alertmanagers"]]
    targets = [target for job in jobs for part in job["static_configs"] for target in part["targets"]]
    hosts = {target.rpartition(":")[0] for target in targets}
    assert hosts - {"127.0.0.1"} <= set(SERVICES)


def test_prometheus_keeps_what_baselines_look_back_on() -> None:
    assert f"--storage.tsdb.retention.time={RETENTION}" in SERVICES["prometheus"]["command"]


def test_every_variable_of_grafanas_provisioning_is_set() -> None:
    files = (ROOT / "grafana" / "provisioning").glob("*/*.y*ml")
    named = {name for file in files for name in re.findall(r"\$\{(\w+)\}", file.read_text())}
    assert named <= set(SERVICES["grafana"]["environment"])


def test_grafana_shows_the_overview_first_to_viewers_who_change_nothing() -> None:
    environment = SERVICES["grafana"]["environment"]
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    mounted = f"{environment['BIZPROBE_GRAFANA']}/dashboards/{HOME}"
    assert environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] == mounted


def test_compose_accepts_the_file() -> None:
    plugin = shutil.which("docker-compose") or (str(PLUGIN) if PLUGIN.exists() else None)
    if plugin is None:
        pytest.skip("docker-compose is not installed")
    checked = subprocess.run([plugin, "config", "-q"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_hadolint_accepts_the_dockerfile() -> None:
    hadolint = shutil.which("hadolint") or pytest.skip("hadolint is not installed")
    checked = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.fixture
def container(tmp_path: Path) -> Iterator[str]:
    """The image, built and running on the example as an ordinary user on a read-only root; gives its URL."""
    podman = shutil.which("podman") or pytest.skip("podman is not installed")
    base = os.environ.get("BIZPROBE_BASE_IMAGE") or pytest.skip("BIZPROBE_BASE_IMAGE names no base image")
    network = "--network=host"
    build = (
        "build",
        "--quiet",
        "--format=docker",
        network,
        f"--build-arg=BASE_IMAGE={base}",
        "--tag=bizprobe:test",
    )
    subprocess.run([podman, *build, "."], cwd=ROOT, check=True, capture_output=True)
    port = free_port()
    (tmp_path / "bizprobe.yml").write_text("dealers: {demo: {timezone: UTC}}\n")
    tmp_path.chmod(0o755)
    hardened = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp")
    state = ("--volume", f"{tmp_path}:/etc/bizprobe:ro", "--volume=/var/lib/bizprobe")
    listen = ("--env", f"BIZPROBE_LISTEN=127.0.0.1:{port}")
    run = ("run", "--detach", "--rm", network, *hardened, *state, *listen, "bizprobe:test")
    started = subprocess.run([podman, *run], check=True, capture_output=True, text=True)
    yield f"http://127.0.0.1:{port}"
    subprocess.run([podman, "rm", "--force", started.stdout.strip()], check=True, capture_output=True)


def test_the_image_runs_read_only_and_without_root(container: str) -> None:
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(base_url=container, transport=transport, trust_env=False) as client:
        assert client.get("/-/ready").status_code == 200

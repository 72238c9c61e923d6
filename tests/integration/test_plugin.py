"""A package of a third party is built, installed and used by the name of its kinds."""

import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration
HERE = Path(__file__).parent
CONFIG = """
dealers:
  apteka:
    timezone: Europe/Moscow
    channels:
      lavka: {{kind: lavka, base_url: {url}, key_file: {key}, statuses: {{ждёт: new}}}}
    probes:
      lavka-orders: {{kind: flow, channel: lavka, flow: orders, silence: 1h}}
      office: {{kind: heartbeat_file, file: {key}, age: 1h}}
      old: {{kind: heartbeat_file, file: {key}, age: 1ms}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package is installed."""
    for module in ("pip", "hatchling"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    source, target = tmp_path_factory.mktemp("source") / "plugin", tmp_path_factory.mktemp("site")
    shutil.copytree(HERE / "plugin", source)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def lavka() -> Iterator[str]:
    """The marketplace's API, with one order of this moment."""
    order = {"number": "L-1", "at": datetime.now(UTC).isoformat(), "status": "ждёт", "sum": "99.90"}

    class Api(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["X-Key"] == "hush" and self.path == "/orders"
            self.send_response(200 if known else 401)
            self.end_headers()
            self.wfile.write(json.dumps({"orders": [order]}).encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def bizprobe(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "bizprobe", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture
def config(tmp_path: Path, lavka: str) -> Path:
    (tmp_path / "key").write_text("hush\n")
    file = tmp_path / "bizprobe.yml"
    file.write_text(CONFIG.format(url=lavka, key=tmp_path / "key"))
    return file


def test_kinds_of_a_package_are_checked_and_run_by_their_names(site: Path, config: Path) -> None:
    checked = bizprobe(site, "config", "check", str(config))
    assert checked.returncode == 0, checked.stderr
    assert "1 dealer, 0 systems, 1 channel, 3 probes" in checked.stdout
    ran = bizprobe(site, "run", "--config", str(config), "--json")
    answers = {answer["probe"]: answer for answer in json.loads(ran.stdout)}
    assert {name: answer["last"]["success"] for name, answer in answers.items()} == {
        "lavka-orders": True,
        "office": True,
        "old": False,
    }
    assert ran.returncode == 1


def test_its_kinds_are_in_the_schema(site: Path) -> None:
    schema = json.loads(bizprobe(site, "config", "schema").stdout)
    assert {"LavkaSettings", "HeartbeatFileSettings"} <= schema["$defs"].keys()


def test_a_broken_package_beside_it_harms_nobody(site: Path, config: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    shutil.copytree(site, both)
    info = both / "broken_things-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-things\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text("[bizprobe.systems]\nthings = broken_things:KIND\n")
    (both / "broken_things.py").write_text("import nowhere_at_all\n")
    checked = bizprobe(both, "config", "check", str(config))
    assert checked.returncode == 0
    assert "the package broken-things 2.1 offers 'things' for systems, but it cannot be" in checked.stderr
    text = config.read_text().replace("    probes:", "    systems: {erp: {kind: things}}\n    probes:")
    config.write_text(text)
    refused = bizprobe(both, "config", "check", str(config))
    assert refused.returncode == 2
    assert "dealers.apteka.systems.erp.kind: the package broken-things 2.1 offers 'things'" in refused.stderr


def test_without_the_package_its_kinds_are_unknown(config: Path, tmp_path: Path) -> None:
    refused = bizprobe(tmp_path, "config", "check", str(config))
    assert refused.returncode == 2
    assert "got 'lavka'" in refused.stderr

"""A real Prometheus and a real Alertmanager as they are checked in, and somebody who reads the messages."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import yaml

from bizprobe.bundle.alertmanager import always
from tests.integration.processes import free_port, started, wait_for_http

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"group_wait": "1s", "group_interval": "1s"}
# Where scripts/setup-current puts the current releases.
_CURRENT = os.environ.get("BIZPROBE_CURRENT") or str(ROOT / ".venv" / "current")


def program(*names: str) -> str:
    """The first of these programs that is on the PATH; skips the test where there is none."""
    return next(filter(None, map(shutil.which, names)), "") or pytest.skip(f"{names[0]} is not on the PATH")


def current(*names: str, least: tuple[int, int]) -> str:
    """The first of these programs in a release that is not older than `least`; skips the test without one.

    They are looked for in the folder $BIZPROBE_CURRENT, by default .venv/current, then on the PATH.
    """
    found = (shutil.which(name, path=path) for path in (_CURRENT, None) for name in names)
    new = (program for program in found if program and version(program) >= least)
    wanted = ".".join(map(str, least))
    return next(new, "") or pytest.skip(f"{names[0]} {wanted} is neither in {_CURRENT} nor on the PATH")


@cache
def version(program: str) -> tuple[int, int]:
    """The release of a program of Prometheus or Alertmanager."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    [(major, minor)] = re.findall(r", version (\d+)\.(\d+)", told.stdout + told.stderr)
    return int(major), int(minor)


def eventually(true: Callable[[], bool], what: str, *, seconds: float = 60, every: float = 0.1) -> None:
    """Waits until something has become true. Fails the test when it does not."""
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"never happened: {what}"
        time.sleep(every)


class _Server(BaseHTTPRequestHandler):
    def __init__(self, answer: Callable[[bytes], bytes], *request: Any) -> None:
        self._answer = answer
        super().__init__(*request)

    def do_GET(self) -> None:
        body = self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the base class names it so

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass


@contextlib.contextmanager
def served(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """Answers every request on a port of loopback with what `answer` makes of its body. Gives HOST:PORT."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, answer)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@dataclass(slots=True)
class Alertmanager:
    """A running one, and the messages that it sent so far."""

    address: str
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def incidents(self) -> list[tuple[str, str]]:
        """Dealer and incident of each message, in the order in which they arrived."""
        labels = [message["groupLabels"] for message in self.messages]
        return [(label.get("dealer", ""), label["incident"]) for label in labels]

    def post(self, alerts: Sequence[Mapping[str, str]], **more: str) -> None:
        """Raises alerts, as Prometheus does. `more` is, for example, endsAt."""
        body = [{"labels": labels, "annotations": {"summary": "s"}, **more} for labels in alerts]
        httpx.post(f"http://{self.address}/api/v2/alerts", json=body).raise_for_status()

    def alerts(self) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = httpx.get(f"http://{self.address}/api/v2/alerts").json()
        return held

    def _take(self, body: bytes) -> bytes:
        self.messages.append(json.loads(body))
        return b""


@contextlib.contextmanager
def alertmanager(folder: Path, *, beating: bool = False) -> Iterator[Alertmanager]:
    """The checked-in routes and inhibition, but quick and in working hours, with a reader behind the desk.

    With `beating`, the reader also gets the heartbeat, each second.
    """
    command = program("alertmanager", "prometheus-alertmanager")
    manager = Alertmanager(f"127.0.0.1:{free_port()}")
    with served(manager._take) as reader:
        config = yaml.safe_load((ROOT / "alertmanager" / "alertmanager.yml").read_text())
        for receiver in config["receivers"]:
            for desk in receiver.get("webhook_configs", []):
                desk["url"] = f"http://{reader}"
        if beating:
            _beat(config, f"http://{reader}")
        config["time_intervals"] = always(config["time_intervals"])
        config["route"] |= QUICK
        config["templates"] = [str(ROOT / "alertmanager" / path) for path in config["templates"]]
        file = folder / "alertmanager.yml"
        file.write_text(yaml.safe_dump(config))
        flags = [f"--storage.path={folder / 'alertmanager'}", "--cluster.listen-address="]
        with started(
            [command, f"--config.file={file}", f"--web.listen-address={manager.address}", *flags],
            log=folder / "alertmanager.log",
        ):
            wait_for_http(f"http://{manager.address}/-/ready")
            yield manager


def _beat(config: dict[str, Any], url: str) -> None:
    [heart] = [one for one in config["receivers"] if one["name"] == "heartbeat"]
    heart["webhook_configs"] = [{"url": url, "send_resolved": False}]
    [route] = [one for one in config["route"]["routes"] if one.get("receiver") == "heartbeat"]
    route |= {"group_interval": "1s", "repeat_interval": "1s"}


@contextlib.contextmanager
def prometheus(
    folder: Path, exporter: str | Sequence[str], manager: str, command: str = "", waits: str = ""
) -> Iterator[str]:
    """The checked-in jobs and rules, but quick, on these addresses. Gives HOST:PORT.

    Alerts that wait do so for `waits`, or not at all.
    """
    command, address = command or program("prometheus"), f"127.0.0.1:{free_port()}"
    config = yaml.safe_load((ROOT / "prometheus" / "prometheus.yml").read_text())
    config["global"] |= dict.fromkeys(("scrape_interval", "scrape_timeout", "evaluation_interval"), "1s")
    config["rule_files"] = [
        str(_impatient(rules, folder, waits)) for rules in (ROOT / "prometheus" / "rules").glob("*.yml")
    ]
    config["alerting"]["alertmanagers"][0]["static_configs"] = [{"targets": [manager]}]
    exporters = [exporter] if isinstance(exporter, str) else list(exporter)
    targets = {"bizprobe": exporters, "prometheus": [address], "alertmanager": [manager]}
    for job in config["scrape_configs"]:
        job["static_configs"] = [{"targets": targets[job["job_name"]]}]
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    flags = [f"--storage.tsdb.path={folder / 'prometheus'}", f"--web.listen-address={address}"]
    # What fires before Alertmanager has been discovered is lost, and by default sent again after a minute.
    soon = "--rules.alert.resend-delay=1s"
    with started([command, f"--config.file={file}", soon, *flags], log=folder / "prometheus.log"):
        wait_for_http(f"http://{address}/-/ready")
        yield address


def _impatient(rules: Path, folder: Path, waits: str) -> Path:
    """A copy of the rules in which no group waits, and an alert only for `waits`."""
    content = yaml.safe_load(rules.read_text())
    for group in content["groups"]:
        group.pop("interval", None)
    for rule in (rule for group in content["groups"] for rule in group["rules"]):
        if rule.pop("for", None) and waits:
            rule["for"] = waits
        rule.pop("keep_firing_for", None)
    copy = folder / rules.name
    copy.write_text(yaml.safe_dump(content))
    return copy

"""`bizprobe demo`: the whole bundle, from an order in the sandbox to a message, beside what others run."""

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bizprobe.bundle.tools import find_grafana, find_program

pytestmark = pytest.mark.e2e

LINKS = [
    "sandbox",
    "exporter",
    "prometheus",
    "rules",
    "alertmanager",
    "grafana",
    "order",
    "firing alert",
    "alert at alertmanager",
    "message",
]


@pytest.fixture(autouse=True)
def tools() -> None:
    for names in (("prometheus",), ("alertmanager", "prometheus-alertmanager")):
        if find_program(*names) is None:
            pytest.skip(f"{names[0]} is not installed")


@pytest.fixture
def foreign() -> Iterator[Sequence[socket.socket]]:
    """Somebody else on the usual ports of Prometheus and Alertmanager, unless there already is somebody."""
    held = []
    for port in (9090, 9093):
        try:
            held.append(socket.create_server(("127.0.0.1", port)))
        except OSError:
            continue
    yield held
    for listener in held:
        listener.close()


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bizprobe", "demo", *arguments]
    return subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def processes_in(folder: Path) -> list[int]:
    """The processes that work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def test_an_order_is_followed_to_prometheus_and_a_silence_to_a_message(
    tmp_path: Path, foreign: Sequence[socket.socket]
) -> None:
    process = start(tmp_path, "--check")
    try:
        output, _ = process.communicate(timeout=600)
    finally:
        end(process)
    assert process.returncode == 0, output
    lines = dict(re.findall(r"^(?:ok|skipped): ([a-z ]+?) \((.*)\)$", output, re.MULTILINE))
    assert list(lines) == LINKS
    assert (lines["grafana"] == "not installed") == (find_grafana() is None)
    for port in (9090, 9093):
        assert f"since port {port} is taken" in output
    assert processes_in(tmp_path) == []
    for listener in foreign:
        with socket.create_connection(listener.getsockname(), timeout=5):
            pass


def test_the_end_of_one_part_ends_all_of_them_and_tells_why(tmp_path: Path) -> None:
    process = start(tmp_path)
    try:
        output = read_until(process, "Bizprobe is running")
        victim = next(pid for pid in processes_in(tmp_path) if b"alertmanager" in command_of(pid)[0])
        os.kill(victim, signal.SIGKILL)
        rest, _ = process.communicate(timeout=60)
    finally:
        end(process)
    assert process.returncode == 1
    assert "alertmanager was ended by SIGKILL" in rest, output + rest
    assert processes_in(tmp_path) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_what_it_started_when_it_is_asked_to(tmp_path: Path, how: signal.Signals) -> None:
    process = start(tmp_path)
    try:
        output = read_until(process, "Ctrl-C ends everything")
        assert len(processes_in(tmp_path)) >= 5, output
        os.kill(process.pid, how)
        process.communicate(timeout=60)
    finally:
        end(process)
    assert process.returncode == 0
    assert processes_in(tmp_path) == []


def test_what_it_started_ends_even_when_it_is_killed(tmp_path: Path) -> None:
    process = start(tmp_path)
    try:
        read_until(process, "Waiting for data")
        started = processes_in(tmp_path)
        assert len(started) >= 4
    finally:
        end(process)
    # The kernel ends them, one after the other.
    for pid in started:
        ended(pid)
    assert processes_in(tmp_path) == []


def ended(pid: int) -> None:
    """Waits until a process that is not our child has ended."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        assert select.select([handle], [], [], 60)[0], f"{pid} goes on"
        os.close(handle)


def read_until(process: "subprocess.Popen[str]", sign: str) -> str:
    assert process.stdout is not None
    read = ""
    for line in process.stdout:
        read += line
        if sign in line:
            return read
    pytest.fail(f"it ended without '{sign}':\n{read}")


def command_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")

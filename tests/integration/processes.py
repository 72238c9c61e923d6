"""Processes that a test starts, and that never outlive it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def started(
    command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command in a session of its own and ends it, with its children, when the block is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=env, cwd=cwd, start_new_session=True
        )
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes], *, patience: float = 15) -> None:
    """Asks a process to end; kills it, with its session, when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for_http(url: str, *, seconds: float = 60) -> httpx.Response:
    """Waits until the address answers with a good status. Fails the test when it does not."""
    give_up = time.monotonic() + seconds
    while True:
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(url, timeout=10, follow_redirects=True)
            if answer.is_success:
                return answer
        assert time.monotonic() < give_up, f"{url} does not answer"
        time.sleep(0.1)

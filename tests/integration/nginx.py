"""A real nginx for a test, from Debian's package."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import free_port, started, wait_for_http

_CONFIG = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]

    def reopen_logs(self) -> None:
        """What a rotation does after it renamed the logs."""
        self.process.send_signal(signal.SIGUSR1)


@contextmanager
def nginx(folder: Path, locations: str) -> Iterator[Nginx]:
    """Runs a server of its own. Skips the test by name where nginx is not installed."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    ready = "location = /ready { return 204; }"
    config.write_text(_CONFIG.format(folder=folder, port=port, user=user, locations=f"{ready}\n{locations}"))
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
    with started(command, log=folder / "output") as process:
        url = f"http://127.0.0.1:{port}"
        wait_for_http(f"{url}/ready")
        with contextlib.suppress(ProcessLookupError):
            yield Nginx(url, process)

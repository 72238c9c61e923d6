"""A real MariaDB for a test, from Debian's package."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import free_port, started

_INSTALL = ("--auth-root-authentication-method=normal", "--skip-test-db")
_CERTIFICATE = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
_NAMES = ("-addext", "subjectAltName=DNS:localhost")


@dataclass(frozen=True, slots=True)
class MariaDb:
    """A running server with TLS; `root` may do everything through its socket."""

    port: int
    socket: Path
    certificate: Path

    def sql(self, statement: str, *, database: str = "") -> str:
        """Runs statements and gives what the client prints, without headers."""
        command = [*self.client, database, "-e", statement]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    @property
    def client(self) -> list[str]:
        """The command of root's own client."""
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-BN"]


@contextmanager
def mariadb() -> Iterator[MariaDb]:
    """Runs a server of its own. Skips the test by name where MariaDB is not installed."""
    server, port = _program("mariadbd"), free_port()
    # Not in pytest's folder: that one is closed to the user that the server must run as.
    with tempfile.TemporaryDirectory(prefix="bizprobe-mariadb-") as name:
        folder = Path(name)
        options = [f"--datadir={folder / 'data'}"]
        if os.geteuid() == 0:
            options.append("--user=mysql")
            os.chown(folder, pwd.getpwnam("mysql").pw_uid, -1)
        installed = [_program("mariadb-install-db"), "--no-defaults", *options, *_INSTALL]
        subprocess.run(installed, check=True, stdout=subprocess.DEVNULL)
        certificate, key = _made_certificate(folder)
        running = MariaDb(port, folder / "socket", certificate)
        listening = [f"--socket={running.socket}", "--bind-address=127.0.0.1", f"--port={port}"]
        tls = [f"--ssl-cert={certificate}", f"--ssl-key={key}"]
        command = [server, "--no-defaults", *options, *listening, *tls, "--skip-log-bin"]
        with started(command, log=folder / "log"):
            _wait_for(running)
            yield running


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _made_certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = [
        _program("openssl"),
        "req",
        *_CERTIFICATE,
        *_NAMES,
        "-out",
        str(certificate),
        "-keyout",
        str(key),
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    key.chmod(0o644)
    return certificate, key


def _wait_for(running: MariaDb) -> None:
    give_up = time.monotonic() + 60
    while subprocess.run([*running.client, "-e", ""], check=False, stderr=subprocess.DEVNULL).returncode:
        assert time.monotonic() < give_up, "mariadbd does not answer"
        time.sleep(0.05)

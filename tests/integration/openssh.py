"""An OpenSSH server of the test's own, which gives out one folder over SFTP."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import free_port, started

_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
PidFile none
AuthorizedKeysFile {home}/authorized
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
"""


@dataclass
class Sftp:
    """A server that lets the test's user in with `key_file`."""

    port: int
    user: str
    key_file: Path
    wrong_key_file: Path
    host_key: str
    other_host_key: str

    @property
    def keys(self) -> dict[str, str]:
        """What the settings of its folder need beside the address."""
        return {"user": self.user, "key_file": str(self.key_file), "host_key": self.host_key}


@contextmanager
def sftp_server(home: Path) -> Iterator[Sftp]:
    """Skips the test where OpenSSH is not installed."""
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if sshd is None or shutil.which("ssh-keygen") is None:
        pytest.skip("sshd (openssh-server) is not installed")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    public = {name: _new_key(home / name) for name in ("host", "other", "user", "wrong")}
    (home / "authorized").write_text(public["user"])
    port = free_port()
    (home / "config").write_text(_CONFIG.format(port=port, home=home))
    with started([sshd, "-D", "-e", "-f", str(home / "config")], log=home / "log"):
        _wait_for(port, home / "log")
        user = getpass.getuser()
        yield Sftp(port, user, home / "user", home / "wrong", public["host"], public["other"])


def _new_key(file: Path) -> str:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return file.with_suffix(".pub").read_text().strip()


def _wait_for(port: int, log: Path) -> None:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"sshd does not listen: {log.read_text()}")

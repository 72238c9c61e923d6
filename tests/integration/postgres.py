"""A real PostgreSQL for a test, from Debian's package."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import free_port

_INITDB = ("-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")


@dataclass(frozen=True, slots=True)
class Database:
    """A running server; `postgres` may do everything without a password on loopback."""

    port: int
    programs: Path

    def create(self, name: str) -> None:
        """Makes a database."""
        self.sql(f'CREATE DATABASE "{name}"', database="postgres")

    def sql(self, statement: str, *, database: str) -> str:
        """Runs a statement and gives what psql prints, unaligned and without headers."""
        place = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        command = [str(self.programs / "psql"), place, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@contextmanager
def postgres() -> Iterator[Database]:
    """Runs a server of its own. Skips the test by name where PostgreSQL is not installed."""
    programs, port = _programs(), free_port()
    # Not in pytest's folder: that one is closed to the user that the server must run as.
    with tempfile.TemporaryDirectory(prefix="bizprobe-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = folder / "data"
        _run(programs / "initdb", "-D", data, *_INITDB)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Database(port, programs)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _programs() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").is_file():
            return folder
    if (found := shutil.which("initdb")) is not None:
        return Path(found).parent
    pytest.skip("postgresql is not installed")


def _run(program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")

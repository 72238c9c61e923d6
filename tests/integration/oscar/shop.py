"""A real web shop that nobody here wrote: django-oscar on PostgreSQL, started for a test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.postgres import postgres
from tests.integration.processes import free_port, started, wait_for_http

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the shop answers, where its database does, and its one product."""

    url: str
    database_port: int
    product: int


@contextmanager
def oscar(folder: Path, venv: Path) -> Iterator[Shop]:
    """Installs the shop into `venv` where it is not there yet, and runs it in `folder`."""
    python = _installed(venv)
    with postgres() as database:
        database.create("oscar")
        environment = {
            **os.environ,
            "SHOP_DATABASE_PORT": str(database.port),
            "PYTHONPATH": str(_HERE),
            "DJANGO_SETTINGS_MODULE": "shop_settings",
        }

        def django(*arguments: str) -> str:
            command = [str(python), *arguments]
            return subprocess.run(
                command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        django("-m", "django", "migrate", "-v0")
        product = int(django(str(_HERE / "shop_seed.py")))
        port = free_port()
        serve = [str(python), "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with started(serve, log=folder / "shop.log", env=environment, cwd=folder):
            wait_for_http(f"http://127.0.0.1:{port}/catalogue/")
            yield Shop(f"http://127.0.0.1:{port}", database.port, product)


def _installed(venv: Path) -> Path:
    python = venv / "bin" / "python"
    wanted = (_HERE / "requirements.txt").read_text()
    stamp = venv / "installed.txt"
    if not stamp.is_file() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)], check=True)
        # Of all that comes along only a small part is ever imported, and compiled by then.
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-compile"]
        subprocess.run([*pip, "-r", str(_HERE / "requirements.txt")], check=True)
        stamp.write_text(wanted)
    return python

"""A part runs as long as it is needed, and its death is told with the end of its log."""

import os
import socket
import sys
from functools import partial
from pathlib import Path

import anyio
import pytest

from bizprobe.bundle.part import Part, running
from bizprobe.bundle.poll import poll
from bizprobe.errors import BundleError

pytestmark = pytest.mark.anyio


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def server(port: int, folder: Path) -> Part:
    """Serves a folder, and leaves the ids of itself and of a child of its own in it."""
    (folder / "ready").touch()
    program = (
        "import http.server, os, pathlib, subprocess, sys\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "pathlib.Path('pids').write_text(f'{os.getpid()} {child.pid}')\n"
        "http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')\n"
    )
    command = ("env", f"--chdir={folder}", sys.executable, "-c", program, str(port))
    return Part("server", command, f"http://127.0.0.1:{port}", "/ready")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def gone(pids: list[int]) -> bool:
    return not any(map(alive, pids))


async def test_a_part_and_what_it_started_end_with_the_block(tmp_path: Path, port: int) -> None:
    async with running(server(port, tmp_path), tmp_path):
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(map(alive, pids))
        assert os.getpgid(pids[0]) != os.getpgid(0)
    assert await poll(partial(gone, pids), within=10, every=0.01)


async def test_the_death_of_a_part_ends_the_block_and_shows_its_log(tmp_path: Path) -> None:
    command = ("sh", "-c", "echo cannot open the till; exit 3")
    part = Part("till", command, "http://127.0.0.1:1", "/ready")
    with pytest.raises(ExceptionGroup) as raised:
        async with running(part, tmp_path):
            pytest.fail("it never was ready")
    assert raised.group_contains(
        BundleError, match="till ended with 3. The end of .*/till.log:\n  cannot open"
    )


async def test_a_part_that_is_killed_is_told_by_the_signal(tmp_path: Path, port: int) -> None:
    async def kill_it() -> None:
        async with running(server(port, tmp_path), tmp_path):
            os.kill(int((tmp_path / "pids").read_text().split()[0]), 9)
            await anyio.sleep_forever()

    with pytest.raises(ExceptionGroup) as raised:
        await kill_it()
    assert raised.group_contains(BundleError, match="server was ended by SIGKILL")


async def test_a_program_that_does_not_exist_is_told(tmp_path: Path) -> None:
    part = Part("ghost", (str(tmp_path / "ghost"),), "http://127.0.0.1:1", "/ready")
    with pytest.raises((ExceptionGroup, BundleError)) as raised:
        async with running(part, tmp_path):
            pytest.fail("it never was ready")
    assert "ghost" in repr(raised.value)

"""Transactions on the state file."""

import sqlite3
import threading
from pathlib import Path

import pytest

from bizprobe.errors import StateError
from bizprobe.state.file import StateFile

pytestmark = pytest.mark.anyio


def make(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT) STRICT")


def write(text: str, connection: sqlite3.Connection) -> None:
    make(connection)
    connection.execute("INSERT INTO notes VALUES (?)", (text,))


def read(connection: sqlite3.Connection) -> list[str]:
    make(connection)
    return [text for (text,) in connection.execute("SELECT text FROM notes")]


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    first = StateFile(tmp_path / "state.db")
    await first.transact(lambda connection: write("kept", connection))
    await first.aclose()
    second = StateFile(tmp_path / "state.db")
    assert await second.transact(read) == ["kept"]
    await second.aclose()


async def test_work_that_fails_leaves_nothing_and_the_file_usable(state: StateFile) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        write("half", connection)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await state.transact(fail)
    assert await state.transact(read) == []


async def test_a_fault_of_the_database_is_a_state_error_and_leaves_the_file_usable(state: StateFile) -> None:
    with pytest.raises(StateError, match=r"state file .*state\.db: no such table: nowhere"):
        await state.transact(lambda connection: connection.execute("SELECT * FROM nowhere"))
    assert await state.transact(read) == []


async def test_all_work_runs_in_one_thread_that_is_not_the_event_loop(state: StateFile) -> None:
    threads = {await state.transact(lambda _: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


async def test_a_file_that_is_no_database_is_a_state_error(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("something else, and long enough to be no empty database" * 20)
    state = StateFile(tmp_path / "state.db")
    with pytest.raises(StateError, match="file is not a database"):
        await state.transact(read)
    await state.aclose()


async def test_a_folder_that_cannot_be_made_is_a_state_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state = StateFile(tmp_path / "file" / "state.db")
    with pytest.raises(StateError, match=r"file/state\.db"):
        await state.transact(read)
    await state.aclose()


async def test_commits_wait_for_the_disk_and_readers_do_not_wait_for_writers(state: StateFile) -> None:
    def pragmas(connection: sqlite3.Connection) -> tuple[str, int]:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        return mode, synchronous

    assert await state.transact(pragmas) == ("wal", 2)

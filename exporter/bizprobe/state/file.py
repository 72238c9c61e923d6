"""The one file that survives a restart: SQLite in WAL mode, used from one thread."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bizprobe.errors import StateError

T = TypeVar("T")


class StateFile:
    """Transactions on the state file. Work runs in a thread of its own, one piece after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="state")
        self._connection: sqlite3.Connection | None = None

    async def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `work` in one transaction: all of it is on disk when this returns, or none. Raises StateError.

        A caller that is cancelled gets no answer, but the transaction still ends one way or the other.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    async def aclose(self) -> None:
        """Waits for the work under way and closes the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except (sqlite3.Error, OSError) as error:
            self._close()
            raise StateError(f"state file {self._path}: {error}") from error
        return result

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=5)
            self._connection = connection
            connection.execute("PRAGMA journal_mode=WAL")
            # FULL: a counter that fell back after a power cut would look like a restart to Prometheus,
            # which would count every order a second time.
            connection.execute("PRAGMA synchronous=FULL")
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

"""One query under way: streamed, bounded in time, ended on the server when nobody waits for it any more."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from typing import Any, TypeVar

import anyio
from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncResult

from bizprobe.errors import ProbeError
from bizprobe.remote.account import Meter
from bizprobe.systems.sql.databases.base import Database, TimeLimits
from bizprobe.systems.sql.databases.failures import database_failure

T = TypeVar("T")

_BATCH = 500
# The server's own limit should speak first: it knows more than that nobody answered.
_MARGIN = 1.0
_CLOSING = 5.0


class Query:
    """Runs one query and counts it. `seconds` is the time that the database took, `code` how it went."""

    def __init__(self, database: Database, engine: AsyncEngine, limits: TimeLimits, meter: Meter) -> None:
        self.seconds = 0.0
        self.code = "failed"
        self._database = database
        self._engine = engine
        self._limits = limits
        self._meter = meter
        self._connection: AsyncConnection | None = None
        self._result: AsyncResult[Any] | None = None
        self._whole = False

    async def start(self, statement: TextClause, values: Mapping[str, Any]) -> Sequence[str]:
        """Sends the query and gives the names of its columns. Raises ProbeError."""
        connection = self._engine.connect()
        await self._step(connection.start(), self._limits.connect + _MARGIN)
        self._connection = connection
        streamed = statement.execution_options(yield_per=_BATCH)
        result = await self._step(connection.stream(streamed, values), self._patience())
        self._result = result
        return list(result.keys())

    async def batches(self) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """The rows, some hundreds at a time. Raises ProbeError."""
        while self._result is not None:
            rows = await self._step(self._result.fetchmany(_BATCH), self._patience())
            if not rows:
                self._whole = True
                return
            yield rows

    async def aclose(self) -> None:
        """Gives the connection back and records the query, also where the run was cancelled."""
        self._meter.record(self.code, self.seconds if self.code == "ok" else None)
        if self._connection is not None:
            with anyio.move_on_after(_CLOSING, shield=True):
                if not self._whole:
                    await self._database.break_off(self._connection)
                await self._connection.close()

    def _patience(self) -> float:
        return self._limits.statement + (0.0 if self._database.interrupts else _MARGIN)

    async def _step(self, work: Awaitable[T], patience: float) -> T:
        began, self.code = time.perf_counter(), "failed"
        try:
            with anyio.fail_after(patience):
                result = await self._ended_with_us(work)
        except ProbeError:
            raise
        except Exception as error:
            # Drivers raise what they like: EOFError, RuntimeError, AttributeError.
            raise database_failure(self._database, error) from None
        finally:
            self.seconds += time.perf_counter() - began
        self.code = "ok"
        return result

    async def _ended_with_us(self, work: Awaitable[T]) -> T:
        """Waits for the work; when we are cancelled, for its end on the server, a few seconds at most."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            with anyio.move_on_after(_CLOSING, shield=True):
                await self._database.stop(task, self._connection)
                await asyncio.wait([task])
                _retrieve(task)
            raise
        return task.result()


def _retrieve(task: "asyncio.Future[Any]") -> None:
    """Nobody waits for its error any more."""
    if not task.cancelled():
        task.exception()

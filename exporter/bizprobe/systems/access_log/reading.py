"""One reading of a log: how far it came, and the cycles that it found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from anyio.to_thread import run_sync

from bizprobe.errors import BadAnswerError, ConnectionFailedError
from bizprobe.remote.account import Meter
from bizprobe.runlog import note
from bizprobe.state.access_logs import LogMemory
from bizprobe.systems.access_log.cycles import Cycle, Cycles
from bizprobe.systems.access_log.line import LineReader
from bizprobe.systems.access_log.requests import Requests
from bizprobe.systems.access_log.tail import Place, Tail, begin, read_on

T = TypeVar("T")

_KEPT = 100


class Reading(msgspec.Struct):
    """What is written down between two runs. `ended` are the newest cycles."""

    place: Place
    open: Cycle | None = None
    ended: list[Cycle] = msgspec.field(default_factory=list)
    known: bool = False


_READING = msgspec.json.Decoder(Reading)


@dataclass(slots=True)
class _Count:
    lines: int = 0
    strange: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class LogReading:
    """Reads one log for the cycles of one channel."""

    path: Path
    lines: LineReader
    requests: Requests
    memory: LogMemory
    meter: Meter
    first_read: int
    look_back: timedelta

    async def cycles(self, now: datetime) -> Sequence[Cycle]:
        """The newest cycles that ended or have all their pages. Raises ProbeError."""
        recalled = await self.memory.recall()
        reading = await self._begun() if recalled is None else _READING.decode(recalled)
        earliest = now - self.look_back if recalled is None else None
        cycles = Cycles(self.requests.rhythm, reading.open, reading.ended, reading.known)
        count, place, whole = _Count(), reading.place, False
        while not whole:
            tail = await self._from_disk(partial(read_on, self.path, place))
            await run_sync(self._add, tail, cycles, count, earliest)
            place, whole = tail.place, tail.whole
            if whole:
                cycles.quiet(now)
            written = Reading(place, cycles.open, cycles.ended[-_KEPT:], cycles.known)
            await self.memory.record(msgspec.json.encode(written))
        self._tell(count)
        return cycles.reportable()

    async def _begun(self) -> Reading:
        return Reading(await self._from_disk(partial(begin, self.path, self.first_read)))

    async def _from_disk(self, read: Callable[[], T]) -> T:
        began, code = time.perf_counter(), "failed"
        try:
            result = await run_sync(read)
            code = "ok"
        except OSError as error:
            raise ConnectionFailedError(f"the log {self.path} cannot be read: {error.strerror}") from None
        finally:
            self.meter.record(code, time.perf_counter() - began if code == "ok" else None)
        return result

    def _tell(self, count: _Count) -> None:
        note(f"{self.path.name}: {count.lines} lines, {count.requests} requests for pages")
        if count.lines and count.strange == count.lines:
            raise BadAnswerError(
                f"none of {count.lines} lines of the log is written in the format that is set"
            )
        if count.strange:
            note(f"{count.strange} of the lines are written in another format")

    def _add(self, tail: Tail, cycles: Cycles, count: _Count, earliest: datetime | None) -> None:
        if not tail.joined:
            cycles.forget()
        for line in tail.lines:
            count.lines += 1
            entry = self.lines.entry(line)
            if entry is None:
                count.strange += 1
                continue
            request = self.requests.page_request(entry)
            if request is not None and (earliest is None or request.at >= earliest):
                count.requests += 1
                cycles.add(request)

"""Answers that serve several questions: joined while they are under way, and kept for a time."""

import json
import secrets
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import blake2b

import anyio
from anyio.to_thread import run_sync

from bizprobe.remote.request import Answer, Request
from bizprobe.runlog import note

_MOST_BYTES = 16 * 2**20
_LONGEST = 6 * 3600.0
# Below that, handing it to a thread costs more than it saves.
_LARGE = 32 * 2**10


@dataclass(frozen=True, slots=True)
class _Kept:
    """A compressed answer, and when it came."""

    answer: Answer
    came: float

    @property
    def size(self) -> int:
        return len(self.answer.body)


@dataclass(slots=True)
class _UnderWay:
    """A request that somebody made, for others who want the same. No answer: it failed."""

    ended: anyio.Event = field(default_factory=anyio.Event)
    answer: Answer | None = None


class SharedAnswers:
    """Those of all accounts, `most_bytes` of them after compression; the oldest go first.

    `seconds` is a clock that never goes back.
    """

    def __init__(
        self, seconds: Callable[[], float] = anyio.current_time, most_bytes: int = _MOST_BYTES
    ) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._kept: dict[bytes, _Kept] = {}
        self._bytes = 0
        self._under_way: dict[bytes, _UnderWay] = {}
        # Requests carry secrets: nobody can tell them from what is kept here.
        self._salt = secrets.token_bytes(32)

    async def ask(self, request: Request, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What was answered to this request lately, or is being answered now, or else what `ask` gives."""
        key = self._key(request)
        while True:
            kept = self._kept.get(key)
            if kept is not None and self._seconds() - kept.came <= request.share:
                note(f"{request.label}: shared, {self._seconds() - kept.came:.0f} s old")
                return await _packed(kept.answer, zlib.decompress)
            under_way = self._under_way.get(key)
            if under_way is None:
                return await self._lead(key, ask)
            await under_way.ended.wait()
            if under_way.answer is not None:
                note(f"{request.label}: shared with another run")
                return under_way.answer

    async def _lead(self, key: bytes, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        mine = self._under_way[key] = _UnderWay()
        try:
            mine.answer = await ask()
        finally:
            del self._under_way[key]
            mine.ended.set()
        came = self._seconds()
        self._keep(key, _Kept(await _packed(mine.answer, _compress), came))
        return mine.answer

    def _keep(self, key: bytes, kept: _Kept) -> None:
        self._drop(key)
        if kept.size <= self._most_bytes:
            self._kept[key] = kept
            self._bytes += kept.size
        too_old = self._seconds() - _LONGEST
        while self._kept and (self._bytes > self._most_bytes or self._oldest.came < too_old):
            self._drop(next(iter(self._kept)))

    @property
    def _oldest(self) -> _Kept:
        return next(iter(self._kept.values()))

    def _drop(self, key: bytes) -> None:
        gone = self._kept.pop(key, None)
        self._bytes -= gone.size if gone else 0

    def _key(self, request: Request) -> bytes:
        asked = [
            request.method,
            request.url,
            sorted(request.params.items()),
            sorted(request.headers.items()),
            request.json,
            sorted((request.form or {}).items()),
        ]
        text = json.dumps(asked, sort_keys=True, default=repr)
        return blake2b(text.encode(), key=self._salt, digest_size=16).digest()


async def _packed(answer: Answer, work: Callable[[bytes], bytes]) -> Answer:
    body = answer.body
    packed = work(body) if len(body) < _LARGE else await run_sync(work, body)
    return Answer(answer.status, answer.headers, packed)


def _compress(body: bytes) -> bytes:
    return zlib.compress(body, 1)

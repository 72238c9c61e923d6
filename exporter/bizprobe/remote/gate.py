"""The way to one group of calls: open while there are tokens and the remote side asks for no pause."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import anyio

from bizprobe.clock import Clock
from bizprobe.errors import RateLimitedError
from bizprobe.remote.bucket import Bucket
from bizprobe.remote.budget import Budget
from bizprobe.remote.waits import LONGEST, fits
from bizprobe.runlog import note

Place = Callable[[], AbstractAsyncContextManager[None]]
"""Takes one of an account's places for requests under way."""


class BudgetMemory(Protocol):
    """What is remembered of an account's slow budgets after a restart. Methods raise StateError."""

    async def recall(self, group: str) -> tuple[float, datetime] | None:
        """The level of a group, and when it was that."""
        ...

    async def record(self, group: str, level: float, at: datetime) -> None:
        """Writes that down."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes for a gate: the wall clock, seconds that never go back, and how to let some pass."""

    clock: Clock
    seconds: Callable[[], float] = anyio.current_time
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep


@dataclass(slots=True)
class _Closing:
    """Until when a call is closed, and how often in a row nobody said until when."""

    until: float = -math.inf
    in_a_row: int = 0


@dataclass(slots=True)
class Gate:
    """Lets the requests of a group through one after the other. One without a budget has tokens always."""

    group: str
    pace: Pace
    memory: BudgetMemory | None = None
    bucket: Bucket | None = None
    withheld: int = 0
    """Requests that were not made, because their turn would have come after the deadline."""
    _recalled: bool = False
    _queued: int = 0
    _under_way: int = 0
    _closed_until: float = -math.inf
    _calls: dict[str, _Closing] = field(default_factory=dict)
    _turn: anyio.Lock = field(default_factory=anyio.Lock)

    def grant(self, budget: Budget) -> None:
        """The requests of this group take from that budget from now on."""
        if self.bucket is None:
            self.bucket = Bucket(budget)
        elif self.bucket.budget != budget:
            self.bucket.regrant(budget, self.pace.seconds())

    def remaining(self) -> int:
        """How many tokens may be taken at once, now."""
        now = self.pace.seconds()
        if self.bucket is None or self._closed_until > now:
            return 0
        return max(math.floor(self.bucket.level(now)), 0)

    def closed(self, call: str) -> float:
        """Seconds until the remote side lets this call through."""
        closing = self._calls.get(call)
        until = max(self._closed_until, closing.until) if closing else self._closed_until
        return max(until - self.pace.seconds(), 0.0)

    async def open(self, call: str) -> None:
        """Waits out the pause that the remote side asks for. Raises RateLimitedError."""
        while (wait := self.closed(call)) > 0:
            await self._let_pass(call, wait, "the remote side asks for a pause")

    @asynccontextmanager
    async def turn(self, call: str, tokens: int, place: Place) -> AsyncIterator[None]:
        """Waits for its turn and for a place among the requests under way, and takes the tokens.

        Raises RateLimitedError where that would take until after the deadline, StateError.
        """
        async with AsyncExitStack() as held:
            await self.open(call)
            if self.bucket is None:
                await held.enter_async_context(place())
            else:
                async with self._queue(self.bucket, call, tokens):
                    await self._wait_for(self.bucket, call, tokens)
                    # What is taken is asked at once, so that requests do not bunch up behind a full house.
                    await held.enter_async_context(place())
                    self.bucket.take(tokens, self.pace.seconds())
                    await self._remember(self.bucket)
            self._under_way += tokens
            try:
                yield
            finally:
                self._under_way -= tokens

    async def refused(self, tokens: int) -> None:
        """A request that took `tokens` was refused."""
        if self.bucket is not None and self.bucket.budget.refused > tokens:
            self.bucket.take(self.bucket.budget.refused - tokens, self.pace.seconds())
            await self._remember(self.bucket)

    async def correct(self, remaining: int) -> None:
        """The remote side says how many whole tokens are left. It may not know of requests under way."""
        if self.bucket is not None and remaining < math.floor(self.bucket.level(self.pace.seconds())):
            self.bucket.lower(remaining - self._under_way, self.pace.seconds())
            await self._remember(self.bucket)

    async def close(self, call: str, wait: float | None) -> None:
        """The remote side says that these were too many, and perhaps how long to wait."""
        bucket = self.bucket
        if wait is None and bucket is not None and bucket.budget.lockout:
            self._lock(call, bucket.budget.lockout)
            return
        now = self.pace.seconds()
        if wait is not None:
            self._closed_until = max(self._closed_until, now + wait)
        if bucket is not None:
            # The next one may pass after the wait that was asked for: a token is there by then.
            bucket.lower(1 - wait * bucket.budget.per_second if wait else 0, now)
            await self._remember(bucket)

    def reopen(self, call: str) -> None:
        """The call got a good answer."""
        self._calls.pop(call, None)

    def _lock(self, call: str, seconds: float) -> None:
        closing = self._calls.setdefault(call, _Closing())
        closing.until = self.pace.seconds() + min(seconds * 2**closing.in_a_row, LONGEST)
        closing.in_a_row += 1

    @asynccontextmanager
    async def _queue(self, bucket: Bucket, call: str, tokens: int) -> AsyncIterator[None]:
        """A place behind those who came before, unless that alone takes too long."""
        self._check(call, self._wait_behind(bucket, tokens), self._used_up)
        self._queued += tokens
        try:
            async with self._turn:
                await self._recall(bucket)
                yield
        finally:
            self._queued -= tokens

    async def _wait_for(self, bucket: Bucket, call: str, tokens: int) -> None:
        while (wait := self._wait(bucket, tokens)) > 0:
            await self._let_pass(call, wait, self._used_up)

    def _wait(self, bucket: Bucket, tokens: int) -> float:
        now = self.pace.seconds()
        return max(self._closed_until - now, bucket.wait(tokens, now))

    def _wait_behind(self, bucket: Bucket, tokens: int) -> float:
        lacking = self._queued + tokens - bucket.level(self.pace.seconds())
        return lacking / bucket.budget.per_second if self._queued else 0.0

    @property
    def _used_up(self) -> str:
        return f"the budget '{self.group}' is used up"

    async def _let_pass(self, call: str, wait: float, why: str) -> None:
        self._check(call, wait, why)
        note(f"{call}: waits {wait:.1f} s: {why}")
        await self.pace.sleep(wait)

    def _check(self, call: str, wait: float, why: str) -> None:
        if wait > 0 and not fits(wait):
            self.withheld += 1
            raise RateLimitedError(f"{call}: not asked: {why}, for another {wait:.0f} s", retry_after=wait)

    async def _recall(self, bucket: Bucket) -> None:
        if self._recalled or self.memory is None or not bucket.budget.slow:
            return
        known = await self.memory.recall(self.group)
        if known is not None:
            level, at = known
            # After a clock was set back nothing has come in since.
            passed = max((self.pace.clock.now() - at).total_seconds(), 0.0)
            bucket.lower(level + passed * bucket.budget.per_second, self.pace.seconds())
        self._recalled = True

    async def _remember(self, bucket: Bucket) -> None:
        if self.memory is not None and bucket.budget.slow:
            level = bucket.level(self.pace.seconds())
            await self.memory.record(self.group, level, self.pace.clock.now())

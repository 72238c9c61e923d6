"""What tests of remote sides share: a still clock, a meter that remembers, a place to build blocks in."""

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.records import Order, Page
from bizprobe.remote.http_account import HttpAccount
from bizprobe.settings.model import RequestLimits
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, slots=True)
class StillClock:
    """It is always the same moment."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class Counts:
    """A meter that keeps the codes in their order."""

    codes: list[str] = field(default_factory=list)
    unanswered: int = 0

    expected: tuple[str, ...] = ()

    def expect(self, codes: Sequence[str]) -> None:
        self.expected = tuple(codes)

    def record(self, code: str, seconds: float | None) -> None:
        self.codes.append(code)
        self.unanswered += seconds is None


@dataclass(slots=True)
class Sleeps:
    """Sleeps without taking time."""

    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@cache
def trusting() -> ssl.SSLContext:
    """A TLS context that trusts the machine's authorities."""
    return ssl.create_default_context()


@asynccontextmanager
async def account(
    meter: Counts | None = None, sleep: Sleeps | None = None, tls: ssl.SSLContext | None = None, **limits: Any
) -> AsyncIterator[HttpAccount]:
    """An account that is closed at the end."""
    opened = HttpAccount(
        RequestLimits.model_validate(limits),
        meter or Counts(),
        tls=tls or trusting(),
        clock=StillClock(),
        sleep=sleep or Sleeps(),
    )
    try:
        yield opened
    finally:
        await opened.aclose()


def surroundings(
    name: str = "kupi",
    meter: Counts | None = None,
    *,
    systems: Mapping[str, Any] | None = None,
    zone: ZoneInfo = MOSCOW,
) -> Surroundings:
    """Where a block of the dealer `apteka` is built."""
    counts = meter or Counts()

    def open_account(limits: RequestLimits) -> HttpAccount:
        return HttpAccount(limits, counts, tls=trusting(), clock=StillClock(), sleep=Sleeps())

    return Surroundings(
        dealer=Dealer(name="apteka", title="Apteka", timezone=zone),
        name=name,
        clock=StillClock(),
        account=open_account,
        state=StateFile(Path("/nowhere/state")),
        systems=systems or {},
        channels={},
    )


async def collect(pages: AsyncIterator[Page[Order]]) -> list[Order]:
    """All orders of a read that is whole."""
    return [order async for page in pages for order in page.rows]


def numbers(orders: Iterable[Order]) -> list[str]:
    """The orders' numbers."""
    return [order.number for order in orders]

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
from bizprobe.remote.allowance import Allowance, Owner
from bizprobe.remote.budget import Budget
from bizprobe.remote.gate import BudgetMemory, Pace
from bizprobe.remote.http_account import HttpAccount
from bizprobe.remote.shared import SharedAnswers
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
    heard: list[datetime] = field(default_factory=list)

    def hear(self, moment: datetime) -> None:
        self.heard.append(moment)

    def expect(self, codes: Sequence[str]) -> None:
        self.expected = tuple(codes)

    def record(self, code: str, seconds: float | None) -> None:
        self.codes.append(code)
        self.unanswered += seconds is None


@dataclass(slots=True)
class Sleeps:
    """Sleeps without taking time. `passed` is how many seconds went by all the same."""

    waits: list[float] = field(default_factory=list)
    passed: float = 0.0

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def pace(self) -> Pace:
        """The pace of this time."""
        return Pace(StillClock(), lambda: self.passed, self)


def allowance(pace: Pace, budgets: Sequence[Budget] = (), memory: BudgetMemory | None = None) -> Allowance:
    """What the account `kupi` of `apteka` may ask."""
    made = Allowance(Owner("apteka", "kupi", "channel"), pace, memory)
    made.grant(budgets)
    return made


@cache
def trusting() -> ssl.SSLContext:
    """A TLS context that trusts the machine's authorities."""
    return ssl.create_default_context()


@asynccontextmanager
async def account(
    meter: Counts | None = None,
    sleep: Sleeps | None = None,
    tls: ssl.SSLContext | None = None,
    budgets: Sequence[Budget] = (),
    **limits: Any,
) -> AsyncIterator[HttpAccount]:
    """An account that is closed at the end."""
    pace = (sleep or Sleeps()).pace()
    opened = HttpAccount(
        RequestLimits.model_validate(limits),
        meter or Counts(),
        tls=tls or trusting(),
        pace=pace,
        allowance=allowance(pace, budgets),
        shared=SharedAnswers(pace.seconds),
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
    pace: Pace | None = None,
) -> Surroundings:
    """Where a block of the dealer `apteka` is built. Without a pace no time passes but by waiting."""
    counts, time = meter or Counts(), pace or Sleeps().pace()

    def open_account(limits: RequestLimits, budgets: Sequence[Budget] = ()) -> HttpAccount:
        return HttpAccount(
            limits,
            counts,
            tls=trusting(),
            pace=time,
            allowance=allowance(time, budgets),
            shared=SharedAnswers(time.seconds),
        )

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

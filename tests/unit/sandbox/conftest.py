"""A small world with a clock that only the test moves, and its faces without a network."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bizprobe.sandbox.app import build_app, key_names
from bizprobe.sandbox.world import World

NOON = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""


@dataclass
class HandClock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> datetime:
        self.time += timedelta(**span)
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def world(clock: HandClock) -> World:
    return World(clock.now(), seed=7, rate=2, history=timedelta(hours=2))


@pytest.fixture
async def api(world: World, clock: HandClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the sandbox; every key is `key of NAME`."""
    app = build_app(world, clock, {name: f"key of {name}" for name in key_names()}, seed=7, slowness=0)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client


@pytest.fixture
def pass_by(world: World, clock: HandClock) -> Callable[..., None]:
    """Lets time pass for the clock and the world."""
    return lambda **span: world.advance(clock.pass_by(**span))

"""Whatever is late, comes twice or is killed in between: the counter is the number of distinct orders."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import anyio
from hypothesis import given, settings
from hypothesis import strategies as st

from bizprobe.errors import ServerError, StateError
from bizprobe.records import Money, Order
from tests.unit.probes.flow.world import HOUR, MINUTE, NOON, World, order, values

OVERLAP = 30 * MINUTE
HORIZON = 3 * HOUR


@dataclass(frozen=True)
class Arrival:
    """An order placed now that each side shows after a while."""

    channel_after: timedelta
    book_after: timedelta
    amount: int


@dataclass(frozen=True)
class Wait:
    time: timedelta


@dataclass(frozen=True)
class Run:
    """One run. `killed` says when: in the read of a side, after the commit, or by another process first."""

    killed: str = ""
    restart: bool = False


def up_to(most: timedelta) -> st.SearchStrategy[timedelta]:
    return st.integers(0, most // timedelta(seconds=1)).map(lambda seconds: timedelta(seconds=seconds))


ARRIVALS = st.builds(Arrival, up_to(OVERLAP), up_to(2 * HOUR), st.integers(0, 10**6))
RUNS = st.builds(Run, st.sampled_from(["", "", "", "channel", "book", "after", "race"]), st.booleans())
STEPS = st.lists(st.one_of(ARRIVALS, ARRIVALS, st.builds(Wait, up_to(2 * HOUR)), RUNS), max_size=40)


class Life:
    """A world that goes through steps and remembers what the counter must show."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.world = World(folder, book="crm", horizon="3h", overlap="30m", grace="10m")
        self.random = Random(seed)
        self.read_at = NOON
        self.placed: list[tuple[Order, timedelta, timedelta]] = []
        self.world.channel.pages = self.world.book.pages = self.pages

    def pages(self, rows: Sequence[Order]) -> Sequence[Sequence[Order]]:
        """The rows in any order, some of them twice, cut anywhere."""
        shown = [*rows, *self.random.sample(list(rows), k=self.random.randint(0, len(rows)))]
        self.random.shuffle(shown)
        size = self.random.randint(1, 5)
        return [shown[start : start + size] for start in range(0, len(shown), size)] or [[]]

    async def step(self, step: Arrival | Wait | Run) -> None:
        match step:
            case Arrival():
                self.arrive(step)
            case Wait(time):
                await self.wait(time)
            case Run(killed, restart):
                await self.run(killed)
                if restart:
                    await self.world.restart()

    async def wait(self, time: timedelta) -> None:
        """Time goes by, but never more than the horizon without a read: that would be a gap."""
        if self.world.clock.moment + time > self.read_at + HORIZON:
            await self.run("")
        self.world.clock.moment += time

    def arrive(self, arrival: Arrival) -> None:
        number, now = str(len(self.placed)), self.world.clock.moment
        placed = order(number, NOON - now, amount=Money(arrival.amount, "RUB"))
        self.placed.append((placed, arrival.channel_after, arrival.book_after))
        self.world.channel.rows.append(placed)
        self.world.channel.shown_from[number] = now + arrival.channel_after
        self.world.book.rows.append(placed)
        self.world.book.shown_from[number] = now + arrival.book_after

    async def run(self, killed: str) -> None:
        side = {"channel": self.world.channel, "book": self.world.book}.get(killed)
        if side is not None:
            side.fault = ServerError("killed")
        if killed == "race":
            self.world.channel.while_read = self.overtake
        try:
            reading = await self.world.run()
        except (ServerError, StateError):
            assert killed in {"channel", "race"}
        else:
            assert killed in {"", "after", "book"}
            assert reading.unasked is (self.world.book.fault if killed == "book" else None)
            self.check(values(reading), joined=reading.unasked is None)
        finally:
            self.world.channel.fault = self.world.book.fault = self.world.channel.while_read = None

    async def overtake(self) -> None:
        self.world.channel.while_read = None
        self.check(values(await self.world.run()))

    def check(self, reading: dict[str, float], *, joined: bool = True) -> None:
        self.read_at = now = self.world.clock.moment
        known = [placed for placed, after, _ in self.placed if placed.placed_at + after <= now]
        assert reading["flow_events_total"] == len(known)
        amounts = sum(placed.amount.minor for placed in known if placed.amount)
        assert round(100 * reading.get('flow_amount_total{currency="RUB"}', 0)) == amounts
        if known:
            newest = max(placed.placed_at for placed in known)
            assert reading["flow_last_event_timestamp_seconds"] == newest.timestamp()
        for side, mine, other in (("channel", 1, 2), ("book", 2, 1)):
            missing = self.missing(mine, other) if joined else None
            assert reading.get(f'flow_missing{{where="{side}"}}') == missing

    def missing(self, mine: int, other: int) -> int:
        """How many orders of the joined time one side shows by now and the other does not."""
        now = self.world.clock.moment
        joined = [row for row in self.placed if now - HORIZON <= row[0].placed_at <= now - 10 * MINUTE]
        return sum(
            row[0].placed_at + row[other] <= now < row[0].placed_at + row[mine]  # type: ignore[operator]
            for row in joined
        )


async def live(steps: Sequence[Arrival | Wait | Run], seed: int, folder: Path) -> None:
    life = Life(folder, seed)
    try:
        for step in [Run(), *steps, Run()]:
            await life.step(step)
    finally:
        await life.world.state.aclose()


@settings(max_examples=50, deadline=None)
@given(steps=STEPS, seed=st.integers(0, 2**32))
def test_the_counter_is_the_number_of_distinct_orders(
    steps: Sequence[Arrival | Wait | Run], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(live, steps, seed, Path(folder))

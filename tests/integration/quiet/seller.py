"""Two sellers whose trade goes well, filmed over any time; some orders may be lost on the way."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar
from zoneinfo import ZoneInfo

from bizprobe.catalogue import find_kinds
from bizprobe.clock import Clock
from bizprobe.engine.build import Workshop
from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.load import load_settings
from bizprobe.state.exchanges import ExchangeMemory
from bizprobe.state.file import StateFile
from tests.integration.quiet.film import Film
from tests.integration.quiet.stage import channel_kind, system_kind
from tests.integration.quiet.timelapse import HandClock, Timelapse
from tests.integration.quiet.trade import Pace, Shelf, draw

CONFIG = Path(__file__).parent / "bizprobe.yml"
MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
DAY = range(9, 21)
PACES = {
    "ozon": Pace(MOSCOW, DAY, day=30, night=4, free=24, gap=1200, night_gap=3600),
    "small": Pace(MOSCOW, DAY, day=2, night=0, free=2, gap=4 * 3600, night_gap=4 * 3600),
    "site": Pace(MOSCOW, DAY, day=6, night=1, free=5, gap=7200, night_gap=4 * 3600),
    "offices": Pace(BERLIN, range(9, 18), day=12, night=0, free=0, gap=7200, night_gap=7200),
}
DEALERS = {"ozon": "apteka", "small": "apteka", "site": "apteka", "offices": "kontora"}
T = TypeVar("T")


class Notes(StateFile):
    """A state that nobody has to find again: in memory, and in the thread of the probes."""

    def __init__(self) -> None:
        super().__init__(Path(":memory:"))

    async def transact(self, work: Callable[[Connection], T]) -> T:
        return self._transact(work)


def trade(begin: datetime, end: datetime) -> dict[str, Shelf]:
    return {name: Shelf(name, draw(name, pace, begin, end)) for name, pace in PACES.items()}


async def filmed(film: Film, shelves: Mapping[str, Shelf], start: datetime, minutes: int) -> Film:
    """What a Prometheus would have scraped, once a minute."""
    kinds = find_kinds()
    catalogue = replace(
        kinds,
        channels={**kinds.channels, "staged": channel_kind(shelves)},
        systems={**kinds.systems, "staged": system_kind(shelves)},
    )
    clock, state = HandClock(start), Notes()
    settings = load_settings(CONFIG, catalogue)
    works = await Workshop(catalogue, clock, state, HttpAccounts(clock, state)).build(settings)
    assert not works.faults
    reports = ExchangeMemory(state)

    async def integrate(clock: Clock) -> None:
        """The seller's software sends prices every half hour."""
        now = clock.now()
        if now.minute % 30 == 0:
            await reports.record(report(now))

    async for page in Timelapse(settings, works, clock).minutes(minutes, integrate):
        film.add(page)
    await state.aclose()
    return film


def report(at: datetime) -> ExchangeReport:
    return ExchangeReport(
        dealer="apteka",
        channel="ozon",
        exchange=Exchange.PRICES,
        id=at.isoformat(),
        ended_at=at,
        sent=120,
        accepted=120,
        rejected=0,
    )

"""What an exchange probe learns from the log of a real nginx."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizprobe.probes.exchange import KIND
from bizprobe.probes.exchange.settings import ExchangeSettings
from bizprobe.reading import Finding, FindingKind, Reading
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from bizprobe.systems.access_log.settings import AccessLogSettings
from bizprobe.systems.access_log.system import AccessLogSystem
from tests.integration.nginx import Nginx, nginx
from tests.unit.remote.sides import surroundings

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

LOCATIONS = """
location = /stock {{
    access_log {log};
    default_type application/json;
    if ($arg_page = 4) {{ return 502; }}
    return 200 '{{"page": "$arg_page"}}';
}}
"""
OZON = {"user-agent": "ozon-stocks/1.0"}


@dataclass
class LaterClock:
    """The machine's clock, some time later: cycles end by silence."""

    later: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass
class Shop:
    """A web server with pages of stock, and its log."""

    server: Nginx
    log: Path

    def fetch(self, *pages: int) -> None:
        """What the marketplace does, and others beside it."""
        lines = self._lines()
        for page in pages:
            httpx.get(f"{self.server.url}/stock", params={"page": page}, headers=OZON)
        httpx.get(f"{self.server.url}/stock", params={"page": 9}, headers={"user-agent": "curl"})
        while self._lines() < lines + len(pages) + 1:
            time.sleep(0.01)

    def rotate(self) -> None:
        """As logrotate does it: rename, make a new file, tell the server."""
        self.log.rename(f"{self.log}.1")
        self.log.touch()
        self.server.reopen_logs()
        while not self._lines():
            httpx.get(f"{self.server.url}/stock", params={"page": 9}, headers={"user-agent": "curl"})

    def _lines(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    log = tmp_path / "stock.log"
    with nginx(tmp_path, LOCATIONS.format(log=log)) as server:
        yield Shop(server, log)


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
async def around(tmp_path: Path, clock: LaterClock, anyio_backend: str) -> Any:
    state = StateFile(tmp_path / "state")
    yield replace(surroundings("stock-log"), state=state, clock=clock)
    await state.aclose()


async def asked(shop: Shop, around: Surroundings) -> Reading:
    """One run of the probe, with the system built anew as after a restart."""
    requests = {
        "channel": "ozon",
        "exchange": "stocks",
        "path": r"^/stock\?page=(?P<page>\d+)",
        "user_agent": "^ozon-stocks/",
        "pages": 9,
        "page_size": 1000,
    }
    keys = {"kind": "access_log", "file": str(shop.log), "requests": [requests]}
    system = AccessLogSystem(AccessLogSettings.model_validate(keys), around)
    probe = KIND.build(
        ExchangeSettings.model_validate(
            {"kind": "exchange", "channel": "ozon", "exchange": "stocks", "system": "stock-log", "age": "1h"}
        ),
        replace(around, name="ozon-stocks", systems={"stock-log": system}),
    )
    try:
        return await probe.run()
    finally:
        await system.aclose()


def value(reading: Reading, family: str) -> float:
    (found,) = [sample.value for sample in reading.samples if sample.family.name == family]
    return found


async def test_seven_of_nine_pages_are_told_with_the_two_that_are_lost(
    shop: Shop, around: Surroundings, clock: LaterClock
) -> None:
    shop.fetch(1, 2, 3, 4, 5, 6, 8, 9)
    reading = await asked(shop, around)
    assert [finding.kind for finding in reading.findings] == [FindingKind.SILENT]
    clock.later = timedelta(minutes=20)
    reading = await asked(shop, around)
    assert not reading.success
    assert value(reading, "bizprobe_exchange_pages_expected") == 9
    assert value(reading, "bizprobe_exchange_pages_received") == 7
    assert value(reading, "bizprobe_exchange_items_last_accepted") == 7000
    lost = reading.findings[0]
    assert (lost.kind, lost.note) == (FindingKind.EXCHANGE_PAGES_LOST, "2 lost")
    assert [(finding.subject, finding.note) for finding in reading.findings[2:]] == [
        ("page 4", "answered with 502"),
        ("page 7", "never asked for"),
    ]


async def test_a_cycle_goes_on_through_the_rotation_of_the_log_and_counts_once(
    shop: Shop, around: Surroundings, clock: LaterClock
) -> None:
    shop.fetch(1, 2, 3)
    await asked(shop, around)
    shop.fetch(5)
    shop.rotate()
    shop.fetch(6, 7, 8, 9)
    clock.later = timedelta(minutes=20)
    for _ in range(2):
        reading = await asked(shop, around)
        assert value(reading, "bizprobe_exchange_pages_received") == 8
        assert value(reading, "bizprobe_exchange_items_sent_total") == 9000
    assert _lost(reading.findings) == ["page 4"]


def _lost(findings: Any) -> list[str]:
    rejected: list[Finding] = [row for row in findings if row.kind is FindingKind.EXCHANGE_REJECTED]
    return [row.subject for row in rejected if row.subject.startswith("page")]

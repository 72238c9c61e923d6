"""The system `access_log`: from settings and a log to reports."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.errors import BadAnswerError, ConnectionFailedError, ProbeError
from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.settings.model import Offer
from bizprobe.state.file import StateFile
from bizprobe.systems.access_log.settings import AccessLogSettings
from bizprobe.systems.access_log.system import AccessLogSystem
from tests.unit.remote.sides import NOON, Counts, StillClock, surroundings

pytestmark = pytest.mark.anyio

OZON = {"channel": "ozon", "exchange": "stocks", "path": r"^/stock\?page=(?P<page>\d+)$", "pages": 3}
Opened = Callable[..., AbstractAsyncContextManager[AccessLogSystem]]


def settings(**keys: Any) -> AccessLogSettings:
    base = {"kind": "access_log", "file": "/var/log/nginx/stock.log", "requests": [OZON]}
    return AccessLogSettings.model_validate({**base, **keys})


def line(
    minute: int, path: str, status: int = 200, *, size: int = 9, agent: str = "x", by: str = "::1"
) -> str:
    at = NOON + timedelta(minutes=minute)
    return f'{by} - - [{at:%d/%b/%Y:%H:%M:%S %z}] "GET {path} HTTP/1.1" {status} {size} "-" "{agent}"\n'


def pages(minute: int, *numbers: int, **keys: Any) -> str:
    return "".join(line(minute, f"/stock?page={number}", **keys) for number in numbers)


def write(log: Path, text: str) -> None:
    """What the web server adds to its log."""
    with log.open("a") as file:
        file.write(text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "stock.log"


@pytest.fixture
def opened(tmp_path: Path, log: Path) -> Opened:
    @asynccontextmanager
    async def open_system(
        meter: Counts | None = None, now: datetime = NOON + timedelta(hours=2), **keys: Any
    ) -> AsyncIterator[AccessLogSystem]:
        state = StateFile(tmp_path / "state")
        around = replace(surroundings("log", meter), state=state, clock=StillClock(now))
        system = AccessLogSystem(settings(**{"file": str(log), **keys}), around)
        try:
            yield system
        finally:
            await system.aclose()
            await state.aclose()

    return open_system


async def reports(system: AccessLogSystem, since: datetime = NOON) -> list[ExchangeReport]:
    return list(await system.exchanges(Exchange.STOCKS, "ozon", since))


async def test_a_cycle_that_lacks_pages_names_each_with_what_became_of_it(log: Path, opened: Opened) -> None:
    write(log, pages(0, 1) + pages(1, 2, status=502) + line(2, "/other"))
    meter = Counts()
    async with opened(meter, requests=[{**OZON, "page_size": 100}]) as system:
        (report,) = await reports(system)
    assert (report.dealer, report.channel, report.exchange) == ("apteka", "ozon", Exchange.STOCKS)
    assert (report.id, report.ended_at) == ("2026-11-22T12:00:00.000000Z", NOON + timedelta(minutes=1))
    assert (report.sent, report.accepted, report.rejected) == (300, 100, 200)
    assert (report.pages_expected, report.pages_received) == (3, 1)
    assert [(item.key, item.reason) for item in report.rejected_items] == [
        ("page 2", "answered with 502"),
        ("page 3", "never asked for"),
    ]
    assert list(report.contradictions(NOON + timedelta(hours=2))) == []
    assert (meter.codes, meter.expected) == (["ok", "ok"], ("ok", "failed"))


async def test_an_answer_without_a_body_is_no_page(log: Path, opened: Opened) -> None:
    write(log, pages(0, 1, 2) + pages(0, 3, size=0))
    async with opened() as system:
        (report,) = await reports(system)
    assert [(item.key, item.reason) for item in report.rejected_items] == [
        ("page 3", "answered without a body")
    ]


async def test_reading_goes_on_after_a_restart_and_a_report_keeps_its_content(
    log: Path, opened: Opened
) -> None:
    write(log, pages(0, 1, 2, 3) + pages(20, 1, 2))
    async with opened(now=NOON + timedelta(minutes=21)) as system:
        first = await reports(system)
    assert [report.accepted for report in first] == [3]
    write(log, pages(22, 3) + pages(40, 1, 3))
    async with opened() as system:
        then = await reports(system)
        assert await reports(system) == then
        assert await reports(system, NOON + timedelta(minutes=30)) == then[2:]
    assert [report.accepted for report in then] == [3, 3, 2]
    assert then[0].fingerprint == first[0].fingerprint


async def test_requests_of_others_are_not_the_channel_s(log: Path, opened: Opened) -> None:
    write(
        log,
        pages(0, 1, agent="Ozon/1", by="203.0.113.7")
        + pages(0, 2, agent="Ozon/1", by="198.51.100.7")
        + pages(0, 3, agent="curl", by="203.0.113.7")
        + pages(0, 3, agent="Ozon/1", by="not an address"),
    )
    wanted = {**OZON, "user_agent": "^Ozon/", "networks": ["203.0.113.0/24"]}
    async with opened(requests=[wanted]) as system:
        (report,) = await reports(system)
    assert report.accepted == 1


async def test_the_first_read_looks_back_only_so_far(log: Path, opened: Opened) -> None:
    write(log, pages(0, 1, 2) + pages(60, 1, 2))
    async with opened(look_back="90m") as system:
        assert [report.id[11:16] for report in await reports(system)] == ["13:00"]


async def test_a_log_in_another_format_is_an_error_and_a_strange_line_is_not(
    log: Path, opened: Opened
) -> None:
    write(log, "2026-11-22 12:00:00 started\n")
    async with opened() as system:
        with pytest.raises(BadAnswerError, match="none of 1 lines of the log"):
            await reports(system)
        write(log, pages(0, 1, 2, 3))
        assert len(await reports(system)) == 1


async def test_a_log_that_cannot_be_read_is_an_error(log: Path, opened: Opened) -> None:
    meter = Counts()
    async with opened(meter) as system:
        with pytest.raises(ConnectionFailedError, match="No such file"):
            await reports(system)
        with pytest.raises(ProbeError, match="do not say how kupi fetches stocks"):
            await system.exchanges(Exchange.STOCKS, "kupi", NOON)
    assert (meter.codes, meter.unanswered) == (["failed"], 1)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"file": "stock.log"}, "expected an absolute path"),
        ({"requests": []}, "at least 1"),
        ({"requests": [{**OZON, "path": "/stock"}]}, "expected a group `page`"),
        ({"requests": [{**OZON, "path": "("}]}, "no regular expression"),
        ({"requests": [{**OZON, "pages": None}]}, "expected pages, as the log does not tell"),
        ({"requests": [{**OZON, "networks": ["ozon.ru"]}]}, "no address or network"),
        ({"requests": [OZON, {**OZON, "pages": 4}]}, "stands twice"),
        ({"format": "json"}, "expected fields with format: json"),
        ({"pattern": "x"}, "expected pattern with format: pattern"),
        ({"format": "pattern", "pattern": "(?P<time>x)"}, "the group bytes is missing"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(**keys)
    assert words in str(caught.value)


def test_it_reports_the_exchanges_that_it_watches() -> None:
    found = settings(requests=[OZON, {**OZON, "channel": "kupi", "exchange": "prices"}])
    assert found.offers() == {Offer.EXCHANGES}
    assert found.reports() == {Exchange.STOCKS, Exchange.PRICES}


def test_a_channel_that_does_not_exist_is_told() -> None:
    (problem,) = settings().problems(surroundings().dealer)
    assert (problem.path, problem.message) == (
        ("requests", 0, "channel"),
        "dealer 'apteka' has no channel 'ozon'",
    )

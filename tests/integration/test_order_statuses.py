"""A marketplace over HTTP, a book in SQLite and a cabinet: from bizprobe.yml to what is said of statuses."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.catalogue import find_kinds
from bizprobe.engine.build import Workshop
from bizprobe.engine.roster import close
from bizprobe.engine.run import run_once
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import Reason
from bizprobe.reading import FindingKind
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.load import parse_settings
from bizprobe.state.file import StateFile
from bizprobe.web.standing import standing
from tests.contract.served import served

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLACED = "2026-11-17 14:00:00"
CONFIG = """
dealers:
  apteka:
    timezone: Europe/Moscow
    systems:
      books:
        kind: sql
        url: sqlite:///{file}
        timezone: Europe/Moscow
        orders:
          query: SELECT number, placed_at, status FROM orders WHERE placed_at >= :since AND channel = :channel
        statuses: {{Собран: packed, Отгружен: handed_over, Отменён: cancelled_by_seller}}
      site:
        kind: http_json
        base_url: {url}
        orders:
          path: /site
          rows: orders
          fields: &fields {{number: number, placed_at: at, status: state}}
        limits: {{retries: 0}}
    channels:
      kupi:
        kind: rest
        base_url: {url}
        orders:
          path: /kupi
          params: {{offset: "{{offset}}"}}
          paging: {{kind: offset, size: 2}}
          total: total
          rows: orders
          fields: *fields
        limits: {{retries: 0}}
        statuses: {{PAID: new, PACKED: packed, SENT: handed_over, CANCELLED: cancelled_by_buyer}}
    probes:
      kupi-statuses: {{kind: order_statuses, channel: kupi, book: books, cabinet: site, grace: 30m}}
"""


@dataclass
class HandClock:
    """A clock that stands until a test moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass
class Sides:
    """What the marketplace, the book and the cabinet hold: words by number."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    market: dict[str, str] = field(default_factory=dict)
    cabinet: dict[str, str] = field(default_factory=dict)
    cabinet_status: int = 200

    @property
    def file(self) -> Path:
        return self.folder / "books.db"

    def book(self, words: dict[str, str]) -> None:
        """Writes the book anew."""
        with closing(sqlite3.connect(self.file)) as books, books:
            books.execute("CREATE TABLE IF NOT EXISTS orders (number, placed_at, status, channel)")
            books.execute("DELETE FROM orders")
            rows = [(number, PLACED, word, "kupi") for number, word in words.items()]
            books.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", [*rows, ("1", PLACED, "?", "ozon")])

    async def answer(self, request: Request) -> Response:
        if request.url.path == "/site":
            return JSONResponse({"orders": _rows(self.cabinet)}, self.cabinet_status)
        start = int(request.query_params["offset"])
        rows = _rows(self.market)
        return JSONResponse({"orders": rows[start : start + 2], "total": len(rows)})

    async def ask(self, url: str) -> tuple[Run, Watch]:
        """One run of an exporter that starts, asks once and ends."""
        catalogue, file = find_kinds(), StateFile(self.folder / "state.db")
        settings = parse_settings(CONFIG.format(file=self.file, url=url), catalogue)
        works = await Workshop(catalogue, self.clock, file, HttpAccounts(self.clock, file)).build(settings)
        [built] = works.probes.values()
        watch = Watch(built.dealer, built.name, built.settings)
        try:
            run = await run_once(built.probe, watch, self.clock)
        finally:
            await close(works.remotes.values())
            await file.aclose()
        watch.last = run
        return run, watch


def _rows(words: dict[str, str]) -> list[dict[str, Any]]:
    return [{"number": number, "at": "2026-11-17T11:00:00Z", "state": word} for number, word in words.items()]


@pytest.fixture
async def sides(tmp_path: Path) -> AsyncIterator[tuple[Sides, str]]:
    sides = Sides(tmp_path)
    sides.market = {"1": "PAID", "2": "SENT", "3": "CANCELLED", "4": "SENT", "5": "LOST"}
    sides.book({"1": "new", "2": "Собран", "3": "Собран", "4": "Отгружен", "5": "Собран"})
    sides.cabinet = {"1": "new", "2": "handed_over", "3": "cancelled_by_buyer", "4": "handed_over"}
    async with served(sides.answer) as url:
        yield sides, url


def found(run: Run) -> list[tuple[str, str, str, str, datetime | None]]:
    assert run.reading is not None, run.message
    return [
        (finding.kind.value, finding.subject, finding.ours, finding.theirs, finding.since)
        for finding in run.reading.findings
    ]


async def test_orders_that_stay_apart_over_a_restart_are_told_with_both_statuses_until_they_agree(
    sides: tuple[Sides, str],
) -> None:
    shop, url = sides
    run, _ = await shop.ask(url)
    assert found(run) == [("status_unmapped", "LOST", "", "", None)]
    shop.clock.moment += 31 * MINUTE
    run, watch = await shop.ask(url)
    assert found(run) == [
        ("status_cancelled_apart", "3", "packed (Собран)", "cancelled_by_buyer (CANCELLED)", NOON),
        ("status_behind", "2", "packed (Собран)", "handed_over (SENT)", NOON),
        ("status_unmapped", "LOST", "", "", None),
    ]
    assert standing(watch, shop.clock.now()).headline == (
        "3 findings. First: Status cancelled apart: 3 (ours packed (Собран); theirs cancelled_by_buyer "
        "(CANCELLED); kupi has cancelled it, books has not)"
    )
    shop.book({"1": "new", "2": "Отгружен", "3": "Отменён", "4": "Отгружен", "5": "Собран"})
    run, _ = await shop.ask(url)
    assert run.reading is not None
    assert run.reading.success
    assert {finding.kind for finding in run.reading.findings} == {FindingKind.STATUS_UNMAPPED}


async def test_a_cabinet_that_is_broken_does_not_hide_the_book_and_is_told_with_its_reason(
    sides: tuple[Sides, str],
) -> None:
    shop, url = sides
    await shop.ask(url)
    shop.clock.moment += 31 * MINUTE
    shop.cabinet_status = 503
    run, _ = await shop.ask(url)
    assert run.reason is Reason.SERVER_ERROR
    assert [kind for kind, *_ in found(run)] == ["status_cancelled_apart", "status_behind", "status_unmapped"]


async def test_a_book_without_its_table_and_a_broken_cabinet_leave_no_answer(
    sides: tuple[Sides, str],
) -> None:
    shop, url = sides
    with closing(sqlite3.connect(shop.file)) as books, books:
        books.execute("DROP TABLE orders")
    shop.cabinet_status = 503
    run, _ = await shop.ask(url)
    assert run.reading is None
    assert run.reason in (Reason.QUERY, Reason.SERVER_ERROR)

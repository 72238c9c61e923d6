"""Days on which nothing is wrong, with nights and a weekend, rendered by the product: nobody is called."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest

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
from tests.integration.quiet.trade import Pace, Shelf, day, draw

pytestmark = pytest.mark.integration

START = day("2026-09-18") + timedelta(hours=6)  # 9:00 in Moscow on a Friday, which is a holiday
MINUTES = 36 * 60
CONFIG = Path(__file__).parent / "quiet" / "bizprobe.yml"
RULES = sorted((Path(__file__).parents[2] / "prometheus" / "rules").glob("*.yml"))
CALLED = 'max_over_time(ALERTS{alertname!="BizprobeWatchdog"}[36h])'
PACES = {
    "ozon": Pace(day=60, night=4, weekend=40, gap=900, gap_apart=1800),
    "small": Pace(day=2, night=0, weekend=2, gap=4 * 3600, gap_apart=4 * 3600),
    "offices": Pace(day=20, night=0, weekend=0, gap=7200, gap_apart=7200),
}
# What is no fault: counters of runs and requests, what the configuration says, limits.
FAULTS = (
    "bizprobe_probe_findings",
    "bizprobe_probe_errors_total",
    "bizprobe_flow_missing",
    "bizprobe_flow_events_ahead",
    "bizprobe_order_status_unmapped",
    "bizprobe_order_status_mismatches",
    "bizprobe_order_status_words_unmapped",
    "bizprobe_oversold_items",
    "bizprobe_price_stale_lines_total",
    "bizprobe_exchange_items_rejected_total",
    "bizprobe_credential_rights_missing",
)


def trade() -> dict[str, Shelf]:
    begin, end = START - timedelta(days=3), START + timedelta(minutes=MINUTES)
    return {name: Shelf(name, draw(name, pace, begin, end)) for name, pace in PACES.items()}


async def filmed(folder: Path, shelves: dict[str, Shelf], start: datetime, minutes: int) -> Film:
    """What a Prometheus would have scraped, once a minute."""
    kinds = find_kinds()
    catalogue = replace(
        kinds,
        channels={**kinds.channels, "staged": channel_kind(shelves)},
        systems={**kinds.systems, "staged": system_kind(shelves)},
    )
    clock, state = HandClock(start), StateFile(folder / "state.db")
    settings = load_settings(CONFIG, catalogue)
    works = await Workshop(catalogue, clock, state, HttpAccounts(clock, state)).build(settings)
    assert not works.faults
    film, reports = Film(start.timestamp()), ExchangeMemory(state)

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


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return anyio.run(filmed, tmp_path_factory.mktemp("quiet"), trade(), START, MINUTES)


@pytest.fixture
def rules() -> list[Path]:
    if not shutil.which("promtool"):
        pytest.skip("skipped: promtool is not installed")
    return RULES


@pytest.mark.parametrize("family", FAULTS)
def test_no_family_says_at_any_minute_that_something_is_wrong(quiet: Film, family: str) -> None:
    values = dict(quiet.values(family))
    assert values
    assert {series: max(shown) for series, shown in values.items() if max(shown)} == {}


def test_every_answer_is_yes_and_every_item_matches(quiet: Film) -> None:
    answers = dict(quiet.values("bizprobe_probe_success"))
    assert len(answers) == 9
    assert {series for series, values in answers.items() if min(values) < 1} == set()
    for family in ("bizprobe_price_items", "bizprobe_stock_items"):
        states = dict(quiet.values(family))
        assert {series for series, values in states.items() if max(values)} == {
            f'{family}{{channel="ozon",dealer="apteka",state="matching"}}'
        }


def test_every_order_is_counted_and_nights_were_quiet(quiet: Film) -> None:
    counted = quiet.values("bizprobe_flow_events_total")
    [sold] = [values for series, values in counted if 'channel="small"' in series]
    assert sold[-1] > 2 * 12
    night = slice(13 * 60, 23 * 60)  # 22:00 to 8:00 in Moscow
    assert sold[night.start] == sold[night.stop]


def test_no_alert_so_much_as_waits_on_quiet_days(quiet: Film, rules: list[Path], tmp_path: Path) -> None:
    assert quiet.seen(rules, CALLED, tmp_path) == {}


def test_the_same_day_calls_people_when_orders_stop(rules: list[Path], tmp_path: Path) -> None:
    shelves = trade()
    noon = START + timedelta(hours=9)
    shelves["ozon"].hidden = (noon, noon + timedelta(hours=2))
    film = anyio.run(filmed, tmp_path, shelves, noon, 120)
    called = film.seen(rules, CALLED, tmp_path)
    assert any('alertname="BizprobeFlowSilent"' in series for series in called)
    assert all('channel="ozon"' in series for series in called)

"""Two weeks in which nothing is wrong, rendered by the product minute by minute: nobody is called.

What was scraped, and what the rules record of it, is backfilled into a real Prometheus, and every alert is
asked about the whole time. The same trade with faults in it calls people, so the rules are alive.
"""

from datetime import datetime, timedelta

import pytest

from tests.integration.monitoring import ROOT, program
from tests.integration.quiet.evaluation import Call, longest, read_rules
from tests.integration.quiet.scene import Scene, play
from tests.integration.quiet.seller import MOSCOW, trade
from tests.integration.quiet.trade import HOLIDAY, Shelf, day
from tests.integration.quiet.usual import HISTORY, MINUTE

pytestmark = [pytest.mark.integration, pytest.mark.long]

START = day("2026-09-14")  # a Monday
END = START + timedelta(weeks=2)
RULES = read_rules(sorted((ROOT / "prometheus" / "rules").glob("*.yml")))
USUAL = "flow:bizprobe_flow_events:expected1h"
ALWAYS = {"BizprobeWatchdog"}
"""Fires as long as Prometheus works; somebody elsewhere is called when it stops."""
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

MORNING = day("2026-09-23") + timedelta(hours=5)  # 8:00 in Moscow on a Wednesday
EVENING = MORNING + timedelta(hours=10)


def at(hour: int) -> datetime:
    """An hour of that Wednesday in Moscow."""
    return MORNING + timedelta(hours=hour - 8)


def called(scene: Scene) -> list[Call]:
    return [call for call in scene.calls if call.alert not in ALWAYS]


@pytest.fixture(scope="module")
def shelves() -> dict[str, Shelf]:
    for tool in ("promtool", "prometheus"):
        program(tool)
    return trade(START - HISTORY, END)


@pytest.fixture(scope="module")
def quiet(shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return play(tmp_path_factory.mktemp("quiet"), RULES, shelves, START, (END - START) // MINUTE)


@pytest.fixture(scope="module")
def troubled(shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The large channel stops for two hours, later it loses two orders of three; the small one is silent."""
    lossy = shelves | {
        "ozon": shelves["ozon"].without(
            lambda number, placed: at(10) <= placed < at(12) or (placed >= at(14) and number % 3 > 0)
        ),
        "small": shelves["small"].without(lambda _, placed: at(8) <= placed < at(14)),
    }
    return play(tmp_path_factory.mktemp("troubled"), RULES, lossy, MORNING, (EVENING - MORNING) // MINUTE)


@pytest.mark.parametrize("family", FAULTS)
def test_no_family_says_at_any_minute_that_something_is_wrong(quiet: Scene, family: str) -> None:
    values = quiet.film.values(family)
    assert values
    assert {series: max(shown) for series, shown in values.items() if max(shown)} == {}


def test_every_answer_is_yes_and_every_item_matches(quiet: Scene) -> None:
    answers = quiet.film.values("bizprobe_probe_success")
    assert len(answers) == 10
    assert {series for series, values in answers.items() if min(values) < 1} == set()
    for family in ("bizprobe_price_items", "bizprobe_stock_items"):
        states = quiet.film.values(family)
        assert {series for series, values in states.items() if max(values)} == {
            f'{family}{{channel="ozon",dealer="apteka",state="matching"}}'
        }


def test_every_order_is_counted_and_none_comes_at_night(quiet: Scene, shelves: dict[str, Shelf]) -> None:
    counted = quiet.film.changes("bizprobe_flow_events_total")
    [small] = [changes for series, changes in counted.items() if 'channel="small"' in series]
    assert float(small[-1][1] or 0) == shelves["small"].count(START, END) > 14 * 12
    moments = [START + minute * MINUTE for minute, _ in small[1:]]
    assert {moment.astimezone(MOSCOW).hour for moment in moments} <= set(range(9, 22))


def test_what_is_usual_is_known_of_every_hour_but_those_of_the_holiday(quiet: Scene) -> None:
    known = {answer.labels["channel"]: dict(answer.samples) for answer in quiet.ask(USUAL)}
    assert known.keys() == {"ozon", "small", "site", "offices"}
    days = [
        {datetime.fromtimestamp(moment, MOSCOW).date() for moment in known["ozon"]},
        {START.date() + timedelta(days=number) for number in range(15)},
    ]
    assert days[1] - days[0] == {HOLIDAY}
    assert len(known["ozon"]) > 12.5 * 24 * 60
    assert max(float(usual) for usual in known["ozon"].values()) > 25


def test_nobody_is_called_in_two_weeks(quiet: Scene) -> None:
    assert called(quiet) == []


def test_the_same_trade_calls_people_when_it_is_in_trouble(troubled: Scene) -> None:
    assert {(call.alert, call.labels.get("channel")) for call in called(troubled)} == {
        ("BizprobeFlowSilent", "ozon"),
        ("BizprobeFlowSilent", "small"),
        ("BizprobeFlowStopped", "ozon"),
        ("BizprobeFlowBelowBaseline", "ozon"),
    }


def test_a_run_of_samples_ends_where_a_minute_is_missing() -> None:
    assert longest([(60, "1"), (120, "1"), (240, "1"), (300, "1"), (360, "1")]) == 3

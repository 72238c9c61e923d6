from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import anyio
import pytest

from bizprobe.engine.ledger import Ledger
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import Reason, ServerError
from bizprobe.metrics.family import Family, Kind, Sample
from bizprobe.reading import Reading

FILE = """
dealers:
  apteka:
    timezone: UTC
    locations: {msk: {title: Moscow}}
    business_services: {online-orders: {step: buy, critical: true}}
    probes:
      ozon: {kind: scripted, every: 1h, location: msk, business_service: online-orders}
      site: {kind: scripted, every: 60s}
"""
NOON = 1795176000

EXPECTED = [
    (
        'bizprobe_probe_expected_info{business_service="online-orders",dealer="apteka",kind="scripted",'
        'location="msk",probe="ozon",step="buy",url="http://exporter/probes/apteka/ozon"} 1.0'
    ),
    'bizprobe_probe_timeout_seconds{dealer="apteka",probe="ozon"} 30.0',
    'bizprobe_probe_interval_seconds{dealer="apteka",probe="ozon"} 3600.0',
    'bizprobe_probe_objective_ratio{dealer="apteka",probe="ozon"} 0.95',
    'bizprobe_thing_limit{probe="ozon"} 1.0',
]


class Shown:
    """A ledger with one probe in it, and the board where it shows."""

    def __init__(self, world: Any, name: str) -> None:
        built = anyio.run(world.workshop().build, world.settings(FILE)).probes["apteka", name]
        self.world = world
        self.ledger = Ledger(world.board)
        self.watch = Watch(built.dealer, built.name, built.settings)
        self.ledger.open(self.watch, built.expected, built.url)

    def end(self, **outcome: Any) -> None:
        self.ledger.enter(self.watch, Run("id", self.world.clock.now(), 2, **outcome))

    def lines(self) -> set[str]:
        """All sample lines but the errors that never happened."""
        errors = "bizprobe_probe_errors_total"
        lines = self.world.exposition()
        return {line for line in lines if not (line.startswith(errors) and line.endswith(" 0.0"))}


@pytest.fixture
def ozon(world: Any) -> Shown:
    return Shown(world, "ozon")


def series(name: str, value: object, labels: str = "") -> str:
    return f'bizprobe_probe_{name}{{dealer="apteka",probe="ozon"{labels}}} {value}'


def test_before_its_first_run_a_probe_shows_what_must_exist_and_zeros(ozon: Shown) -> None:
    assert ozon.lines() == {*EXPECTED, series("runs_total", 0.0)}


def test_every_reason_is_there_before_it_ever_happens(ozon: Shown) -> None:
    shown = ozon.world.exposition("bizprobe_probe_errors_total")

    assert shown == [series("errors_total", 0.0, f',reason="{reason}"') for reason in Reason]


def test_an_answer_shows_its_reading_and_its_times(ozon: Shown, answer: Callable[..., Reading]) -> None:
    ozon.end(reading=answer("ozon", value=7))

    assert ozon.lines() == {
        *EXPECTED,
        'bizprobe_thing{probe="ozon"} 7.0',
        series("success", 1.0),
        series("findings", 0.0),
        series("duration_seconds", 2.0),
        series("runs_total", 1.0),
        series("last_run_timestamp_seconds", "1.795176002e+09"),
        series("last_answer_timestamp_seconds", "1.795176002e+09"),
        series("last_success_timestamp_seconds", "1.795176002e+09"),
    }


def test_a_no_is_an_answer_but_no_success(ozon: Shown, answer: Callable[..., Reading]) -> None:
    ozon.end(reading=answer("ozon", success=False))

    shown = ozon.lines()
    assert {series("success", 0.0), series("findings", 3.0)} <= shown
    assert not any("last_success" in line for line in shown)
    assert ozon.watch.last_answer is ozon.watch.last
    assert ozon.watch.last_failure is None


def test_a_failure_leaves_the_last_reading_and_counts_its_reason(
    ozon: Shown, answer: Callable[..., Reading]
) -> None:
    ozon.end(reading=answer("ozon", value=7))
    ozon.world.clock.advance(minutes=5)
    ozon.end(reason=Reason.TLS, message="expired")

    assert ozon.lines() == {
        *EXPECTED,
        'bizprobe_thing{probe="ozon"} 7.0',
        series("success", 1.0),
        series("findings", 0.0),
        series("duration_seconds", 2.0),
        series("runs_total", 2.0),
        series("errors_total", 1.0, ',reason="tls"'),
        series("last_run_timestamp_seconds", "1.795176302e+09"),
        series("last_answer_timestamp_seconds", "1.795176002e+09"),
        series("last_success_timestamp_seconds", "1.795176002e+09"),
    }
    assert ozon.watch.last_failure is ozon.watch.last


def test_a_part_of_an_answer_is_shown_and_counts_as_a_failure(
    ozon: Shown, answer: Callable[..., Reading]
) -> None:
    ozon.end(reading=answer("ozon", value=7))
    ozon.world.clock.advance(minutes=5)
    part = replace(answer("ozon", value=8), unasked=ServerError("crm: 502"))
    ozon.end(reading=part, reason=Reason.SERVER_ERROR, message="crm: 502")

    assert ozon.lines() == {
        *EXPECTED,
        'bizprobe_thing{probe="ozon"} 8.0',
        series("findings", 0.0),
        series("duration_seconds", 2.0),
        series("runs_total", 2.0),
        series("errors_total", 1.0, ',reason="server_error"'),
        series("last_run_timestamp_seconds", "1.795176302e+09"),
        series("last_answer_timestamp_seconds", "1.795176002e+09"),
        series("last_success_timestamp_seconds", "1.795176002e+09"),
    }


@pytest.mark.parametrize(("name", "life"), [("site", 600), ("ozon", 3 * 3600)])
def test_a_reading_too_old_is_withdrawn_and_the_runs_stay(
    world: Any, answer: Callable[..., Reading], name: str, life: float
) -> None:
    shown = Shown(world, name)
    shown.end(reading=answer(name))
    fresh = shown.lines()

    world.clock.advance(seconds=life + 1)
    shown.ledger.withdraw_stale(world.clock.now())
    assert shown.lines() == fresh

    world.clock.advance(seconds=1)
    shown.ledger.withdraw_stale(world.clock.now())
    gone = fresh - shown.lines()
    assert {line.partition("{")[0] for line in gone} == {
        "bizprobe_thing",
        "bizprobe_probe_success",
        "bizprobe_probe_findings",
    }


def test_a_withdrawn_reading_comes_back_with_the_next_answer(
    ozon: Shown, answer: Callable[..., Reading]
) -> None:
    ozon.end(reading=answer("ozon"))
    ozon.world.clock.advance(days=1)
    ozon.ledger.withdraw_stale(ozon.world.clock.now())
    ozon.end(reading=answer("ozon"))
    ozon.ledger.withdraw_stale(ozon.world.clock.now())

    assert 'bizprobe_thing{probe="ozon"} 1.0' in ozon.lines()


def test_a_closed_probe_leaves_no_series(ozon: Shown, answer: Callable[..., Reading]) -> None:
    ozon.end(reading=answer("ozon"))
    ozon.end(reason=Reason.DNS)
    ozon.ledger.close(ozon.watch)

    assert ozon.world.exposition() == []


def test_a_reading_that_cannot_be_shown_is_a_failure_of_the_probe(
    ozon: Shown, log: StringIO, answer: Callable[..., Reading]
) -> None:
    good = answer("ozon", value=7)
    ozon.end(reading=good)
    wrong = Sample(Family("bizprobe_other", Kind.GAUGE, "Needs a label.", ("a",)), ("x",), "s3cret")  # type: ignore[arg-type]
    ozon.end(reading=replace(good, samples=[wrong]))

    assert ozon.watch.last is not None
    assert ozon.watch.last.reason is Reason.INTERNAL
    assert series("errors_total", 1.0, ',reason="internal"') in ozon.lines()
    assert 'bizprobe_thing{probe="ozon"} 7.0' in ozon.lines()
    assert "s3cret" not in log.getvalue() + ozon.watch.last.message

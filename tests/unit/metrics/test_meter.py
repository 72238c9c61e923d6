from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.parser import text_string_to_metric_families

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.meter import Meter


class _HandClock:
    """Stands at 1000 s after 1970 until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


def _meter(remote: str, side: str, clock: _HandClock | None = None) -> Meter:
    return Meter("apteka", remote, side, clock or _HandClock())


def _shown(meter: Meter) -> dict[str, float]:
    board = Board()
    board.put("account", meter.samples())
    text = b"".join(board.chunks(Format.TEXT)).decode()
    return {
        sample.name.removeprefix("bizprobe_api_")
        + "".join(sample.labels.get(k, "") for k in ("code", "le")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_usual_codes_show_as_zero_before_the_first_request() -> None:
    shown = _shown(_meter("ozon", "channel"))
    assert {name: value for name, value in shown.items() if name.startswith("requests")} == {
        "requests_total200": 0,
        "requests_totalnone": 0,
    }
    assert shown["request_duration_seconds_count"] == 0


def test_a_remote_side_without_http_shows_its_own_codes_and_keeps_what_was_counted() -> None:
    meter = _meter("books", "ours")
    meter.record("none", None)
    meter.expect(("ok", "failed"))
    shown = {name: value for name, value in _shown(meter).items() if name.startswith("requests")}
    assert shown == {"requests_totalok": 0, "requests_totalfailed": 0, "requests_totalnone": 1}


@pytest.mark.parametrize("code", ["200", "404", "420", "429", "503", "none", "ok", "failed"])
def test_a_known_code_is_counted_by_its_name(code: str) -> None:
    meter = _meter("ozon", "channel")
    meter.record(code, 0.1)
    assert _shown(meter)[f"requests_total{code}"] == 1


@pytest.mark.parametrize("code", ["599", "", "200 OK", "1000", 'x"'])
def test_whatever_else_a_remote_side_sends_is_other(code: str) -> None:
    meter = _meter("ozon", "channel")
    meter.record(code, 0.1)
    assert _shown(meter)["requests_totalother"] == 1


def test_a_request_without_an_answer_has_no_duration() -> None:
    meter = _meter("ozon", "channel")
    meter.record("none", None)
    shown = _shown(meter)
    assert shown["requests_totalnone"] == 1
    assert shown["request_duration_seconds_count"] == 0


@given(st.lists(st.floats(0, 100)))
def test_durations_fall_into_the_buckets_of_prometheus_client(durations: list[float]) -> None:
    bounds = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
    theirs = Histogram(
        "bizprobe_api_request_duration_seconds", "x", buckets=bounds, registry=CollectorRegistry()
    )
    meter = _meter("ozon", "channel")
    for seconds in durations:
        meter.record("200", seconds)
        theirs.observe(seconds)
    expected = {
        sample.name.removeprefix("bizprobe_api_") + sample.labels.get("le", ""): sample.value
        for metric in theirs.collect()
        for sample in metric.samples
        if not sample.name.endswith("_created")
    }
    shown = {name: value for name, value in _shown(meter).items() if name.startswith("request_duration")}
    assert shown == expected


def test_nothing_is_said_of_answers_before_the_first_request() -> None:
    assert not [name for name in _shown(_meter("erp", "ours")) if name.startswith("last")]


@pytest.mark.parametrize(
    ("code", "answered"),
    [
        *((code, True) for code in ("200", "401", "404", "429", "ok", "what?")),
        *((code, False) for code in ("none", "failed", "500", "503", "599")),
    ],
)
def test_whether_it_answered_decides_which_moment_is_told(code: str, answered: bool) -> None:
    clock = _HandClock()
    meter = _meter("erp", "ours", clock)
    meter.record("200", 0.1)
    meter.record("none", None)
    clock.seconds = 2000.0
    meter.record(code, 0.1)
    shown = _shown(meter)
    assert shown["last_answer_timestamp_seconds"] == (2000 if answered else 1000)
    assert shown["last_failure_timestamp_seconds"] == (1000 if answered else 2000)


def test_the_clock_of_the_remote_side_is_held_against_ours_when_it_is_heard() -> None:
    clock = _HandClock()
    meter = _meter("ozon", "channel", clock)
    assert "clock_ahead_seconds" not in _shown(meter)
    meter.hear(datetime.fromtimestamp(1090, UTC))
    clock.seconds += 500
    assert _shown(meter)["clock_ahead_seconds"] == 90
    meter.hear(datetime.fromtimestamp(1440, UTC))
    assert _shown(meter)["clock_ahead_seconds"] == -60

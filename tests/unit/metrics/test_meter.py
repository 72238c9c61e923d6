import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.parser import text_string_to_metric_families

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.meter import Meter


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
    shown = _shown(Meter("apteka", "ozon", "channel"))
    assert {name: value for name, value in shown.items() if name.startswith("requests")} == {
        "requests_total200": 0,
        "requests_totalnone": 0,
    }
    assert shown["request_duration_seconds_count"] == 0


def test_a_remote_side_without_http_shows_its_own_codes_and_keeps_what_was_counted() -> None:
    meter = Meter("apteka", "books", "ours")
    meter.record("none", None)
    meter.expect(("ok", "failed"))
    shown = {name: value for name, value in _shown(meter).items() if name.startswith("requests")}
    assert shown == {"requests_totalok": 0, "requests_totalfailed": 0, "requests_totalnone": 1}


@pytest.mark.parametrize("code", ["200", "404", "420", "429", "503", "none", "ok", "failed"])
def test_a_known_code_is_counted_by_its_name(code: str) -> None:
    meter = Meter("apteka", "ozon", "channel")
    meter.record(code, 0.1)
    assert _shown(meter)[f"requests_total{code}"] == 1


@pytest.mark.parametrize("code", ["599", "", "200 OK", "1000", 'x"'])
def test_whatever_else_a_remote_side_sends_is_other(code: str) -> None:
    meter = Meter("apteka", "ozon", "channel")
    meter.record(code, 0.1)
    assert _shown(meter)["requests_totalother"] == 1


def test_a_request_without_an_answer_has_no_duration() -> None:
    meter = Meter("apteka", "ozon", "channel")
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
    meter = Meter("apteka", "ozon", "channel")
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

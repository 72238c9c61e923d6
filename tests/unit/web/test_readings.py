from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bizprobe.metrics.families.api import API_DURATION
from bizprobe.metrics.families.exporter import BUILD_INFO
from bizprobe.metrics.families.flow import FLOW_EVENTS, FLOW_MISSING
from bizprobe.metrics.family import Sample
from bizprobe.web.readings import table

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
FLOW = ("apteka", "ozon", "orders")


def test_labels_that_all_samples_share_are_said_once() -> None:
    shown = table(
        [
            Sample(FLOW_EVENTS, FLOW, 12),
            Sample(FLOW_MISSING, (*FLOW, "book"), 3),
            Sample(FLOW_MISSING, (*FLOW, "channel"), 0),
        ],
        NOW,
        ZoneInfo("UTC"),
    )
    assert shown.common == [("channel", "ozon"), ("dealer", "apteka"), ("flow", "orders")]
    assert [(row.labels, row.value) for row in shown.rows] == [("", "12"), ("book", "3"), ("channel", "0")]


def test_a_single_sample_keeps_its_labels() -> None:
    shown = table([Sample(FLOW_EVENTS, FLOW, 12)], NOW, ZoneInfo("UTC"))
    assert (shown.common, shown.rows[0].labels) == ([], "apteka ozon orders")


def test_histograms_and_infos_are_for_machines() -> None:
    samples = [
        Sample(API_DURATION, ("apteka", "ozon", "channel"), 1, "_bucket", "+Inf"),
        Sample(BUILD_INFO, ("1", "3"), 1),
    ]
    assert table(samples, NOW, ZoneInfo("UTC")).rows == []

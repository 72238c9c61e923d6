"""What a report may say."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.exchange.report import ExchangeReport

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def report(**changes: Any) -> ExchangeReport:
    return ExchangeReport.model_validate(
        {
            "dealer": "apteka",
            "channel": "ozon",
            "exchange": "prices",
            "id": "1",
            "ended_at": NOON,
            "sent": 10,
            "accepted": 8,
            "rejected": 1,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"accepted": 9}, None),
        ({"accepted": 10}, "sent"),
        ({"sent": 0, "accepted": 0, "rejected": 0}, None),
        ({"rejected_items": [{"key": "a"}]}, None),
        ({"rejected_items": [{"key": "a"}, {"key": "b"}]}, "rejected_items"),
        ({"pages_expected": 2, "pages_received": 2}, None),
        ({"pages_expected": 2, "pages_received": 0}, None),
        ({"pages_expected": 2, "pages_received": 3}, "pages_received"),
        ({"pages_expected": 2}, "pages_expected, pages_received"),
        ({"pages_received": 0}, "pages_expected, pages_received"),
        ({"ended_at": NOON + timedelta(minutes=5)}, None),
        ({"ended_at": NOON + timedelta(minutes=6)}, "ended_at"),
    ],
)
def test_contradictions_name_their_field(changes: dict[str, Any], field: str | None) -> None:
    named = [words.partition(":")[0] for words in report(**changes).contradictions(NOON)]
    assert named == ([field] if field else [])


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": "x" * 201},
        {"sent": 10**9 + 1},
        {"sent": True},
        {"sent": 10.0},
        {"ended_at": NOON.replace(tzinfo=None)},
        {"ended_at": NOON.replace(year=1999)},
        {"rejected_items": [{"key": "a"}] * 1001},
        {"rejected_items": [{"key": "a", "reason": "x" * 501}]},
    ],
)
def test_what_is_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        report(**changes)


def test_the_fingerprint_is_that_of_the_content() -> None:
    moscow = NOON.astimezone(tz=datetime.fromisoformat("2026-11-17T15:00:00+03:00").tzinfo)
    assert report(ended_at=moscow).fingerprint == report().fingerprint
    assert report(accepted=9).fingerprint != report().fingerprint


def test_the_report_of_the_how_to_page_is_a_good_one() -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "exchange-reports.md"
    shown = re.search(r"-d '(\{.*?\})'", page.read_text(), re.DOTALL)
    assert shown is not None
    assert list(ExchangeReport.model_validate_json(shown[1]).contradictions(NOON + timedelta(days=9))) == []

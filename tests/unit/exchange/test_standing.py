"""The findings of the last exchange."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bizprobe.exchange.report import RejectedItem
from bizprobe.exchange.standing import LastExchange
from bizprobe.reading import Finding, FindingKind

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def last(**changes: Any) -> LastExchange:
    counts = {"sent": 10, "accepted": 10, "rejected": 0, "pages_expected": None, "pages_received": None}
    return LastExchange(ended_at=NOON, **{**counts, "rejected_items": (), **changes})


def test_an_exchange_that_arrived_whole_has_no_findings() -> None:
    assert list(last(pages_expected=3, pages_received=3).findings("prices")) == []


def test_the_exchange_comes_first_and_then_its_items() -> None:
    items = (RejectedItem(key="PH-7", reason="too low"), RejectedItem(key="PH-8"))
    exchange = last(sent=12000, accepted=9000, rejected=3000, rejected_items=items)
    assert list(exchange.findings("prices")) == [
        Finding(
            FindingKind.EXCHANGE_REJECTED, "prices", "12000 sent", "9000 accepted", NOON, "3000 rejected"
        ),
        Finding(FindingKind.EXCHANGE_REJECTED, "PH-7", since=NOON, note="too low"),
        Finding(FindingKind.EXCHANGE_REJECTED, "PH-8", since=NOON),
    ]


def test_what_nobody_answered_for_is_told_apart() -> None:
    [finding] = last(accepted=6, rejected=1).findings("prices")
    assert finding.note == "1 rejected, 3 without an answer"


@pytest.mark.parametrize(("received", "lost"), [(0, 7), (5, 2)])
def test_lost_pages_are_counted(received: int, lost: int) -> None:
    [finding] = last(pages_expected=7, pages_received=received).findings("stocks")
    assert finding == Finding(
        FindingKind.EXCHANGE_PAGES_LOST,
        "stocks",
        "7 pages expected",
        f"{received} received",
        NOON,
        f"{lost} lost",
    )

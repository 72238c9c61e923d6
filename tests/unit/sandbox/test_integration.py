import json

import pytest

from bizprobe.exchange.report import ExchangeReport
from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.integration import reports
from bizprobe.sandbox.world import World


def reported(world: World) -> list[ExchangeReport]:
    """The reports as the exporter's inbox reads them."""
    found = [ExchangeReport.model_validate_json(json.dumps(report)) for report in reports(world)]
    assert not [words for report in found for words in report.contradictions(world.now)]
    return found


def test_prices_and_stocks_are_reported_in_full(world: World) -> None:
    found = reported(world)
    assert [(report.channel, report.exchange.value) for report in found] == [
        ("kupi", "prices"),
        ("kupi", "stocks"),
    ]
    for report in found:
        assert report.sent == report.accepted == 300
        assert report.pages_expected == report.pages_received == 3


@pytest.mark.parametrize(
    ("fault", "rejected", "pages"),
    [(FaultName.EXCHANGE_REJECTED, 75, 3), (FaultName.EXCHANGE_PAGES_LOST, 0, 1)],
)
def test_what_does_not_arrive_is_reported(world: World, fault: FaultName, rejected: int, pages: int) -> None:
    world.inject(Broken("kupi", fault))
    for report in reported(world):
        assert report.rejected == len(report.rejected_items) == rejected
        assert report.pages_received == pages


def test_software_that_has_stopped_reports_nothing(world: World) -> None:
    world.inject(Broken("kupi", FaultName.EXCHANGE_LATE))
    assert reported(world) == []

"""What is shown of what needs what."""

from collections.abc import Iterator
from typing import Any

import pytest

from bizprobe.engine.dependencies import dependency_samples
from bizprobe.metrics.families.dependency import ASKS_INFO, BUSINESS_SERVICE_INFO, DEPENDS_INFO
from bizprobe.metrics.family import Family
from tests.unit.engine.conftest import World

FILE = """
dealers:
  apteka:
    timezone: Europe/Moscow
    business_services:
      vpn: {}
      sales: {title: Sales, step: buy, critical: true, depends_on: [systems.crm]}
    systems:
      erp: {kind: scripted, depends_on: [business_services.vpn]}
      crm: {kind: scripted}
    channels:
      ozon: {kind: scripted}
    probes:
      ozon-prices: {kind: scripted, channel: ozon, book: erp, business_service: sales}
      nothing: {kind: scripted}
"""


@pytest.fixture
def shown(world: World) -> Any:
    samples = list(dependency_samples(world.settings(FILE)))

    def labels(family: Family) -> Iterator[tuple[str, ...]]:
        return (sample.labels[1:] for sample in samples if sample.family is family)

    return labels


def test_everything_that_a_probe_cannot_do_without_is_shown(shown: Any) -> None:
    assert set(shown(DEPENDS_INFO)) == {
        ("probe:ozon-prices", "channel:ozon"),
        ("probe:ozon-prices", "system:erp"),
        ("probe:ozon-prices", "business_service:vpn"),
        ("probe:ozon-prices", "business_service:sales"),
        ("probe:ozon-prices", "system:crm"),
        ("business_service:sales", "system:crm"),
        ("system:erp", "business_service:vpn"),
    }


def test_whom_a_probe_asks_is_shown_and_not_what_those_need(shown: Any) -> None:
    assert set(shown(ASKS_INFO)) == {("ozon-prices", "ozon", "channel"), ("ozon-prices", "erp", "ours")}


def test_a_business_service_says_whether_it_is_critical(shown: Any) -> None:
    assert list(shown(BUSINESS_SERVICE_INFO)) == [("vpn", "", "", "false"), ("sales", "Sales", "buy", "true")]

from pathlib import Path

import pytest

from bizprobe.errors import Reason, UsageError
from bizprobe.sandbox import faults
from bizprobe.sandbox.faults import FAULTS, Broken, FaultName
from bizprobe.sandbox.places import PLACES

RULES = Path(__file__).parents[3] / "prometheus" / "rules"
HARMLESS = {FaultName.DUPLICATED_PAGES, FaultName.REORDERED_PAGES}


def test_every_fault_is_in_the_table_and_can_hit_something() -> None:
    assert set(FAULTS) == set(FaultName)
    assert all(any(fault.fits(place) for place in PLACES.values()) for fault in FAULTS.values())


def test_every_fault_names_what_must_come_of_it() -> None:
    reasons = {reason.value for reason in Reason}
    for fault in FAULTS.values():
        assert fault.expect_alert.startswith("Bizprobe") or fault.name in HARMLESS
        assert not fault.expect_reason or fault.expect_reason in reasons
        assert bool(fault.expect_reason) + bool(fault.expect_finding) == bool(fault.expect_alert)


def test_every_alert_that_is_expected_exists() -> None:
    rules = "".join(file.read_text() for file in RULES.glob("*.yml"))
    expected = {fault.expect_alert for fault in FAULTS.values() if fault.expect_alert}
    assert {alert for alert in expected if f"alert: {alert}\n" not in rules} == set()


@pytest.mark.parametrize(
    ("place", "fault", "message"),
    [
        ("ozzon", "silence", "there is no 'ozzon' in the sandbox; there are ozon, ozon-express, "),
        ("ozon", "sleep", "there is no fault 'sleep'; there are silence, lost_orders, "),
        ("crm", "silence", "crm cannot have the fault silence; ozon, ozon-express, "),
        ("ozon", "locked", "ozon cannot have the fault locked; shop can"),
        ("crm", "hidden", "crm cannot have the fault hidden; ozon, ozon-express, "),
        ("ozon", "price_quarantined", "ozon cannot have the fault price_quarantined; wildberries, yandex-"),
        ("shop", "hang", "shop cannot have the fault hang; ozon, "),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(place: str, fault: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"^{message}"):
        faults.parse(place, fault)


def test_a_fault_is_found_by_its_name() -> None:
    assert faults.parse("crm", "errors") == Broken("crm", FaultName.ERRORS)

"""What fails for good says so itself; an objective that is missed beside it is no news."""

import pytest

from tests.unit.rules.test_inhibition import alert, quiet

API = alert("BizprobeApiObjectiveMissed", dealer="coats", channel="wb", remote="wb")
PROBE = alert("BizprobeProbeObjectiveMissed", dealer="coats", channel="wb", probe="wb-prices")
BLIND = ["BizprobeProbeCannotAsk", "BizprobeKeyRejected"]

every_blindness = pytest.mark.parametrize("name", BLIND)


@every_blindness
def test_a_blind_probe_keeps_its_own_objective_quiet(name: str) -> None:
    blind = alert(name, severity="warning", dealer="coats", channel="wb", probe="wb-prices")
    assert quiet({**PROBE, "severity": "warning"}, blind)
    assert not quiet({**PROBE, "severity": "critical"}, blind)
    assert quiet({**PROBE, "severity": "critical"}, {**blind, "severity": "critical"})
    assert not quiet({**PROBE, "probe": "wb-orders"}, blind)
    assert not quiet(blind, PROBE)


@every_blindness
def test_a_blind_probe_keeps_the_objective_of_its_channel_quiet(name: str) -> None:
    blind = alert(name, severity="warning", dealer="coats", channel="wb", probe="wb-prices")
    assert quiet({**API, "severity": "warning"}, blind)
    assert not quiet({**API, "severity": "critical"}, blind)
    assert quiet({**API, "severity": "critical"}, {**blind, "severity": "critical"})
    assert not quiet({**API, "channel": "ozon"}, blind)
    assert not quiet({**API, "dealer": "boots"}, blind)


@every_blindness
def test_a_blind_channel_keeps_its_budget_quiet(name: str) -> None:
    blind = alert(name, severity="warning", dealer="coats", channel="wb", probe="wb-prices")
    budget = alert("BizprobeApiBudgetExhausted", dealer="coats", channel="wb", remote="wb")
    shared = {label: value for label, value in budget.items() if label != "channel"}
    assert quiet(budget, blind)
    assert quiet(budget, {**blind, "severity": "critical"})
    assert not quiet({**budget, "severity": "critical"}, blind)
    assert not quiet({**budget, "channel": "ozon"}, blind)
    assert not quiet({**budget, "dealer": "boots"}, blind)
    assert not quiet(shared, {label: value for label, value in blind.items() if label != "channel"})
    assert not quiet(blind, budget)


def test_an_api_that_fails_now_and_then_is_why_the_probes_of_its_channel_do() -> None:
    assert quiet({**PROBE, "severity": "warning"}, {**API, "severity": "warning"})
    assert not quiet({**PROBE, "severity": "critical"}, {**API, "severity": "warning"})
    assert quiet({**PROBE, "severity": "critical"}, {**API, "severity": "critical"})
    assert not quiet({**PROBE, "channel": "ozon"}, API)
    assert not quiet(API, PROBE)


def test_a_system_keeps_no_probe_without_a_channel_quiet_and_no_other_system() -> None:
    system = {label: value for label, value in API.items() if label != "channel"} | {"system": "erp"}
    without = {label: value for label, value in PROBE.items() if label != "channel"}
    assert not quiet(without, system)
    assert not quiet({**system, "system": "crm", "severity": "warning"}, {**system, "severity": "critical"})
    assert quiet({**system, "severity": "warning"}, {**system, "severity": "critical"})


def test_a_budget_that_is_used_up_keeps_quiet_that_it_would_be() -> None:
    foreseen = alert("BizprobeApiBudgetRunsOut")
    names = {label: foreseen[label] for label in ("dealer", "remote", "group")}
    used_up = alert("BizprobeApiBudgetExhausted", **names)
    assert quiet(foreseen, used_up)
    assert not quiet({**foreseen, "group": "other"}, used_up)
    assert not quiet(used_up, foreseen)

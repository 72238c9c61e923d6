"""What is down is told once: what needs it keeps quiet, the cause never does."""

import pytest

from tests.unit.rules.inhibition import SEEN, alert, quiet

PROBE = {"dealer": "apteka", "probe": "ozon-prices"}
CHANNEL = {"dealer": "apteka", "channel": "ozon"}
SYSTEM = {"dealer": "apteka", "system": "erp"}
ERP = "system:erp"


def needs(on: str, **dependent: str) -> dict[str, str]:
    """The inhibitor of one dependent, with no other label than it has."""
    labels = {"severity": "info", "incident": "dependency", "side": "ours"}
    return {"alertname": "BizprobeDependencyDown", **labels, "on": on, **dependent}


def blind(**labels: str) -> dict[str, str]:
    return alert("BizprobeProbeCannotAsk", **{**PROBE, **CHANNEL, **labels})


BLIND_PROBE = needs(ERP, **PROBE)
BLIND_CHANNEL = needs("uplink", **CHANNEL)
SEVERITIES = pytest.mark.parametrize("severity", ["warning", "critical"])


@SEVERITIES
def test_a_probe_that_needs_what_is_down_keeps_quiet(severity: str) -> None:
    assert quiet(blind(severity=severity), BLIND_PROBE)
    assert not quiet(blind(severity=severity, probe="ozon-orders"), BLIND_PROBE)
    assert not quiet(blind(severity=severity, dealer="moto"), BLIND_PROBE)


def test_everything_that_is_told_of_a_probe_by_name_keeps_quiet_with_it() -> None:
    named = [one for one in SEEN if "probe" in one and one["alertname"] != "BizprobeDependencyDown"]
    told = {one["alertname"] for one in named if not quiet({**one, **PROBE}, BLIND_PROBE)}
    assert {one["alertname"] for one in named} - told >= {"BizprobeProbeCannotAsk", "BizprobeProbeOverdue"}
    assert told == {"BizprobeKeyRejected"}


def test_a_probe_keeps_nothing_of_its_channel_quiet_that_names_no_probe() -> None:
    without = [{**one, **CHANNEL} for one in SEEN if "probe" not in one]
    assert not [one for one in without if quiet(one, BLIND_PROBE)]


def test_a_channel_that_needs_what_is_down_keeps_quiet_with_and_without_a_probe() -> None:
    for name in ("BizprobeFlowSilent", "BizprobePricesDifferent", "BizprobeExchangeLate"):
        assert quiet(alert(name, **CHANNEL), BLIND_CHANNEL)
        assert not quiet(alert(name, dealer="apteka", channel="kupi"), BLIND_CHANNEL)
        assert not quiet(alert(name, dealer="moto", channel="ozon"), BLIND_CHANNEL)
    assert quiet(blind(), BLIND_CHANNEL)


@pytest.mark.parametrize("name", ["BizprobeKeyRejected", "BizprobeKeyExpires", "BizprobeKeyRightsMissing"])
def test_a_key_is_a_cause_of_its_own(name: str) -> None:
    key = alert(name, **{**CHANNEL, **PROBE})
    assert not [source for source in (BLIND_PROBE, BLIND_CHANNEL) if quiet(key, source)]


def test_a_system_that_needs_another_or_the_way_out_keeps_quiet() -> None:
    down = alert("BizprobeSystemDown", **SYSTEM)
    assert quiet(down, needs("uplink", **SYSTEM))
    assert not quiet(down, needs("uplink", dealer="apteka", system="crm"))
    assert not quiet(down, needs("uplink", dealer="moto", system="erp"))


@pytest.mark.parametrize("dependent", [PROBE, CHANNEL, SYSTEM, {"dealer": "apteka", "business_service": "x"}])
def test_what_lacks_a_label_on_both_sides_is_not_taken_for_the_same(dependent: dict[str, str]) -> None:
    bare = {"alertname": "BizprobeAnything", "severity": "critical", "incident": "x", "dealer": "apteka"}
    assert not quiet(bare, needs(ERP, **dependent))


@pytest.mark.parametrize("dependent", [PROBE, CHANNEL])
def test_the_causes_are_never_kept_quiet_by_a_probe_or_a_channel(dependent: dict[str, str]) -> None:
    source = needs(ERP, **dependent)
    for cause in ("BizprobeSystemDown", "BizprobeUplinkDown", "BizprobeExporterDown"):
        assert not quiet(alert(cause), source)


def test_an_inhibitor_keeps_no_inhibitor_quiet() -> None:
    inhibitors = [needs(ERP, **dependent) for dependent in (PROBE, CHANNEL, SYSTEM)]
    assert not [(one, other) for one in inhibitors for other in inhibitors if quiet(one, other)]


def test_nothing_but_a_dead_exporter_keeps_the_way_out_quiet() -> None:
    uplink = alert("BizprobeUplinkDown", dealer="apteka")
    same = [{**one, "dealer": "apteka"} for one in SEEN]
    assert {one["incident"] for one in same if quiet(uplink, one)} <= {"exporter-down"}


def test_a_critical_system_keeps_no_other_systems_warning_quiet() -> None:
    erp, crm = (alert("BizprobeSystemDown", dealer="apteka", system=system) for system in ("erp", "crm"))
    assert quiet({**erp, "severity": "warning"}, {**erp, "severity": "critical"})
    assert not quiet({**crm, "severity": "warning"}, {**erp, "severity": "critical"})


def test_a_system_that_is_down_misses_its_objective_without_a_word() -> None:
    missed = alert("BizprobeApiObjectiveMissed", **SYSTEM)
    down = alert("BizprobeSystemDown", **SYSTEM)
    assert quiet({**missed, "severity": "warning"}, {**down, "severity": "warning"})
    assert not quiet({**missed, "severity": "critical"}, {**down, "severity": "warning"})
    assert quiet({**missed, "severity": "critical"}, {**down, "severity": "critical"})
    assert not quiet({**missed, "system": "crm"}, down)

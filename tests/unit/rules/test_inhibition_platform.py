"""What the alerts about exporters, Prometheus and Alertmanager keep quiet, and what they never do."""

import pytest

from tests.unit.rules.test_inhibition import SEEN, alert, quiet

DOWN = alert("BizprobeExporterDown", blind="part", instance="shard-1:19310", job="bizprobe")
MISSING = alert("BizprobeShardMissing", job="bizprobe")


def others_that_are_quiet(source: dict[str, str]) -> set[str]:
    return {one["alertname"] for one in SEEN if quiet(one, source)} - {source["alertname"]}


def test_one_of_several_exporters_that_is_down_silences_nothing_but_that_it_is_missing() -> None:
    assert others_that_are_quiet(DOWN) == {"BizprobeShardMissing"}
    assert not quiet({**MISSING, "job": "office"}, DOWN)


@pytest.mark.parametrize("other", ["BizprobeFlowSilent", "BizprobeKeyRejected", "BizprobeProbeOverdue"])
def test_when_the_last_of_them_is_down_everything_is_silenced(other: str) -> None:
    assert quiet(alert(other), {**DOWN, "blind": "all"})
    assert not quiet(alert(other), DOWN)


def test_a_missing_one_silences_nobody() -> None:
    assert others_that_are_quiet(MISSING) == set()


def test_that_no_alertmanager_takes_alerts_is_not_told_of_each() -> None:
    none, one = alert("BizprobeAlertsNotDelivered"), alert("BizprobeAlertmanagerUnreachable")
    assert quiet(one, none)
    assert not quiet({**one, "instance": "second:9090"}, none)
    assert not quiet(none, one)


def test_a_group_whose_evaluations_are_left_out_is_not_told_to_be_slow() -> None:
    missed, slow = alert("BizprobeRulesMissed"), alert("BizprobeRulesSlow")
    assert quiet(slow, missed)
    assert not quiet({**slow, "rule_group": "another"}, missed)
    assert not quiet(missed, slow)


def test_a_wrong_clock_silences_nothing() -> None:
    assert others_that_are_quiet(alert("BizprobeClockSkewed")) == set()

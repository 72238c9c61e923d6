"""Causes keep their effects quiet, and nothing keeps itself quiet."""

import re
from typing import Any

import pytest

from tests.unit.rules.inhibition import CONFIG, RULES, SEEN, alert, matches, quiet
from tests.unit.rules.rulebook import alerts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["source_matchers"][0])
def test_no_alert_is_both_source_and_target(rule: dict[str, Any]) -> None:
    assert not [
        labels
        for labels in SEEN
        if matches(rule["source_matchers"], labels) and matches(rule["target_matchers"], labels)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["source_matchers"][0])
def test_every_rule_has_alerts_on_both_sides(rule: dict[str, Any]) -> None:
    assert any(matches(rule["source_matchers"], labels) for labels in SEEN)
    assert any(matches(rule["target_matchers"], labels) for labels in SEEN)


def test_every_alert_that_is_named_exists() -> None:
    assert set(re.findall(r"Bizprobe[A-Z]\w+", str(CONFIG))) <= {one.name for one in alerts()}


@pytest.mark.parametrize("cause", ["BizprobeExporterDown", "BizprobeExporterAbsent"])
def test_while_the_exporter_is_down_only_that_and_the_platform_speak(cause: str) -> None:
    loud = {one["incident"] for one in SEEN if not quiet(one, alert(cause))}
    assert loud == {"exporter-down", "monitoring", "watchdog"}


SILENT = alert("BizprobeFlowSilent", severity="critical")
ALL = alert("BizprobeAllFlowsSilent", severity="critical")
BLIND = alert("BizprobeProbeCannotAsk", severity="critical")


def test_all_channels_at_once_keep_the_single_ones_of_the_same_dealer_and_flow_quiet() -> None:
    assert quiet(SILENT, ALL)
    assert not quiet({**SILENT, "dealer": "other"}, ALL)
    assert not quiet({**SILENT, "flow": "leads"}, ALL)
    assert not quiet(ALL, SILENT)


def test_a_channel_that_cannot_be_read_keeps_what_was_known_of_it_quiet() -> None:
    assert quiet(SILENT, BLIND)
    assert not quiet({**SILENT, "channel": "other"}, BLIND)
    assert not quiet({**SILENT, "dealer": "other"}, BLIND)
    assert not quiet(BLIND, SILENT)


def test_times_ahead_are_not_told_of_a_channel_that_cannot_be_read() -> None:
    told = alert("BizprobeFlowTimesAhead", dealer=BLIND["dealer"], channel=BLIND["channel"])
    assert quiet(told, {**BLIND, "severity": "warning"})
    assert not quiet({**told, "channel": "other"}, BLIND)


@pytest.mark.parametrize(
    "name",
    ["BizprobeOrdersCancelledApart", "BizprobeOrderStatusesApart", "BizprobeOrderStatusWordsUnmapped"],
)
def test_statuses_are_not_told_of_a_channel_whose_flow_cannot_be_read(name: str) -> None:
    told = alert(name, dealer=BLIND["dealer"], channel=BLIND["channel"], flow=BLIND["flow"])
    assert quiet(told, BLIND)
    assert not quiet({**told, "flow": "leads"}, BLIND)
    assert not quiet({**told, "severity": "critical"}, {**BLIND, "severity": "warning"})


def test_a_comparison_of_prices_that_cannot_ask_keeps_no_status_quiet() -> None:
    without = {label: value for label, value in BLIND.items() if label != "flow"}
    apart = alert("BizprobeOrdersCancelledApart", dealer=BLIND["dealer"], channel=BLIND["channel"])
    assert not quiet(apart, without)


def test_a_word_that_the_flow_tells_of_is_not_told_again_by_the_comparison() -> None:
    told = alert("BizprobeStatusUnmapped")
    same = {label: told[label] for label in ("dealer", "channel", "flow")}
    again = alert("BizprobeOrderStatusWordsUnmapped", where="channel", **same)
    assert quiet(again, told)
    assert not quiet({**again, "where": "book"}, told)
    assert not quiet({**again, "channel": "other"}, told)
    assert not quiet(told, again)


def test_a_warning_never_silences_what_is_critical() -> None:
    assert not quiet(SILENT, {**BLIND, "severity": "warning"})
    assert quiet({**SILENT, "severity": "warning"}, {**BLIND, "severity": "warning"})


def test_a_probe_that_cannot_ask_keeps_its_being_overdue_quiet_and_no_other_probes() -> None:
    overdue = alert("BizprobeProbeOverdue", dealer=BLIND["dealer"], probe=BLIND["probe"])
    assert quiet(overdue, {**BLIND, "severity": "warning"})
    assert not quiet({**overdue, "probe": "other"}, BLIND)


def test_a_key_that_is_rejected_keeps_its_expiry_quiet_and_not_the_rights_that_it_lacks() -> None:
    rejected = alert("BizprobeKeyRejected", severity="critical")
    expires = alert("BizprobeKeyExpires", dealer=rejected["dealer"], channel=rejected["channel"])
    assert quiet(expires, rejected)
    assert quiet({**expires, "severity": "warning"}, {**rejected, "severity": "warning"})
    assert not quiet({**expires, "severity": "critical"}, {**rejected, "severity": "warning"})
    assert not quiet({**expires, "channel": "other"}, rejected)
    assert not quiet(alert("BizprobeKeyRightsMissing", channel=rejected["channel"]), rejected)


@pytest.mark.parametrize(
    "name", ["BizprobePricesDifferent", "BizprobeStockHidden", "BizprobeExchangeRejected"]
)
def test_what_was_compared_or_reported_is_told_although_the_orders_cannot_be_read(name: str) -> None:
    told = alert(name, dealer=BLIND["dealer"], channel=BLIND["channel"])
    assert not [one for one in SEEN if one["incident"] in ("cannot-ask", "key-rejected") and quiet(told, one)]


def test_a_probe_without_a_channel_keeps_no_channel_quiet() -> None:
    without = {label: value for label, value in BLIND.items() if label not in ("channel", "flow")}
    assert not [one for one in SEEN if one["incident"] == "order-silence" and quiet(one, without)]


def test_a_comparison_that_cannot_ask_keeps_no_flow_of_its_channel_quiet() -> None:
    without = {label: value for label, value in BLIND.items() if label != "flow"}
    assert not quiet(SILENT, without)


def test_critical_keeps_the_warning_of_the_same_question_quiet() -> None:
    assert quiet({**SILENT, "severity": "warning"}, SILENT)
    assert not quiet({**SILENT, "severity": "warning", "channel": "other"}, SILENT)
    standing = alert("BizprobeOpenOrdersTooOld", severity="critical", status="new")
    assert not quiet({**standing, "severity": "warning", "status": "packed"}, standing)
    apart = alert("BizprobeOrderStatusesApart", severity="critical", where="book", state="behind")
    assert quiet({**apart, "severity": "warning"}, apart)
    assert not quiet({**apart, "severity": "warning", "state": "ahead"}, apart)
    late = alert("BizprobeExchangeLate", severity="critical", exchange="prices")
    assert quiet({**late, "severity": "warning"}, late)
    assert not quiet({**late, "severity": "warning", "exchange": "stocks"}, late)

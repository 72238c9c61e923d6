"""What is found of a fault, and what is complained of."""

from dataclasses import replace

import pytest

from bizprobe.bundle.faults.case import LASTS_AT_LEAST, LASTS_ON, MENDED_WITHIN, Case
from bizprobe.bundle.faults.told import TOLD_AFTER
from tests.unit.bundle.faults.cases import SILENT, alert, case, held, sight


def mended(case: Case) -> Case:
    case.mended = 1300.0
    case.see(sight(1310))
    return case


def test_an_alert_in_time_at_its_owner_and_gone_afterwards_is_as_the_book_says() -> None:
    followed = case()
    followed.see(sight(1050))
    followed.see(sight(1070, alert()))
    assert mended(followed).complaints == []
    assert (followed.after(followed.detected), followed.after(followed.message)) == (70, 70)


def test_a_warning_before_it_belongs_to_it() -> None:
    followed = case()
    for at in (1030, 1060, 1080):
        followed.see(sight(at, alert(severity="warning")))
    assert followed.detected is None
    followed.see(sight(1090, alert()))
    assert mended(followed).complaints == []


def test_an_alert_after_the_allowed_time_is_late() -> None:
    followed = case()
    followed.see(sight(1101, alert()))
    assert mended(followed).complaints == ["late"]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({"side": "ours"}, "BizprobeFlowSilent (critical, ours) of ozon"),
        ({"severity": "warning", "side": "ours"}, "BizprobeFlowSilent (warning, ours) of ozon"),
        ({"name": "BizprobeProbeCannotAsk"}, "BizprobeProbeCannotAsk (critical, channel) of ozon"),
    ],
)
def test_what_is_another_alert_is_missing_and_told_instead(labels: dict[str, str], words: str) -> None:
    followed = case()
    for at in (1050, 1050 + TOLD_AFTER):
        followed.see(sight(at, alert(**labels)))
    assert mended(followed).complaints == ["missing", f"also {words}"]


def test_an_alert_of_another_owner_is_complained_of() -> None:
    followed = case()
    followed.see(sight(1050, alert(), held_by=held(alert(), receiver="it-critical")))
    assert mended(followed).complaints == ["told to it-critical"]


def test_an_alert_that_is_inhibited_was_told_to_nobody() -> None:
    followed = case()
    followed.see(sight(1050, alert(), held_by=held(alert(), inhibited=True)))
    assert mended(followed).complaints == ["told to nobody"]


def test_effects_that_are_inhibited_are_noted_and_are_no_complaint() -> None:
    followed = case()
    effects = held(alert("BizprobeProbeOverdue"), inhibited=True)
    for at in (1050, 1050 + TOLD_AFTER):
        followed.see(sight(at, alert(), held_by=[*held(alert()), *effects]))
    assert mended(followed).complaints == []
    assert followed.inhibited == {"BizprobeProbeOverdue"}


def test_what_passes_before_anybody_is_told_is_no_complaint() -> None:
    followed = case()
    flap = held(alert("BizprobeProbeOverdue"))
    for at, more in ((1050, flap), (1060, []), (1070, flap), (1090, flap)):
        followed.see(sight(at, alert(), held_by=[*held(alert()), *more]))
    assert mended(followed).complaints == []


def test_an_alert_before_the_fault_is_a_false_one() -> None:
    followed = case(begun=None)
    for at in (900, 900 + TOLD_AFTER):
        followed.see(sight(at, alert()))
    assert followed.complaints[-1] == "also BizprobeFlowSilent (critical, channel) of ozon"


def test_of_a_harmless_fault_nothing_may_come() -> None:
    quiet, loud = case(None), case(None)
    for at in (1050, 1050 + TOLD_AFTER):
        quiet.see(sight(at))
        loud.see(sight(at, alert()))
    assert mended(quiet).complaints == []
    assert mended(loud).complaints == ["also BizprobeFlowSilent (critical, channel) of ozon"]


def test_what_goes_on_after_it_was_mended_does_not_recover() -> None:
    followed = case()
    followed.see(sight(1050, alert()))
    followed.mended = 1300.0
    followed.see(sight(1310, alert()))
    assert not followed.is_over(1310)
    assert followed.is_over(1301 + MENDED_WITHIN)
    assert followed.complaints == ["does not recover"]


def test_of_damage_that_is_done_nobody_waits_for_the_end() -> None:
    followed = case(replace(SILENT, stays=True))
    followed.see(sight(1050, alert()))
    followed.mended = 1300.0
    followed.see(sight(1310, alert()))
    assert followed.is_over(1310)
    assert followed.complaints == []


def test_a_fault_is_on_until_late_alerts_have_had_their_time() -> None:
    followed = case()
    followed.see(sight(1050, alert()))
    assert not followed.is_to_be_mended(999 + LASTS_AT_LEAST)
    assert followed.is_to_be_mended(1000 + LASTS_AT_LEAST)


def test_a_fault_without_its_alert_is_on_until_that_is_late() -> None:
    slow = case()
    allowed = 1000 + SILENT.within.total_seconds() + LASTS_ON
    assert not slow.is_to_be_mended(allowed)
    assert slow.is_to_be_mended(max(allowed, 1000 + LASTS_AT_LEAST))
    assert not case(begun=None).is_to_be_mended(2000)

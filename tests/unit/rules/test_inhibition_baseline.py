"""Silent, stopped and too few are one question: the surest answer speaks."""

import pytest

from tests.unit.rules.test_inhibition import ALL, BLIND, SILENT, alert, quiet

FLOW = {label: SILENT[label] for label in ("dealer", "channel", "flow")}
STOPPED = alert("BizprobeFlowStopped", severity="critical", **FLOW)
FEW = alert("BizprobeFlowBelowBaseline", severity="warning", **FLOW)


@pytest.mark.parametrize(("effect", "cause"), [(STOPPED, SILENT), (FEW, SILENT), (FEW, STOPPED)])
def test_the_surer_answer_keeps_the_other_of_the_same_flow_quiet(
    effect: dict[str, str], cause: dict[str, str]
) -> None:
    assert quiet(effect, cause)
    assert not quiet(cause, effect)
    assert not quiet({**effect, "channel": "other"}, cause)
    assert not quiet({**effect, "flow": "leads"}, cause)
    assert not quiet({**effect, "severity": "critical"}, {**cause, "severity": "warning"})
    assert quiet({**effect, "severity": "warning"}, {**cause, "severity": "warning"})


@pytest.mark.parametrize("effect", [STOPPED, FEW])
def test_all_channels_at_once_keep_each_of_them_quiet(effect: dict[str, str]) -> None:
    everywhere = {**ALL, "dealer": effect["dealer"], "flow": effect["flow"]}
    assert quiet(effect, everywhere)
    assert not quiet({**effect, "dealer": "other"}, everywhere)
    assert not quiet(everywhere, effect)


@pytest.mark.parametrize("effect", [STOPPED, FEW])
def test_of_a_channel_that_cannot_be_read_nothing_is_told(effect: dict[str, str]) -> None:
    told = {**effect, **{label: BLIND[label] for label in ("dealer", "channel", "flow")}}
    assert quiet(told, BLIND)
    assert not quiet({**told, "channel": "other"}, BLIND)
    assert not quiet({**told, "severity": "critical"}, {**BLIND, "severity": "warning"})

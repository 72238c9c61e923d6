"""The limits of a baseline: on by default, off when told so, by the hour where that is wanted."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.probes.flow.baseline import BaselineSettings
from bizprobe.probes.flow.settings import FlowSettings
from tests.unit.probes.flow.world import NOON, World

pytestmark = pytest.mark.anyio

FEW, STOPPED, MINIMUM = (
    "bizprobe_flow_few_limit_ratio",
    "bizprobe_flow_stopped_limit_events",
    "bizprobe_flow_baseline_minimum_events",
)
DEFAULT = {(FEW, "warning"): 0.5, (STOPPED, "critical"): 12, (MINIMUM, "orders"): 10}


async def limits(folder: Path, baseline: Any) -> dict[tuple[str, str], float]:
    """The limits that a run exports at noon, by family and last label."""
    world = World(folder, baseline=baseline)
    reading = await world.run()
    shown = (FEW, STOPPED, MINIMUM)
    return {
        (sample.family.name, sample.labels[-1]): sample.value
        for sample in reading.samples
        if sample.family.name in shown
    }


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        ({}, DEFAULT),
        ("off", {}),
        ({"few": "off"}, {(STOPPED, "critical"): 12, (MINIMUM, "orders"): 10}),
        ({"few": {}, "stopped": {}}, {}),
        ({"few": 0.3, "stopped": {}}, {(FEW, "critical"): 0.3, (MINIMUM, "orders"): 10}),
        (
            {"few": {"warning": 0.6}, "stopped": {"warning": 7, "critical": 20}, "minimum": 2.5},
            {
                (FEW, "warning"): 0.6,
                (STOPPED, "warning"): 7,
                (STOPPED, "critical"): 20,
                (MINIMUM, "orders"): 2.5,
            },
        ),
        (
            {"few": {"warning": {"default": 0.5, "11:00-13:00": 0.2}}, "stopped": {}},
            {(FEW, "warning"): 0.2, (MINIMUM, "orders"): 10},
        ),
        ({"few": {}, "stopped": {"critical": {"default": 12, "11:00-13:00": "off"}}}, {}),
    ],
)
async def test_the_limits_in_force_are_exported(
    tmp_path: Path, baseline: Any, expected: dict[tuple[str, str], float]
) -> None:
    assert NOON.hour == 12
    assert await limits(tmp_path, baseline) == expected


def test_a_flow_has_a_baseline_unless_it_says_otherwise() -> None:
    settings = FlowSettings.model_validate({"kind": "flow", "channel": "ozon"})
    assert settings.baseline == BaselineSettings()


@pytest.mark.parametrize(
    ("baseline", "words"),
    [
        ({"few": {"warning": 1.5}}, "expected a share between 0 and 1, such as 0.5, or off"),
        ({"few": {"warning": 0}}, "expected a share between 0 and 1"),
        ({"few": {"warning": True}}, "expected a share between 0 and 1"),
        ({"stopped": {"critical": 0}}, "stopped: expected at least 1 event, or off"),
        ({"stopped": {"critical": 2.5}}, "expected a whole number, at least 0, or off"),
        ({"minimum": -1}, "greater than or equal to 0"),
    ],
)
def test_what_no_baseline_can_be_is_refused(baseline: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        FlowSettings.model_validate({"kind": "flow", "channel": "ozon", "baseline": baseline})

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.engine.schedule import Schedule

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUARTER = Schedule(60, 0.25)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
schedules = st.builds(Schedule, st.floats(0.1, 86400), st.floats(0, 1, exclude_max=True))


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_phase_is_the_same_in_every_process(seed: str) -> None:
    code = "from bizprobe.engine.schedule import Schedule; print(Schedule.of('apteka', 'ozon', 60).phase)"
    other = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
    )

    assert float(other.stdout) == Schedule.of("apteka", "ozon", 60).phase


def test_the_phase_does_not_depend_on_the_interval() -> None:
    assert Schedule.of("apteka", "ozon", 60).phase == Schedule.of("apteka", "ozon", 300).phase


def test_probes_spread_over_the_interval() -> None:
    tenths = Counter(int(Schedule.of("apteka", f"probe-{n}", 60).phase * 10) for n in range(2000))

    assert set(tenths) == set(range(10))
    assert all(140 < count < 260 for count in tenths.values())


@pytest.mark.parametrize(("every", "latest"), [(60, 2.5), (3600, 2.5), (4, 1)])
def test_the_first_run_does_not_wait_for_the_phase(every: float, latest: float) -> None:
    assert Schedule(every, 0.25).first_due(NOON) == NOON + seconds(latest)


@pytest.mark.parametrize(
    ("now", "started", "due", "why"),
    [
        (1, 0, 75, "soon after a run the next moment in phase is skipped"),
        (16, 15, 75, "a run in phase is followed by the next one"),
        (14.999, 14.999, 75, "a timer that woke early does not run the same moment twice"),
        (60, 15, 75, "a run of 45 s changes nothing"),
        (80, 15, 135, "a run of 65 s misses one moment"),
        (7200, 15, 7215, "after a suspended machine nothing is caught up"),
        (-3600, 15, -3585, "a clock that was set back does not stop the probe for an hour"),
    ],
)
def test_the_next_run(now: float, started: float, due: float, why: str) -> None:
    assert QUARTER.next_due(NOON + seconds(now), NOON + seconds(started)) == NOON + seconds(due), why


@given(schedules, moments, st.floats(0, 10 * 86400))
def test_the_next_run_is_in_phase_and_at_most_one_and_a_half_intervals_away(
    schedule: Schedule, started: datetime, took: float
) -> None:
    now = started + seconds(took)

    due = schedule.next_due(now, started)

    assert due >= now
    assert due - now <= seconds(1.5 * schedule.every + 0.001)
    turns = due.timestamp() / schedule.every - schedule.phase
    assert abs(turns - round(turns)) * schedule.every < 0.001

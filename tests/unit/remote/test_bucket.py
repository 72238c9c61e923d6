from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.remote.bucket import Bucket
from bizprobe.remote.budget import Budget

BUDGET = Budget("prices", per_second=0.5, burst=4)

RATES = st.floats(1e-4, 1e3)
GAPS = st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 5)), max_size=50)


@given(RATES, st.integers(5, 50), GAPS, st.floats(0, 1e9))
def test_no_window_sees_more_than_the_burst_and_what_refills_in_it(
    rate: float, burst: int, gaps: list[tuple[float, int]], now: float
) -> None:
    bucket = Bucket(Budget("prices", rate, burst))
    granted: list[tuple[float, int]] = []
    for gap, tokens in gaps:
        now += gap
        now += bucket.wait(tokens, now)
        bucket.take(tokens, now)
        granted.append((now, tokens))
    for first, (begin, _) in enumerate(granted):
        taken = 0
        for end, tokens in granted[first:]:
            taken += tokens
            assert taken <= burst + rate * (end - begin) + 1e-3


@given(RATES, st.integers(1, 50), GAPS, st.floats(0, 1e6))
def test_after_its_wait_a_request_need_not_wait_again(
    rate: float, burst: int, gaps: list[tuple[float, int]], now: float
) -> None:
    bucket = Bucket(Budget("prices", rate, burst))
    for gap, tokens in gaps:
        now += gap
        bucket.take(tokens, now)
        wait = bucket.wait(tokens, now)
        assert bucket.wait(tokens, now + wait) <= 1e-3 / rate


@pytest.mark.parametrize(
    ("taken", "later", "level", "wait"),
    [
        (0, 0, 4, 0),
        (3, 0, 1, 0),
        (4, 0, 0, 2),
        (4, 1, 0.5, 1),
        (4, 2, 1, 0),
        (4, 100, 4, 0),
        (10, 0, -6, 14),
    ],
)
def test_what_was_taken_comes_back_over_time(taken: int, later: float, level: float, wait: float) -> None:
    bucket = Bucket(BUDGET)
    bucket.take(taken, 1000)
    assert (bucket.level(1000 + later), bucket.wait(1, 1000 + later)) == (level, wait)


def test_more_than_the_bucket_holds_is_there_once_it_is_full() -> None:
    bucket = Bucket(BUDGET)
    bucket.take(4, 0)
    assert bucket.wait(6, 0) == 8
    bucket.take(6, 8)
    assert bucket.level(8) == -2


@pytest.mark.parametrize(("told", "level"), [(0, 0), (1, 1), (2, 2), (4, 2), (1000, 2)])
def test_a_level_is_only_ever_corrected_downwards(told: int, level: int) -> None:
    bucket = Bucket(BUDGET)
    bucket.take(2, 0)
    bucket.lower(told, 0)
    assert bucket.level(0) == level


@pytest.mark.parametrize(("burst", "level"), [(1, 1), (2, 2), (100, 2)])
def test_another_budget_gains_no_token(burst: int, level: int) -> None:
    bucket = Bucket(BUDGET)
    bucket.take(2, 0)
    bucket.regrant(replace(BUDGET, burst=burst, per_second=9), 0)
    assert bucket.level(0) == level

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bizprobe.remote.bucket import Bucket
from bizprobe.remote.budget import Allowed, Budget, Cost


@given(st.integers(1, 200), st.sampled_from(["1s", "1m", "1h"]), st.lists(st.floats(0, 100), max_size=300))
def test_no_window_of_the_allowed_length_sees_more_than_is_allowed(
    requests: int, per: str, gaps: list[float]
) -> None:
    allowed = Allowed.model_validate({"requests": requests, "per": per})
    bucket, now, came = Bucket(allowed.budget("all")), 0.0, list[float]()
    for gap in gaps:
        now += gap
        now += bucket.wait(1, now)
        bucket.take(1, now)
        came.append(now)
    for first, begin in enumerate(came):
        # A thousandth less: sums of floats come out a little short.
        window = [moment for moment in came[first:] if moment < begin + allowed.per * 0.999]
        assert len(window) <= requests


@pytest.mark.parametrize("bad", [{"requests": 0}, {"requests": 5, "per": "0s"}, {"per": "1m"}])
def test_nonsense_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Allowed.model_validate(bad)


@pytest.mark.parametrize(("seconds", "slow"), [(1, False), (59, False), (60, True), (900, True)])
def test_a_budget_is_slow_that_gets_a_token_a_minute_or_fewer(seconds: float, slow: bool) -> None:
    assert Budget("prices", 1 / seconds, 5).slow == slow


@pytest.mark.parametrize(
    ("cost", "rows", "requests", "takes"),
    [
        (Cost("x", fixed=2), 5000, 2, 2),
        (Cost("x", rows=1000), 0, 0, 0),
        (Cost("x", rows=1000), 1000, 1, 1),
        (Cost("x", rows=1000), 1001, 2, 2),
        (Cost("x", fixed=1, rows=500, tokens=500), 1200, 4, 2000),
    ],
)
def test_a_read_costs_by_its_rows(cost: Cost, rows: int, requests: int, takes: int) -> None:
    assert (cost.requests(rows), cost.takes(rows)) == (requests, takes)

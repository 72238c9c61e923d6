"""How far back a side is read."""

from datetime import UTC, datetime, timedelta

import pytest

from bizprobe.flow.reach import Reach
from bizprobe.flow.records import SideKnown

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
REACH = Reach(horizon=24 * HOUR, grace=HOUR / 4, overlap=HOUR)


def known(cursor: float, complete_from: float = 25, lacks_since: float | None = None) -> SideKnown:
    """What is known, each moment in hours before now."""
    lacking = None if lacks_since is None else NOW - lacks_since * HOUR
    return SideKnown(NOW - cursor * HOUR, NOW - complete_from * HOUR, lacking)


@pytest.mark.parametrize(
    ("side", "hours"),
    [
        (None, 25),
        (known(0.1), 1.1),
        (known(0.1, complete_from=26), 1.1),
        (known(0.1, complete_from=24.9), 25),
        (known(0.1, lacks_since=5), 6),
        (known(5, lacks_since=0.1), 6),
        (known(0.1, lacks_since=23.9), 24.9),
        (known(0.1, lacks_since=24.5), 25),
        (known(23.9), 24.9),
        (known(1000, complete_from=1025), 25),
        (known(-1000), 1),
        (known(-1000, lacks_since=-500), 1),
    ],
)
def test_a_side_is_read_as_far_back_as_an_order_may_still_be_unknown(
    side: SideKnown | None, hours: float
) -> None:
    assert REACH.since(NOW, side) == NOW - hours * HOUR


@pytest.mark.parametrize(("grace", "margin"), [(0.5, 1), (2, 2)])
def test_the_margin_is_the_larger_of_overlap_and_grace(grace: float, margin: float) -> None:
    reach = Reach(24 * HOUR, grace * HOUR, HOUR)
    assert reach.earliest(NOW) == NOW - (24 + margin) * HOUR
    assert reach.joined(NOW) == (NOW - 24 * HOUR, NOW - grace * HOUR)

"""A mutant is left out where it is the same rule, and only there."""

import pytest

from tests.mutation.equivalent import why_equivalent
from tests.mutation.tokens import edits

_OF_QUIET = "flow_marketplace:bizprobe_flow_quiet:info"
SAME = [
    "max by (dealer, channel, flow) (bizprobe_flow_read_timestamp_seconds)",
    "min by (dealer, channel, flow, severity) (last_over_time(bizprobe_flow_silence_limit_seconds[5m]))",
    f"sum by (dealer, channel, flow) ({_OF_QUIET} * on (flow) group_left () judged)",
    "max without (reason) (blind)",
    "topk by (dealer) (1, group by (dealer, channel) (flow))",
]
DIFFERENT = [
    "max by (dealer, flow) (bizprobe_flow_read_timestamp_seconds)",
    "sum by (dealer, flow) (flow_marketplace:bizprobe_flow_judged:quiet)",
    "max without (channel) (blind)",
    "topk by (dealer) (1, sum by (dealer, channel) (flow))",
]


@pytest.mark.parametrize("expr", SAME)
def test_another_aggregation_of_one_series_each_is_the_same(expr: str) -> None:
    assert why_equivalent(expr, next(edits(expr)))


@pytest.mark.parametrize("expr", DIFFERENT)
def test_another_aggregation_of_several_is_not(expr: str) -> None:
    assert not why_equivalent(expr, next(edits(expr)))

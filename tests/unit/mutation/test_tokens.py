"""Faults are made where an expression decides something, and nowhere else."""

import pytest

from tests.mutation.equivalent import why_equivalent
from tests.mutation.tokens import Edit, edits, longer


@pytest.mark.parametrize(
    ("expr", "mutated"),
    [
        ("a > 1", {"a >= 1", "a < 1", "a > 2"}),
        ("a == 0", {"a != 0", "a == 1"}),
        ('a{b="c>1"}', {'a{b!="c>1"}'}),
        ('a{b=~"c|d"} and e', {'a{b!~"c|d"} and e', 'a{b=~"c|d"} unless e'}),
        ("increase(a_total[5m])", {"increase(a_total[150s])", "increase(a_total[600s])"}),
        ("sum_over_time(a[2h:1h])", {"sum_over_time(a[3600s:1h])", "sum_over_time(a[14400s:1h])"}),
        ("a offset 1w", {"a offset 1209600s"}),
        ("max by (b, c) (a1)", {"min by (b, c) (a1)", "max by ( c) (a1)", "max by (b) (a1)"}),
        ("a * on (b) group_left () c", {"a * on () group_left () c"}),
        ("a unless b or c", {"a and b or c", "a unless b unless c"}),
        ("topk(1, a)", {"bottomk(1, a)", "topk(2, a)"}),
        ("max:of:them", set()),
    ],
)
def test_each_edit_changes_one_decision(expr: str, mutated: set[str]) -> None:
    assert {edit.applied(expr) for edit in edits(expr)} == mutated


@pytest.mark.parametrize(
    ("duration", "times", "result"), [("30s", 4, "120s"), ("1h", 0.5, "1800s"), ("1w", 1, "604800s")]
)
def test_a_duration_can_be_made_longer_and_shorter(duration: str, times: float, result: str) -> None:
    assert longer(duration, times) == result


@pytest.mark.parametrize(
    ("expr", "same"),
    [
        ("max by (dealer, channel, flow) (bizprobe_flow_missing)", False),
        ("max by (dealer, channel, flow, where) (bizprobe_flow_missing)", True),
        ("max by (dealer, channel, flow) (last_over_time(bizprobe_flow_events_total[5m]))", True),
        ("max by (dealer) (some:bizprobe_recording:max)", False),
    ],
)
def test_which_of_two_exporters_is_believed_changes_nothing_where_all_labels_are_kept(
    expr: str, same: bool
) -> None:
    assert bool(why_equivalent(expr, Edit(0, "max", "min"))) is same


@pytest.mark.parametrize(
    ("expr", "new", "same"),
    [
        ("<= b\n or b ", "<", True),
        ("<= b\n or b ", ">", False),
        ("<= b\n or c ", "<", False),
        ("<= b and b ", "<", False),
    ],
)
def test_the_lesser_of_two_that_are_the_same_is_either(expr: str, new: str, same: bool) -> None:
    assert bool(why_equivalent(expr, Edit(0, "<=", new))) is same

"""Since when orders do not agree, and which of them count."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bizprobe.agreement.join import Held, Joined, Mismatch
from bizprobe.agreement.scale import Scale, State
from bizprobe.agreement.standing import debts, judge
from bizprobe.records import OrderStatus

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def mismatch(number: str, ours: str, theirs: str) -> Mismatch:
    held, other = OrderStatus(ours), OrderStatus(theirs)
    return Mismatch(number, Scale().state(held, other), Held(held), Held(other))


def owed(ours: str, theirs: str) -> list[str]:
    return list(debts(mismatch("1/2", ours, theirs), Scale()))


def test_what_is_owed_stays_owed_when_the_faster_side_moves_on() -> None:
    assert owed("new", "packed") == ["behind:assembling/1/2", "behind:packed/1/2"]
    assert set(owed("new", "packed")) < set(owed("new", "delivered"))


def test_what_the_slower_side_has_caught_up_with_is_owed_no_more() -> None:
    assert owed("packed", "handed_over") == ["behind:handed_over/1/2"]
    assert owed("handed_over", "packed") == ["ahead:handed_over/1/2"]


def test_a_cancellation_on_one_side_only_is_the_same_whatever_the_other_side_does() -> None:
    assert owed("new", "cancelled_by_buyer") == owed("packed", "cancelled_by_seller")
    assert owed("returned", "cancelled_by_buyer") == ["apart/1/2"]


def test_a_mismatch_counts_once_its_oldest_debt_is_grown_up() -> None:
    late = mismatch("1", "new", "packed")
    young = mismatch("2", "new", "assembling")
    worst = mismatch("3", "packed", "cancelled_by_buyer")
    counts = {State.AGREEING: 7, State.BEHIND: 2, State.CANCELLED_APART: 1, State.UNKNOWN: 4}
    since: Mapping[str, datetime] = {
        "behind:assembling/1": NOON - 2 * HOUR,
        "behind:packed/1": NOON,
        "behind:assembling/2": NOON,
        "cancelled_apart/3": NOON - HOUR,
    }
    verdict = judge(Joined(counts, [late, young, worst], 5, 6), Scale(), since, NOON - HOUR)
    assert verdict.counts == {
        State.AGREEING: 8,
        State.CANCELLED_APART: 1,
        State.BEHIND: 1,
        State.AHEAD: 0,
        State.APART: 0,
        State.UNKNOWN: 4,
    }
    assert verdict.young == 1
    assert [(one.mismatch.number, one.since) for one in verdict.standing] == [
        ("3", NOON - HOUR),
        ("1", NOON - 2 * HOUR),
    ]
    assert verdict.oldest() == {State.CANCELLED_APART: NOON - HOUR, State.BEHIND: NOON - 2 * HOUR}

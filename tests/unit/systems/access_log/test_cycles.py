"""Requests for pages become cycles."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.systems.access_log.cycles import Cycle, Cycles, PageRequest, Rhythm
from tests.unit.remote.sides import NOON

THREE = Rhythm(first=1, pages=3, gap=timedelta(minutes=10))


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def asked(minute: float, page: int, status: int = 200, pages: int | None = None) -> PageRequest:
    return PageRequest(at(minute), page, status, status == 200, pages)


def found(
    *requests: PageRequest, rhythm: Rhythm = THREE, now: float = 120, known: bool = False
) -> list[Cycle]:
    """What can be reported of these requests."""
    cycles = Cycles(rhythm, known=known)
    for request in requests:
        cycles.add(request)
    cycles.quiet(at(now))
    return cycles.reportable()


@pytest.mark.parametrize(
    ("requests", "missing"),
    [
        ([(0, 1), (1, 2), (2, 3)], [[]]),
        ([(0, 1), (1, 3)], [[2]]),
        ([(0, 2), (1, 3)], []),  # what came before is unknown
        ([(0, 1), (1, 2), (2, 3), (3, 1), (4, 2)], [[], [3]]),
        ([(0, 1), (1, 2), (30, 1), (31, 2), (32, 3)], [[3], []]),
        ([(0, 1), (1, 2), (30, 3)], [[3], [1, 2]]),
        ([(0, 1), (0.1, 1), (1, 2), (2, 3)], [[]]),  # the first page twice
        ([(0, 1), (1, 2), (2, 1), (3, 2), (4, 3)], [[3], []]),  # begun anew
        ([(0, 1), (1, 2), (2, 3), (3, 3), (4, 4)], [[]]),  # again, and past the end
        ([(0, 1), (1, 3), (2, 2)], [[]]),
    ],
)
def test_a_cycle_begins_with_the_first_page_or_after_a_gap(
    requests: list[tuple[float, int]], missing: list[list[int]]
) -> None:
    cycles = found(*(asked(minute, page) for minute, page in requests))
    assert [THREE.missing(cycle) for cycle in cycles] == missing


def test_a_cycle_that_lacks_its_first_page_counts_once_the_log_before_it_is_known() -> None:
    (cycle,) = found(asked(0, 2), asked(1, 3), known=True)
    assert THREE.missing(cycle) == [1]


def test_a_page_that_was_answered_badly_and_then_well_was_received() -> None:
    (cycle,) = found(asked(0, 1, 502), asked(1, 2), asked(2, 1), asked(3, 3, 503))
    assert (THREE.missing(cycle), cycle.answers) == ([3], {3: 503})


def test_a_cycle_under_way_is_reported_only_when_it_has_every_page() -> None:
    assert found(asked(0, 1), asked(1, 2), now=5) == []
    (cycle,) = found(asked(0, 1), asked(1, 2), asked(2, 3), asked(4, 3), now=5)
    assert cycle.complete == at(2)


def test_what_the_answers_declare_counts_more_than_the_setting() -> None:
    (cycle,) = found(asked(0, 1, pages=5), asked(1, 2, pages=5))
    assert THREE.missing(cycle) == [3, 4, 5]
    untold = Rhythm(first=0, pages=None, gap=timedelta(minutes=10))
    (cycle,) = found(asked(0, 0, 502), asked(1, 2, 502), rhythm=untold)
    assert (cycle.complete, untold.missing(cycle)) == (None, [0, 1, 2])


def test_a_log_of_which_a_part_is_gone_says_nothing_of_the_cycle_that_was_cut() -> None:
    cycles = Cycles(THREE)
    cycles.add(asked(0, 1))
    cycles.forget()
    cycles.add(asked(1, 3))
    cycles.quiet(at(60))
    assert cycles.reportable() == []


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 4), st.sampled_from([200, 502])), max_size=30))
def test_no_page_is_received_that_was_not_answered_well_and_no_two_cycles_begin_at_once(
    requests: list[tuple[int, int, int]],
) -> None:
    rows = [asked(minute, page, status) for minute, page, status in sorted(requests)]
    cycles = found(*rows, known=True, now=1000)
    good = [row for row in rows if row.good]
    assert sum(len(cycle.received) for cycle in cycles) <= len(good)
    assert {page for cycle in cycles for page in cycle.received} == {row.page for row in good}
    assert all(before.last <= after.began for before, after in pairwise(cycles))

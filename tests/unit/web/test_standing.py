from datetime import timedelta
from typing import Any

import pytest

from bizprobe.errors import Reason
from bizprobe.metrics.families.compare import PRICE_ITEMS
from bizprobe.metrics.families.flow import FLOW_LAST_EVENT
from bizprobe.metrics.families.order_statuses import ORDER_STATUS_ORDERS
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding, FindingKind
from bizprobe.web.standing import State, sentence, standing

LOST = Finding(FindingKind.MISSING_IN_BOOK, "0137-1", theirs="new", note="older than 15m")


def test_a_probe_that_never_ran_waits(made: Any) -> None:
    stands = standing(made.watch(), made.now)
    assert (stands.state, stands.since) == (State.WAITING, None)


def test_a_yes_is_ok_and_tells_the_last_event(made: Any) -> None:
    last = Sample(FLOW_LAST_EVENT, ("apteka", "ozon", "orders"), made.now.timestamp() - 120)
    watch = made.watch("p", "d", made.run(answer=True, samples=[last]))
    assert standing(watch, made.now).state is State.OK
    assert standing(watch, made.now).headline == "Last event 2 min ago."


def test_a_comparison_that_is_well_tells_how_many_items_match(made: Any) -> None:
    states = {"matching": 299.0, "different": 1.0, "missing": 0.0}
    items = [Sample(PRICE_ITEMS, ("apteka", "matching", state), count) for state, count in states.items()]
    watch = made.watch("p", "d", made.run(answer=True, samples=items))
    assert standing(watch, made.now).headline == "299 of 300 items match."


def test_a_comparison_of_statuses_that_is_well_tells_how_many_orders_agree_at_each_side(made: Any) -> None:
    counts = {("book", "agreeing"): 298, ("book", "unknown"): 2, ("cabinet", "agreeing"): 300}
    orders = [
        Sample(ORDER_STATUS_ORDERS, ("apteka", "ozon", "orders", *labels), count)
        for labels, count in counts.items()
    ]
    watch = made.watch("p", "d", made.run(answer=True, samples=orders))
    assert standing(watch, made.now).headline == (
        "Book: 298 of 300 orders agree. Cabinet: 300 of 300 orders agree."
    )


def test_findings_beside_a_yes_are_counted(made: Any) -> None:
    watch = made.watch("p", "d", made.run(answer=True, findings=[LOST], total=3))
    assert standing(watch, made.now).headline == "Findings: 3."


def test_a_no_is_a_problem_since_the_last_yes(made: Any) -> None:
    watch = made.watch(
        "p", "d", made.run(300, answer=True), made.run(answer=False, findings=[LOST], total=71)
    )
    stands = standing(watch, made.now)
    assert stands.state is State.PROBLEM
    assert stands.since == made.now - timedelta(seconds=300)
    assert stands.headline == "71 findings. First: Missing in book: 0137-1 (theirs new; older than 15m)"


def test_a_failure_is_no_answer_since_the_last_answer_whatever_it_was(made: Any) -> None:
    failed = made.run(reason=Reason.RATE_LIMITED, message="429 from ozon")
    watch = made.watch("p", "d", made.run(600, answer=True), made.run(300, answer=False), failed)
    stands = standing(watch, made.now)
    assert stands.state is State.CANNOT_ASK
    assert stands.since == made.now - timedelta(seconds=300)
    assert stands.headline == "Rate limited: 429 from ozon"


def test_a_yes_to_a_part_of_the_question_is_no_yes(made: Any) -> None:
    part = made.run(answer=True, reason=Reason.SERVER_ERROR, message="crm: 502")
    stands = standing(made.watch("p", "d", made.run(300, answer=True), part), made.now)
    assert (stands.state, stands.headline) == (State.CANNOT_ASK, "Server error: crm: 502")
    assert stands.since == made.now - timedelta(seconds=300)


def test_a_no_to_a_part_of_the_question_is_a_no(made: Any) -> None:
    part = made.run(answer=False, reason=Reason.SERVER_ERROR, message="crm: 502")
    assert standing(made.watch("p", "d", part), made.now).state is State.PROBLEM


def test_what_never_was_otherwise_has_no_beginning(made: Any) -> None:
    assert standing(made.watch("p", "d", made.run(answer=False)), made.now).since is None
    assert standing(made.watch("p", "d", made.run(reason=Reason.DNS)), made.now).since is None


def test_an_answer_after_a_failure_counts_again(made: Any) -> None:
    watch = made.watch("p", "d", made.run(300, reason=Reason.DNS), made.run(answer=True))
    assert standing(watch, made.now).state is State.OK


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (Finding(FindingKind.SILENT, "ozon"), "Silent: ozon"),
        (Finding(FindingKind.SILENT, ""), "Silent"),
        (
            Finding(FindingKind.ORDER_TOO_OLD, "7", ours="new", theirs="packed"),
            "Order too old: 7 (ours new; theirs packed)",
        ),
        (LOST, "Missing in book: 0137-1 (theirs new; older than 15m)"),
    ],
)
def test_a_finding_is_said_in_one_line(finding: Finding, words: str) -> None:
    assert sentence(finding) == words

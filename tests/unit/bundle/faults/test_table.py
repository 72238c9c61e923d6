"""The table of what came of every fault."""

import re

from bizprobe.bundle.faults.table import lines
from tests.unit.bundle.faults.cases import alert, case, held, sight


def test_a_row_tells_what_came_when_to_whom_and_what_was_kept_quiet() -> None:
    followed = case()
    effects = held(alert("BizprobeProbeOverdue"), inhibited=True)
    followed.see(sight(1070, alert(), held_by=[*held(alert()), *effects]))
    followed.mended = 1300.0
    followed.see(sight(1310))
    head, row, last = lines([followed], [])
    assert dict(zip(re.split(" {2,}", head), re.split(" {2,}", row), strict=True)) == {
        "fault": "silence",
        "at": "ozon",
        "alert": "BizprobeFlowSilent",
        "severity": "critical",
        "side": "channel",
        "owner": "marketplaces",
        "detected": "70",
        "allowed": "100",
        "message": "70",
        "well": "10",
        "inhibited": "BizprobeProbeOverdue",
        "verdict": "ok",
    }
    assert last == "1 of 1 are as the book says"


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    found = list(lines([case(), case(None)], []))
    assert len({line.index("ozon") for line in found[1:3]} | {found[0].index("at")}) == 1


def test_what_is_not_as_the_book_says_is_told_in_its_row_and_counted() -> None:
    *_, row, elsewhere, last = lines([case()], ["BizprobeRulesFailing (critical, ours)"])
    assert row.endswith("  missing")
    assert elsewhere == "told of no dealer: BizprobeRulesFailing (critical, ours)"
    assert last == "0 of 1 are as the book says"

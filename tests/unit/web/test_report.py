import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bizprobe.errors import Reason
from bizprobe.metrics.families.flow import FLOW_AMOUNT
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding, FindingKind
from bizprobe.web.report import as_csv, as_json

FINDING = Finding(
    FindingKind.MISSING_IN_BOOK,
    "0137-1",
    "",
    "new, 5,00",
    datetime(2026, 11, 20, 11, 30, tzinfo=UTC),
    'says "late"',
)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_findings_are_rows_of_csv(made: Any) -> None:
    watch = made.watch("p", "d", made.run(answer=False, findings=[FINDING]))
    assert _rows(as_csv(watch)) == [
        ["kind", "subject", "ours", "theirs", "since", "note"],
        ["missing_in_book", "0137-1", "", "new, 5,00", "2026-11-20T11:30:00.000Z", 'says "late"'],
    ]


def test_without_an_answer_csv_has_only_its_head(made: Any) -> None:
    assert len(_rows(as_csv(made.watch("p", "d", made.run(reason=Reason.DNS))))) == 1


@pytest.mark.parametrize("subject", ["=1+1", "+7", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(made: Any, subject: str) -> None:
    watch = made.watch("p", "d", made.run(answer=False, findings=[Finding(FindingKind.SILENT, subject)]))
    assert _rows(as_csv(watch))[1][1] == f"'{subject}"


def test_findings_stay_while_the_question_cannot_be_asked(made: Any) -> None:
    watch = made.watch("p", "d", made.run(60, answer=False, findings=[FINDING]), made.run(reason=Reason.DNS))
    assert _rows(as_csv(watch))[1][1] == "0137-1"


def test_json_keeps_the_last_failure_apart_from_the_last_answer(made: Any) -> None:
    watch = made.watch(
        "ozon-orders",
        "apteka",
        made.run(60, answer=False, findings=[FINDING], total=9),
        made.run(reason=Reason.TIMEOUT, message="no end within 30 s", log=["page 1"]),
    )
    report = as_json(watch, {"kind": "orders"}, made.now)
    assert (report["dealer"], report["probe"], report["state"]) == ("apteka", "ozon-orders", "cannot_ask")
    assert report["last"] == report["last_failure"]
    assert report["last_answer"]["success"] is False
    assert report["last_answer"]["findings_total"] == 9
    assert report["last_answer"]["findings"][0]["subject"] == "0137-1"
    assert report["last_failure"]["reason"] == "timeout"
    assert report["last_failure"]["log"] == [{"at": "2026-11-20T11:59:49.000Z", "text": "page 1"}]
    assert report["errors"] == {"timeout": 1}
    assert report["settings"] == {"kind": "orders"}


def test_json_has_no_numbers_that_json_does_not_know(made: Any) -> None:
    labels = ("apteka", "ozon", "orders", "RUB")
    samples = [Sample(FLOW_AMOUNT, labels, float(value)) for value in ("nan", "inf", "1.5")]
    report = as_json(made.watch("p", "d", made.run(answer=True, samples=samples)), {}, made.now)
    read = json.loads(json.dumps(report, allow_nan=False))
    assert [sample["value"] for sample in read["last"]["samples"]] == ["NaN", "+Inf", 1.5]
    assert read["last"]["samples"][0]["labels"]["currency"] == "RUB"


def test_json_of_a_probe_that_never_ran(made: Any) -> None:
    report = as_json(made.watch(), {}, made.now)
    assert (report["state"], report["last"], report["last_answer"], report["last_failure"]) == (
        "waiting",
        None,
        None,
        None,
    )

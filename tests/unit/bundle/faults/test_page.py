"""docs/faults.md."""

from collections import defaultdict

from bizprobe.bundle.faults.owners import owners
from bizprobe.bundle.faults.page import render
from bizprobe.sandbox.book import BOOK
from tests.unit.rules.rulebook import ROOT


def test_what_is_checked_in_is_what_the_book_says() -> None:
    assert render(BOOK, owners(ROOT)) == (ROOT / "docs" / "faults.md").read_text(), "not fresh: make docs"


def test_every_entry_has_a_row_with_its_runbook_and_its_owner() -> None:
    page = render(BOOK, defaultdict(lambda: "somebody"))
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(BOOK)
    for entry, row in zip(BOOK, rows, strict=True):
        assert row[0] == f"| `{entry.fault}`"
        if entry.expected:
            assert row[3] == f"[{entry.expected.alert}](runbooks/{entry.expected.alert}.md)"
            assert row[7] == "somebody"

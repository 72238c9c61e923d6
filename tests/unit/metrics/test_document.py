from pathlib import Path

from bizprobe.metrics.document import render
from bizprobe.metrics.families import FAMILIES

_PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"


def test_the_page_in_docs_is_fresh() -> None:
    assert _PAGE.read_text() == render(), "run: python -m bizprobe.metrics.document > docs/metrics.md"


def test_every_family_has_its_row_and_every_room_one_heading() -> None:
    page = render().splitlines()
    for family in FAMILIES:
        assert [line for line in page if line.startswith(f"| `{family.name}` | {family.kind} |")]
    headings = [line for line in page if line.startswith("## ")]
    assert len(set(headings)) == len(headings)

"""What the docs lead to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    places = re.findall(r"\[[^\]]*\]\(([^)#\s]+)", page.read_text("utf-8"))
    gone = [place for place in places if "://" not in place and not (page.parent / place).exists()]
    assert gone == []

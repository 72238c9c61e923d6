"""What the how-to pages show is what the loader takes."""

import re
from pathlib import Path
from textwrap import dedent, indent

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.settings.load import parse_settings

PAGES = Path(__file__).parents[3] / "docs" / "how-to"
EXAMPLES = [
    pytest.param(dedent(block), id=page.stem)
    for page in sorted(PAGES.glob("*.md"))
    if page.stem != "escalation"  # shows another file
    for block in re.findall(r"^ *```yaml\n(.*?)^ *```", page.read_text(), re.DOTALL | re.MULTILINE)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_a_page_is_good(example: str) -> None:
    if example.startswith("channels:"):
        example = f"dealers:\n  apteka:\n    timezone: UTC\n{indent(example, '    ')}"
    elif not example.startswith("dealers:"):
        lines = "".join(f"        {line}\n" for line in example.splitlines())
        example = f"dealers:\n  apteka:\n    timezone: UTC\n    systems:\n      erp:\n{lines}"
    assert parse_settings(example, find_kinds()).dealers

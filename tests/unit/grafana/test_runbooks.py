"""Where panels say that the runbooks are."""

import pytest

from panels import runbooks
from panels.panel import Words


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("docs/runbooks", "Runbook: docs/runbooks/Silent.md"),
        ("https://example.org/runbooks", "Runbook: [Silent](https://example.org/runbooks/Silent.md)"),
    ],
)
def test_a_runbook_is_a_link_where_a_browser_can_follow_it(
    address: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runbooks, "address", lambda: address)
    assert Words("Silent?", "What.", "Why.", "Act.", "None.", runbook="Silent").description.endswith(says)


def test_it_is_where_the_links_of_the_alerts_begin() -> None:
    assert runbooks.address() == "docs/runbooks"

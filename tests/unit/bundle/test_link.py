"""Each link of the chain has its line."""

import pytest

from bizprobe.bundle.link import Link, verify_chain
from bizprobe.errors import BundleError

pytestmark = pytest.mark.anyio


async def fine() -> str:
    return "12 rules"


async def broken() -> str:
    raise BundleError("no answer")


FINE = Link("rules", fine)
BROKEN = Link("order", broken)
MISSING = Link("grafana", None, "not installed")


@pytest.mark.parametrize(
    ("links", "lines", "whole"),
    [
        ([FINE], ["ok: rules (12 rules)"], True),
        ([MISSING], ["skipped: grafana (not installed)"], True),
        ([BROKEN], ["FAILED: order (no answer)"], False),
        (
            [BROKEN, MISSING, FINE],
            ["FAILED: order (no answer)", "skipped: grafana (not installed)", "ok: rules (12 rules)"],
            False,
        ),
    ],
)
async def test_a_chain_says_a_line_for_each_link(links: list[Link], lines: list[str], whole: bool) -> None:
    said: list[str] = []
    assert await verify_chain(links, said.append) is whole
    assert said == lines

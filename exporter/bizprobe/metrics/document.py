"""Renders docs/metrics.md: `python -m bizprobe.metrics.document > docs/metrics.md`."""

import sys
from collections.abc import Iterable
from types import ModuleType

from bizprobe.metrics.families import ROOMS, families_of
from bizprobe.metrics.family import Family

_HEAD = """\
# Metrics

Generated from `exporter/bizprobe/metrics/families/` by `make docs`. Times are Unix timestamps in seconds,
durations are seconds, money is in major units of the currency in the label. Beside these, `/metrics` has the
`process_` and `python_` families of prometheus-client.
"""


def render(rooms: Iterable[ModuleType] = ROOMS) -> str:
    """The page, in Markdown. The title of a section is the first line of its module."""
    return "\n".join([_HEAD, *(_section(room) for room in rooms)])


def _section(room: ModuleType) -> str:
    title = (room.__doc__ or "").splitlines()[0].rstrip(".")
    rows = "\n".join(map(_row, families_of(room)))
    return f"## {title}\n\n| series | type | labels | meaning |\n| --- | --- | --- | --- |\n{rows}\n"


def _row(family: Family) -> str:
    labels = ", ".join(f"`{label}`" for label in family.labels)
    return f"| `{family.name}` | {family.kind} | {labels} | {family.help} |"


if __name__ == "__main__":
    sys.stdout.write(render())

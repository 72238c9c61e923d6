"""Renders docs/metrics.md: `python -m bizprobe.metrics.document > docs/metrics.md`."""

import sys
from collections.abc import Iterable
from itertools import groupby

from bizprobe.metrics.families import FAMILIES
from bizprobe.metrics.family import Family

_HEAD = """\
# Metrics

Generated from `exporter/bizprobe/metrics/families.py` by `make docs`. Times are Unix timestamps in seconds,
durations are seconds, money is in major units of the currency in the label. Beside these, `/metrics` has the
`process_` and `python_` families of prometheus-client.
"""


_ROOMS = {
    "build": "The exporter",
    "config": "The exporter",
    "dealer": "The exporter",
    "event": "The exporter",
    "probes": "The exporter",
    "probe": "Every probe",
    "flow": "Flows",
    "open": "Flows",
    "oldest": "Flows",
    "order": "Flows",
    "price": "Prices and stocks",
    "stock": "Prices and stocks",
    "compare": "Prices and stocks",
    "exchange": "Exchanges",
    "credential": "Keys",
    "api": "APIs and systems",
}


def render(families: Iterable[Family] = FAMILIES) -> str:
    """The page, in Markdown."""
    return "\n".join([_HEAD, *(_section(room, of_room) for room, of_room in groupby(families, _room))])


def _room(family: Family) -> str:
    word = family.name.split("_")[1]
    return _ROOMS.get(word, word.capitalize())


def _section(room: str, families: Iterable[Family]) -> str:
    rows = "\n".join(map(_row, families))
    return f"## {room}\n\n| series | type | labels | meaning |\n| --- | --- | --- | --- |\n{rows}\n"


def _row(family: Family) -> str:
    labels = ", ".join(f"`{label}`" for label in family.labels)
    return f"| `{family.name}` | {family.kind} | {labels} | {family.help} |"


if __name__ == "__main__":
    sys.stdout.write(render())

"""Tables that are read both ways: a row for each thing, and a cell for each thing that it has."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models import dashboard as model

from panels.look import Word, prop
from panels.panel import Place, Words
from panels.rows import Column, Looks, rows, word

_CELLS = model.MatcherConfig(id_val="byRefId", options="A")


class Cells(NamedTuple):
    """A query whose values, by two labels, stand in cells: in the row `down`, below the head `across`."""

    expr: str
    down: str
    across: str
    states: Mapping[int, Word]
    looks: Looks = ()


def grid(
    place: Place, words: Words, columns: Sequence[Column], cells: Cells, *, largest_first: Sequence[str] = ()
) -> table.Panel:
    """The columns of each row, then its cells: the highest first, and then in the order of their heads."""
    panel = rows(
        place, words, columns, unseen=(cells.expr,), largest_first=largest_first, merged=_joined(cells)
    )
    other = "|".join(name for each in columns for name in (each.head, each.label) if name)
    return panel.override_by_regexp(
        rf"/^(?!(?:{other}|Value.*)$)/",
        [*word(cells.states), prop("custom.minWidth", 80), prop("noValue", " "), *cells.looks],
    )


def _joined(cells: Cells) -> list[model.DataTransformerConfig]:
    """Makes a column of each value of a label. Grafana calls the column with the rows DOWN\\ACROSS."""
    named = {f"{cells.down}\\{cells.across}": cells.down}
    no_time = {"Time": True}
    return [
        _transformed("sortBy", _CELLS, sort=[{"field": cells.across}]),
        # A wide grid scrolls: what matters must not stand beyond its edge.
        _transformed("sortBy", _CELLS, sort=[{"field": "Value #A", "desc": True}]),
        _transformed(
            "groupingToMatrix",
            _CELLS,
            rowField=cells.down,
            columnField=cells.across,
            valueField="Value #A",
            emptyValue="null",
        ),
        _transformed("organize", renameByName=named, indexByName={}, excludeByName=no_time, includeByName={}),
        _transformed("joinByField", byField=cells.down, mode="outer"),
    ]


def _transformed(
    name: str, only: model.MatcherConfig | None = None, **options: object
) -> model.DataTransformerConfig:
    return model.DataTransformerConfig(id_val=name, filter_val=only, options=options)

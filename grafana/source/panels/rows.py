"""Tables that are read row by row: a row for each thing, a query for each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import common, table
from grafana_foundation_sdk.models import common as model_common
from grafana_foundation_sdk.models import dashboard as model

from panels.look import NONE, NOTHING, PLAIN, Limits, Word, mapped, prop, steps
from panels.panel import Place, Words, column, dress

Looks = Sequence[model.DynamicConfigValue]
MERGED = model.DataTransformerConfig(id_val="merge", options={})
# The first until Grafana 12.1, the second since 12.2; each ignores the other.
HIDDEN = [prop("custom.hidden", True), prop("custom.hideFrom.viz", True)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in pixels, and what fills it: a query, or a label of one of the queries.

    The width 0 shares what is left, but takes at least `least`.
    """

    head: str
    width: int
    expr: str = ""
    label: str = ""
    looks: Looks = ()
    least: int = 80


def rows(
    place: Place,
    words: Words,
    columns: Sequence[Column],
    *,
    unseen: Sequence[str] = (),
    unseen_labels: Sequence[str] = (),
    largest_first: Sequence[str] = (),
    merged: Sequence[model.DataTransformerConfig] = (MERGED,),
) -> table.Panel:
    """A table in the order of `columns`, sorted by the columns with the heads `largest_first`.

    `unseen` queries only bring labels; those can be used in links as ${__data.fields.LABEL}. `merged` makes
    one table of the answers.
    """
    asked = [*unseen, *(each.expr for each in columns if each.expr)]
    fields = _fields(columns, len(unseen))
    panel = (
        table.Panel()
        .cell_height(model_common.TableCellHeight.SM)
        .show_header(True)
        .filterable(False)
        .thresholds(steps(*PLAIN))
        .sort_by([common.TableSortByFieldState().display_name(head).desc(True) for head in largest_first])
        .transformations([*merged, _order(fields)])
    )
    for field, each in zip(fields, columns, strict=True):
        width = prop("custom.width", each.width) if each.width else prop("custom.minWidth", each.least)
        panel.override_by_name(
            field, [prop("displayName", each.head), width, prop("noValue", "–"), *each.looks]
        )
    for field in (*map(_value, range(len(unseen))), *unseen_labels):
        panel.override_by_name(field, HIDDEN)
    return dress(panel, place, words, "short", [column(expr) for expr in asked])


def _value(position: int) -> str:
    """What Grafana calls the values of a query once the tables are merged."""
    return f"Value #{chr(ord('A') + position)}"


def _fields(columns: Sequence[Column], first: int) -> list[str]:
    with_query = [each for each in columns if each.expr]
    return [each.label or _value(first + with_query.index(each)) for each in columns]


def _order(fields: Sequence[str]) -> model.DataTransformerConfig:
    return model.DataTransformerConfig(
        id_val="organize",
        options={
            "indexByName": {name: position for position, name in enumerate(fields)},
            "excludeByName": {"Time": True},
            "includeByName": {},
            "renameByName": {},
        },
    )


def cell(kind: str, **more: str) -> model.DynamicConfigValue:
    """How a cell shows its value: color-text, color-background, gauge."""
    return prop("custom.cellOptions", {"type": kind, **more})


GAUGE = cell("gauge", mode="basic", valueDisplayMode="text")
COLOURED = cell("color-text")


def amount(unit: str, limits: Limits = (), decimals: int = 0) -> Looks:
    """A number, coloured from each limit upward if there are any."""
    plain = [prop("unit", unit), prop("decimals", decimals)]
    if not limits:
        return plain
    return [*plain, thresholds((None, "text"), *limits), COLOURED]


def count() -> Looks:
    """How many there are of what should not be."""
    return [*amount("locale", [(1, "text")]), _words(NOTHING)]


def share(limits: Limits, look: model.DynamicConfigValue) -> Looks:
    """How much of a limit is used."""
    return [
        prop("unit", "percentunit"),
        prop("decimals", 0),
        prop("min", 0),
        prop("max", 1),
        thresholds(*limits),
        look,
    ]


def word(words: Mapping[int, Word] | Mapping[str, Word]) -> Looks:
    """A word on its colour."""
    return [
        _words(words),
        thresholds((None, NONE)),
        prop("custom.align", "left"),
        cell("color-background", mode="basic"),
    ]


def _words(words: Mapping[int, Word] | Mapping[str, Word]) -> model.DynamicConfigValue:
    return prop("mappings", [each.to_json() for each in mapped(words)])


def links(title: str, url: str) -> model.DynamicConfigValue:
    """A link of each cell."""
    return prop("links", [{"title": title, "url": url}])


def thresholds(*limits: tuple[float | None, str]) -> model.DynamicConfigValue:
    return prop("thresholds", steps(*limits).build().to_json())

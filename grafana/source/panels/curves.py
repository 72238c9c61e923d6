"""Curves and bars over time."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import common, prometheus, timeseries
from grafana_foundation_sdk.models import common as model

from panels.look import BAD, PLAIN, SEVERITY, UNKNOWN, dashed, fixed, prop, steps
from panels.panel import Place, Words, dress


def curves(
    place: Place,
    words: Words,
    unit: str,
    queries: Sequence[prometheus.Dataquery],
    colours: Mapping[str, str],
) -> timeseries.Panel:
    """Lines from zero upward. `colours` are found by a regular expression for the whole name of a series.

    A series called `... limit (SEVERITY)` is dashed, in the colour of the severity.
    """
    panel = (
        timeseries.Panel()
        .min(0)
        .draw_style(model.GraphDrawStyle.LINE)
        .line_width(2)
        .fill_opacity(8)
        .show_points(model.VisibilityMode.NEVER)
        .legend(
            common.VizLegendOptions()
            .display_mode(model.LegendDisplayMode.LIST)
            .placement(model.LegendPlacement.BOTTOM)
            .show_legend(True)
        )
        .tooltip(
            common.VizTooltipOptions().mode(model.TooltipDisplayMode.MULTI).sort(model.SortOrder.DESCENDING)
        )
        .thresholds(steps(*PLAIN))
    )
    for name, colour in colours.items():
        panel.override_by_regexp(f"/^(?:{name})$/", [prop("color", fixed(colour))])
    for severity, colour in SEVERITY.items():
        panel.override_by_regexp(rf"/limit \({severity}\)$/", dashed(colour))
    return dress(panel, place, words, unit, queries)


def band(panel: timeseries.Panel, lowest: str, highest: str) -> timeseries.Panel:
    """Fills what lies between two series; the lower one is dashed, since it is a limit."""
    panel.override_by_name(lowest, dashed(BAD))
    return panel.override_by_name(
        highest,
        [
            prop("color", fixed(UNKNOWN)),
            prop("custom.fillBelowTo", lowest),
            prop("custom.fillOpacity", 20),
            prop("custom.lineWidth", 0),
        ],
    )


def bars(
    place: Place,
    words: Words,
    queries: Sequence[prometheus.Dataquery],
    colours: Mapping[str, str],
) -> timeseries.Panel:
    """Stacked bars, at most 72, each for what happened in its own interval.

    Ask with [$__interval]: the windows of $__rate_interval overlap, and would count an event twice.
    """
    return (
        curves(place, words, "short", queries, colours)
        .interval("1m")
        .max_data_points(72)
        .draw_style(model.GraphDrawStyle.BARS)
        .line_width(0)
        .fill_opacity(80)
        .stacking(stacked())
        .bar_alignment(model.BarAlignment.BEFORE)
    )


def stacked() -> common.StackingConfig:
    """Each series on top of the one before."""
    return common.StackingConfig().mode(model.StackingMode.NORMAL).group("A")

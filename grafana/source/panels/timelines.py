"""States over time, a line for each thing."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import common, prometheus, statetimeline
from grafana_foundation_sdk.models import common as model

from panels.look import UNKNOWN, Word, mapped, steps
from panels.panel import Place, Words, dress


def timeline(
    place: Place, words: Words, queries: Sequence[prometheus.Dataquery], states: Mapping[int, Word]
) -> statetimeline.Panel:
    """A bar for each series, in the colour and with the word of its state."""
    panel = (
        statetimeline.Panel()
        .mappings(mapped(states))
        .thresholds(steps((None, UNKNOWN)))
        .show_value(model.VisibilityMode.AUTO)
        .merge_values(True)
        .disable_pagination()
        .row_height(0.85)
        .line_width(0)
        .fill_opacity(85)
        .align_value(model.TimelineValueAlignment.LEFT)
        .legend(common.VizLegendOptions().show_legend(False).display_mode(model.LegendDisplayMode.LIST))
        .tooltip(common.VizTooltipOptions().mode(model.TooltipDisplayMode.SINGLE))
    )
    return dress(panel, place, words, "none", queries)

"""Big numbers, readable from across the room."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import common, prometheus, stat
from grafana_foundation_sdk.models import common as model

from panels.look import PLAIN, Limits, Word, called, steps
from panels.panel import Place, Words, dress


def numbers(
    place: Place,
    words: Words,
    unit: str,
    queries: Sequence[prometheus.Dataquery],
    limits: Limits = PLAIN,
    names: Mapping[str, Word] | None = None,
) -> stat.Panel:
    """The last value of each query, side by side with its name; on coloured ground where there are limits.

    `names` are what series are called, by what the query calls them.
    """
    ground = model.BigValueColorMode.VALUE if limits is PLAIN else model.BigValueColorMode.BACKGROUND_SOLID
    panel = (
        stat.Panel()
        .graph_mode(model.BigValueGraphMode.NONE)
        .color_mode(ground)
        .justify_mode(model.BigValueJustifyMode.CENTER)
        .text_mode(model.BigValueTextMode.VALUE_AND_NAME)
        .text(common.VizTextDisplayOptions().title_size(12))
        .orientation(model.VizOrientation.VERTICAL)
        .wide_layout(False)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False))
        .thresholds(steps(*limits))
    )
    for series, word in (names or {}).items():
        panel.override_by_name(series, called(word))
    return dress(panel, place, words, unit, queries)

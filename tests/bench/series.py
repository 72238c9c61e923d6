"""The same series for everybody: 40 families, 30 of them gauges, spread over readings as probes give them."""

from collections.abc import Iterator

from bizprobe.metrics.family import Family, Kind, Sample

FAMILIES = tuple(
    Family(
        f"bizprobe_bench_{index:02}",
        Kind.GAUGE,
        f"A gauge of the bench, number {index}.",
        ("dealer", "channel", "flow"),
    )
    if index < 30
    else Family(
        f"bizprobe_bench_{index:02}_total",
        Kind.COUNTER,
        f"A counter of the bench, number {index}.",
        ("dealer", "channel", "flow"),
    )
    for index in range(40)
)
_ROWS_A_READING = 2


def readings(series: int) -> Iterator[tuple[str, list[Sample]]]:
    """Owners and what they have: two series of each family, until there are `series` of them in all."""
    rows = series // len(FAMILIES)
    for first in range(0, rows, _ROWS_A_READING):
        of_reading = range(first, min(first + _ROWS_A_READING, rows))
        yield f"probe {first}", [sample for row in of_reading for sample in _row(row)]


def _row(row: int) -> list[Sample]:
    labels = (f"dealer-{row // 48}", f"channel-{row % 48 // 2}", ("orders", "leads")[row % 2])
    # Values of all lengths: moments, counts and ratios.
    return [
        Sample(family, labels, (1.7637648e9 + row * 7.25, row * 3.0, row / 7)[index % 3])
        for index, family in enumerate(FAMILIES)
    ]

"""The samples of a reading as a table for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bizprobe.metrics.family import Family, Kind, Sample
from bizprobe.web.words import measured


@dataclass(frozen=True, slots=True)
class Row:
    """One sample. `labels` are those that tell it from the others of the reading."""

    family: Family
    labels: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """`common` are the labels that all samples share."""

    common: Sequence[tuple[str, str]]
    rows: Sequence[Row]


def table(samples: Sequence[Sample], now: datetime, zone: tzinfo) -> Table:
    """Histograms and infos are left out: they are for machines."""
    shown = [sample for sample in samples if sample.family.kind in (Kind.GAUGE, Kind.COUNTER)]
    labels = [dict(zip(sample.family.labels, sample.labels, strict=True)) for sample in shown]
    common = dict(set.intersection(*(set(pairs.items()) for pairs in labels))) if len(labels) > 1 else {}
    return Table(
        common=sorted(common.items()),
        rows=[
            Row(sample.family, _told_apart(pairs, common), measured(sample, now, zone))
            for sample, pairs in zip(shown, labels, strict=True)
        ],
    )


def _told_apart(labels: dict[str, str], common: dict[str, str]) -> str:
    return " ".join(value for name, value in labels.items() if name not in common)

"""A family of series, declared once, and its samples."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The types of the text format that we use. INFO is a gauge there, and an info in OpenMetrics."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Family:
    """A metric family. `name` is the name in the text format, with `_total` or `_info` where it has one."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = field(default=())

    def sample(self, value: float, **labels: str) -> "Sample":
        """A sample with exactly the declared labels. Raises KeyError and TypeError on others."""
        if len(labels) != len(self.labels):
            raise TypeError(f"{self.name} has the labels {self.labels}, not {tuple(labels)}")
        return Sample(self, tuple(labels[name] for name in self.labels), value)


@dataclass(frozen=True, slots=True)
class Sample:
    """One value. `suffix` and `le` belong to histograms: `_bucket` with its `le`, `_sum`, `_count`."""

    family: Family
    labels: tuple[str, ...]
    value: float
    suffix: str = ""
    le: str = ""

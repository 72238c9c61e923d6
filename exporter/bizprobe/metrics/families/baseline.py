"""What is usual, and how far below it a flow may be."""

from bizprobe.metrics.families.labels import FLOW
from bizprobe.metrics.family import Family, Kind

BASELINE_TRUSTED = Family(
    "bizprobe_baseline_trusted",
    Kind.GAUGE,
    "1 if the last hour of the dealer lies in days like others; 0 on holidays, worked weekends and days "
    "that its calendar calls unusual, and in the hour after them.",
    ("dealer",),
)
FLOW_FEW_LIMIT = Family(
    "bizprobe_flow_few_limit_ratio",
    Kind.GAUGE,
    "Which share of the usual events of an hour is too few. Absent while that does not matter.",
    (*FLOW, "severity"),
)
FLOW_STOPPED_LIMIT = Family(
    "bizprobe_flow_stopped_limit_events",
    Kind.GAUGE,
    "How many events must usually have come since the last one until the flow counts as stopped.",
    (*FLOW, "severity"),
)
FLOW_BASELINE_MINIMUM = Family(
    "bizprobe_flow_baseline_minimum_events",
    Kind.GAUGE,
    "How many events an hour must be usual before anything is said of too few or none.",
    FLOW,
)

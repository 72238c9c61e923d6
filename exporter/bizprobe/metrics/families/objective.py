"""What must be answered."""

from bizprobe.metrics.families.labels import PROBE, REMOTE
from bizprobe.metrics.family import Family, Kind

API_OBJECTIVE = Family(
    "bizprobe_api_objective_ratio",
    Kind.GAUGE,
    "The share of requests that a channel's API (side channel) or a system of the seller (side ours) must "
    "answer well. Absent where nothing is promised.",
    REMOTE,
)
PROBE_OBJECTIVE = Family(
    "bizprobe_probe_objective_ratio",
    Kind.GAUGE,
    "The share of runs that must be able to ask their question. Absent where nothing is promised.",
    PROBE,
)

"""What needs what, from the configuration alone."""

from bizprobe.metrics.families.labels import PROBE
from bizprobe.metrics.family import Family, Kind

DEPENDS_INFO = Family(
    "bizprobe_depends_info",
    Kind.INFO,
    "Something that cannot do without something else, itself or through others.",
    ("dealer", "dependent", "on"),
)
ASKS_INFO = Family(
    "bizprobe_asks_info",
    Kind.INFO,
    "Whom a probe asks: a channel's API (side channel) or a system of the seller (side ours).",
    (*PROBE, "remote", "side"),
)
BUSINESS_SERVICE_INFO = Family(
    "bizprobe_business_service_info",
    Kind.INFO,
    "A business service, from the configuration.",
    ("dealer", "business_service", "title", "step", "critical"),
)

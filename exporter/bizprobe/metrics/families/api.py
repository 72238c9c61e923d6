"""APIs and systems."""

from bizprobe.metrics.families.labels import REMOTE
from bizprobe.metrics.family import Family, Kind

API_REQUESTS = Family(
    "bizprobe_api_requests_total",
    Kind.COUNTER,
    "Requests to a channel's API (side channel) or a system of the seller (side ours), by HTTP status; "
    "none where no answer came, ok and failed for databases.",
    (*REMOTE, "code"),
)
API_DURATION = Family(
    "bizprobe_api_request_duration_seconds",
    Kind.HISTOGRAM,
    "How long requests took that were answered.",
    REMOTE,
)
API_BUDGET_REMAINING = Family(
    "bizprobe_api_budget_remaining",
    Kind.GAUGE,
    "Requests that the account may still make now, by the group of calls that share a limit.",
    (*REMOTE, "group"),
)

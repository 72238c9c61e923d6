"""APIs and systems."""

from bizprobe.metrics.families.labels import REMOTE
from bizprobe.metrics.family import Family, Kind

BUDGET = (*REMOTE, "group")

ACCOUNT_INFO = Family(
    "bizprobe_account_info",
    Kind.INFO,
    "An account with a budget, and a channel or a system that asks with it, from the configuration. remote "
    "is the account as the series of its budgets name it.",
    (*REMOTE, "channel", "system"),
)
API_REQUESTS = Family(
    "bizprobe_api_requests_total",
    Kind.COUNTER,
    "Requests to a channel's API (side channel) or a system of the seller (side ours), by HTTP status; "
    "none where no answer came, ok and failed for databases.",
    (*REMOTE, "code"),
)
API_LAST_ANSWER = Family(
    "bizprobe_api_last_answer_timestamp_seconds",
    Kind.GAUGE,
    "When it last answered, whatever it said; a status of 500 or more is no answer.",
    REMOTE,
)
API_LAST_FAILURE = Family(
    "bizprobe_api_last_failure_timestamp_seconds",
    Kind.GAUGE,
    "When a request last ended without an answer: none, failed, or a status of 500 or more.",
    REMOTE,
)
API_CLOCK_AHEAD = Family(
    "bizprobe_api_clock_ahead_seconds",
    Kind.GAUGE,
    "How far its clock was ahead of the exporter's at its last answer over HTTP, to a second or two.",
    REMOTE,
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
    "Requests that the account may still make now, by the group of calls that share a budget.",
    BUDGET,
)
API_BUDGET_BURST = Family(
    "bizprobe_api_budget_burst",
    Kind.GAUGE,
    "Requests that the account may make at once when nobody has asked for a while.",
    BUDGET,
)
API_REQUESTS_WITHHELD = Family(
    "bizprobe_api_requests_withheld_total",
    Kind.COUNTER,
    "Requests that were not made, because the budget allows them only after the deadline of the run.",
    BUDGET,
)

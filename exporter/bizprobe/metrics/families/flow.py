"""Flows."""

from bizprobe.metrics.families.labels import FLOW
from bizprobe.metrics.family import Family, Kind

FLOW_INFO = Family(
    "bizprobe_flow_info",
    Kind.INFO,
    "A flow that must exist, from the configuration alone. own is true for the seller's own channels, "
    "remote is the account that is asked, book the system that is compared, url the page with the findings.",
    (*FLOW, "probe", "own", "remote", "book", "business_service", "url"),
)
FLOW_EVENTS = Family(
    "bizprobe_flow_events_total",
    Kind.COUNTER,
    "Orders, leads or other events that came in. Goes on after a restart; each event counts once.",
    FLOW,
)
FLOW_AMOUNT = Family(
    "bizprobe_flow_amount_total",
    Kind.COUNTER,
    "Money of the events that came in, in major units of the currency.",
    (*FLOW, "currency"),
)
FLOW_LAST_EVENT = Family(
    "bizprobe_flow_last_event_timestamp_seconds",
    Kind.GAUGE,
    "When the newest event was placed. Absent as long as none was ever seen.",
    FLOW,
)
FLOW_AHEAD = Family(
    "bizprobe_flow_events_ahead",
    Kind.GAUGE,
    "Events of the last read that are placed more than 5 minutes after it; each came in when first read.",
    FLOW,
)
FLOW_READ = Family(
    "bizprobe_flow_read_timestamp_seconds",
    Kind.GAUGE,
    "Until when the flow is known: the start of the last complete read.",
    FLOW,
)
FLOW_WINDOW_OPENED = Family(
    "bizprobe_flow_window_opened_timestamp_seconds",
    Kind.GAUGE,
    "Silence before this moment does not count: the limit became tighter then.",
    (*FLOW, "severity"),
)
FLOW_SILENCE_LIMIT = Family(
    "bizprobe_flow_silence_limit_seconds",
    Kind.GAUGE,
    "How long the flow may be silent at this hour. Absent while silence does not matter.",
    (*FLOW, "severity"),
)
FLOW_MISSING = Family(
    "bizprobe_flow_missing",
    Kind.GAUGE,
    "Events that only one side knows after the grace period, by the side that lacks them.",
    (*FLOW, "where"),
)
FLOW_MISSING_LIMIT = Family(
    "bizprobe_flow_missing_limit",
    Kind.GAUGE,
    "How many missing events are tolerated.",
    (*FLOW, "where", "severity"),
)
FLOW_UNANSWERED = Family(
    "bizprobe_flow_unanswered",
    Kind.GAUGE,
    "Calls of the last hour that nobody took. With limits, only those that came in while one was on.",
    FLOW,
)
FLOW_UNANSWERED_LIMIT = Family(
    "bizprobe_flow_unanswered_limit",
    Kind.GAUGE,
    "How many calls of the last hour nobody may have taken. Absent while it does not matter.",
    (*FLOW, "severity"),
)
OPEN_ORDERS = Family(
    "bizprobe_open_orders",
    Kind.GAUGE,
    "Orders that are open, by canonical status. In the flow messages: chats that wait for an answer, new.",
    (*FLOW, "status"),
)
OLDEST_OPEN_ORDER = Family(
    "bizprobe_oldest_open_order_timestamp_seconds",
    Kind.GAUGE,
    "When the oldest open order in this status was placed. Absent where there is none.",
    (*FLOW, "status"),
)
OPEN_ORDER_AGE_LIMIT = Family(
    "bizprobe_open_order_age_limit_seconds",
    Kind.GAUGE,
    "How old an open order in this status may be. Where that depends on the hour, the oldest one of them.",
    (*FLOW, "status", "severity"),
)
ORDER_STATUS_UNMAPPED = Family(
    "bizprobe_order_status_unmapped",
    Kind.GAUGE,
    "Status words of the channel in the last read that nobody mapped; their orders count as other.",
    FLOW,
)

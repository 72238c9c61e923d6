"""Order statuses."""

from bizprobe.metrics.families.labels import FLOW
from bizprobe.metrics.family import Family, Kind

ORDER_STATUS_INFO = Family(
    "bizprobe_order_status_info",
    Kind.INFO,
    "A side whose order statuses are held against the channel's, from the configuration alone. where is book "
    "or cabinet, system who is asked for it, url the page with the findings.",
    (*FLOW, "where", "system", "probe", "url"),
)
ORDER_STATUS_ORDERS = Family(
    "bizprobe_order_status_orders",
    Kind.GAUGE,
    "Orders that both the channel and the side in where know, by how the status there stands to the "
    "channel's: agreeing, cancelled_apart (cancelled on one side only), behind, ahead, apart (not sold on "
    "both, in different ways), unknown (a status that is other on one side). What does not agree for less "
    "than the grace period of the probe still counts as agreeing.",
    (*FLOW, "where", "state"),
)
ORDER_STATUS_ORDERS_LIMIT = Family(
    "bizprobe_order_status_orders_limit",
    Kind.GAUGE,
    "How many orders in a state are tolerated.",
    (*FLOW, "where", "state", "severity"),
)
ORDER_STATUS_MISMATCHES = Family(
    "bizprobe_order_status_mismatches",
    Kind.GAUGE,
    "Orders on whose status at least one side does not agree with the channel, each counted once.",
    FLOW,
)
ORDER_STATUS_OLDEST_MISMATCH = Family(
    "bizprobe_order_status_oldest_mismatch_timestamp_seconds",
    Kind.GAUGE,
    "Since when the oldest mismatch in this state has been there, as far as was seen. Absent where there "
    "is none.",
    (*FLOW, "where", "state"),
)
ORDER_STATUS_WORDS_UNMAPPED = Family(
    "bizprobe_order_status_words_unmapped",
    Kind.GAUGE,
    "Status words in the last comparison that nobody mapped, by the side that uses them: channel, book or "
    "cabinet.",
    (*FLOW, "where"),
)
ORDER_STATUS_READ = Family(
    "bizprobe_order_status_read_timestamp_seconds",
    Kind.GAUGE,
    "When the channel and the side in where were last read whole.",
    (*FLOW, "where"),
)

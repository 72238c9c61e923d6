"""Exchanges."""

from bizprobe.metrics.families.labels import CHANNEL
from bizprobe.metrics.family import Family, Kind

EXCHANGE_INFO = Family(
    "bizprobe_exchange_info",
    Kind.INFO,
    "An exchange that must take place, from the configuration alone. url is the page with the findings.",
    (*CHANNEL, "exchange", "probe", "url"),
)
EXCHANGE_SENT = Family(
    "bizprobe_exchange_items_sent_total",
    Kind.COUNTER,
    "Items that were sent, by all reports: of the integration software, the channel, or who saw it.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_ACCEPTED = Family(
    "bizprobe_exchange_items_accepted_total",
    Kind.COUNTER,
    "Items of them that the other side accepted.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_REJECTED = Family(
    "bizprobe_exchange_items_rejected_total",
    Kind.COUNTER,
    "Items of them that the other side rejected.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_LAST_SENT = Family(
    "bizprobe_exchange_items_last_sent",
    Kind.GAUGE,
    "Items sent in the last exchange.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_LAST_ACCEPTED = Family(
    "bizprobe_exchange_items_last_accepted",
    Kind.GAUGE,
    "Items accepted in the last exchange.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_PAGES_EXPECTED = Family(
    "bizprobe_exchange_pages_expected",
    Kind.GAUGE,
    "Pages that the last exchange should have had.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_PAGES_RECEIVED = Family(
    "bizprobe_exchange_pages_received",
    Kind.GAUGE,
    "Pages of the last exchange that arrived.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_LAST = Family(
    "bizprobe_exchange_last_timestamp_seconds",
    Kind.GAUGE,
    "When the last exchange ended. Absent as long as none was reported.",
    (*CHANNEL, "exchange"),
)
EXCHANGE_AGE_LIMIT = Family(
    "bizprobe_exchange_age_limit_seconds",
    Kind.GAUGE,
    "How long ago the last exchange may be.",
    (*CHANNEL, "exchange", "severity"),
)
EXCHANGE_REJECTED_LIMIT = Family(
    "bizprobe_exchange_rejected_limit",
    Kind.GAUGE,
    "How many items of one exchange may be rejected.",
    (*CHANNEL, "exchange", "severity"),
)

"""Prices and stocks."""

from bizprobe.metrics.families.labels import CHANNEL
from bizprobe.metrics.family import Family, Kind

COMPARE_INFO = Family(
    "bizprobe_compare_info",
    Kind.INFO,
    "A comparison that must exist, from the configuration alone. what is prices or stocks, system the "
    "seller's side, url the page with the findings.",
    (*CHANNEL, "what", "probe", "system", "url"),
)
PRICE_ITEMS = Family(
    "bizprobe_price_items",
    Kind.GAUGE,
    "Items by how their price at the channel compares with the seller's: matching, different, missing "
    "(not at the channel), quarantined (held back by it), unexpected (only at the channel). What does not "
    "match for less than the grace period of the probe still counts as matching.",
    (*CHANNEL, "state"),
)
PRICE_ITEMS_LIMIT = Family(
    "bizprobe_price_items_limit",
    Kind.GAUGE,
    "How many items in a state are tolerated.",
    (*CHANNEL, "state", "severity"),
)
PRICE_GAP_AMOUNT = Family(
    "bizprobe_price_gap_amount",
    Kind.GAUGE,
    "Sum of the differences of different prices, one piece of each item: over where the channel shows more "
    "than the seller's price, under where it shows less.",
    (*CHANNEL, "direction", "currency"),
)
STOCK_ITEMS = Family(
    "bizprobe_stock_items",
    Kind.GAUGE,
    "Items by how their stock at the channel compares with the seller's: matching, hidden (in stock, shown "
    "as sold out), phantom (shown, not in stock), different, missing (unknown at the channel). What does not "
    "match for less than the grace period of the probe still counts as matching; what the seller's system "
    "does not know is in no state.",
    (*CHANNEL, "state"),
)
STOCK_ITEMS_LIMIT = Family(
    "bizprobe_stock_items_limit",
    Kind.GAUGE,
    "How many items in a state are tolerated.",
    (*CHANNEL, "state", "severity"),
)
OVERSOLD_ITEMS = Family(
    "bizprobe_oversold_items",
    Kind.GAUGE,
    "Items of which more is reserved than there is, at the seller's system or at the channel. Absent where "
    "neither side tells what is reserved.",
    CHANNEL,
)
OVERSOLD_ITEMS_LIMIT = Family(
    "bizprobe_oversold_items_limit",
    Kind.GAUGE,
    "How many items may be oversold.",
    (*CHANNEL, "severity"),
)
STOCK_RUNNING_OUT = Family(
    "bizprobe_stock_items_running_out",
    Kind.GAUGE,
    "Items that end within the time that the probe names, at the pace at which the seller sold them in the "
    "last days. Absent until sales are known for two days.",
    CHANNEL,
)
STOCK_RUNNING_OUT_LIMIT = Family(
    "bizprobe_stock_items_running_out_limit",
    Kind.GAUGE,
    "How many items may end within that time.",
    (*CHANNEL, "severity"),
)
COMPARE_READ = Family(
    "bizprobe_compare_read_timestamp_seconds",
    Kind.GAUGE,
    "When both sides were last read whole, by what is compared: prices or stocks.",
    (*CHANNEL, "what"),
)

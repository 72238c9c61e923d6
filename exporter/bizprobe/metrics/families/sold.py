"""What was sold, and at which price."""

from bizprobe.metrics.families.labels import CHANNEL
from bizprobe.metrics.family import Family, Kind

SOLD_PRICES_INFO = Family(
    "bizprobe_sold_prices_info",
    Kind.INFO,
    "A check of sold prices that must exist, from the configuration alone. system is the seller's side, url "
    "the page with the findings.",
    (*CHANNEL, "probe", "system", "url"),
)
PRICE_LOSS_AMOUNT = Family(
    "bizprobe_price_loss_amount_total",
    Kind.COUNTER,
    "What was lost on order lines that were sold below every price that was valid, in major units of the "
    "currency. Goes on after a restart; each order counts once.",
    (*CHANNEL, "currency"),
)
PRICE_STALE_LINES = Family(
    "bizprobe_price_stale_lines_total",
    Kind.COUNTER,
    "Order lines sold at a price that was not valid any more: under the valid ones, which costs money, or "
    "over.",
    (*CHANNEL, "direction"),
)
PRICE_STALE_LINES_LIMIT = Family(
    "bizprobe_price_stale_lines_limit",
    Kind.GAUGE,
    "How many stale order lines are tolerated within an hour.",
    (*CHANNEL, "direction", "severity"),
)
PRICE_UNKNOWN_LINES = Family(
    "bizprobe_price_unknown_lines_total",
    Kind.COUNTER,
    "Order lines of which nobody knows whether their price was valid: the seller's price at that time was "
    "not seen.",
    CHANNEL,
)

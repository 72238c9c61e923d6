"""How is every dealer, on one wall?"""

from grafana_foundation_sdk.builders import table

from panels.grid import Cells, grid
from panels.look import BAD, calm
from panels.panel import Place, Words
from panels.rows import Column, amount, links
from questions import problems, standing

CHANNELS = "/d/bizprobe-channels?${__url_time_range}&var-dealer=${__data.fields.dealer}"
ALL_CHANNELS = links("Its channels", CHANNELS)
THIS_CHANNEL = links("The channel", CHANNELS + "&var-channel=${__field.name}")


def every_dealer(place: Place) -> table.Panel:
    words = Words(
        "Which dealer loses business, and in which channel?",
        "A row for each dealer, the one that loses most first, with a cell for each channel: the gravest "
        "alert that fires about it. **lost an hour**: what is usual less what came, times the average worth "
        "of one. **critical**: how many problems of the dealer cannot wait.",
        "The first row is the one that costs most.",
        "Click a cell to see the channel, the dealer to see all of its channels.",
        standing.NOBODY,
    )
    cells = Cells(standing.GRADE, "dealer", "channel", calm(standing.WORDS), [THIS_CHANNEL])
    return grid(place, words, COLUMNS, cells, largest_first=("lost an hour", "critical"))


_LOST = 'max by (dealer, currency) (dealer_currency:bizprobe_lost_amount:per_hour{dealer=~"$dealer"}) > 0'
_CRITICAL = f"count by (dealer) ({problems.URGENCY} == 2)"
COLUMNS = (
    Column("Dealer", 90, label="dealer", looks=[ALL_CHANNELS]),
    Column("lost an hour", 95, f"topk by (dealer) (1, {_LOST})", looks=amount("locale", [(1, BAD)])),
    Column("in", 46, label="currency"),
    Column("critical", 62, _CRITICAL, looks=amount("short", [(1, BAD)])),
)
